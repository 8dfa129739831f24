// The phone's page: records a visit without a network and hands it in when there is one.
// A record is saved on the phone first, always; the server takes each key once, however often it is sent.
(function () {
  "use strict";
  var root = document.querySelector("[data-phone]");
  if (!root || !window.indexedDB || !window.yimenStore) return;

  var store = window.yimenStore;
  var state = root.querySelector("[data-state]");
  var form = root.querySelector("[data-form]");
  var list = root.querySelector("[data-kept]");
  var choose = root.querySelector("#visit");
  var visits = [];
  var token = "";
  var driftNow = null; // seconds that this clock was ahead of the server's when they last met
  var busy = false;
  var again = false;
  var correcting = null; // the record whose words stand in the form

  function field(name) {
    return form.querySelector("#" + name);
  }

  function say(words) {
    state.textContent = words;
  }

  function option(select, value, label) {
    var made = document.createElement("option");
    made.value = value;
    made.textContent = label;
    select.append(made);
  }

  // --- what is shown ---
  function showVisits() {
    var before = choose.value;
    choose.replaceChildren();
    visits.forEach(function (visit) {
      option(choose, visit.id, visit.title + "：" + visit.department);
    });
    if (before) choose.value = before;
    root.querySelector("[data-choose]").hidden = form.hidden = !visits.length;
    showVisit();
  }

  function visit() {
    return visits.find(function (each) {
      return String(each.id) === choose.value;
    });
  }

  function showVisit() {
    var now = visit();
    if (!now) return;
    field("step").replaceChildren();
    now.steps.forEach(function (step, at) {
      option(field("step"), step.id, at + 1 + ". " + step.place + "：" + step.ask);
    });
    option(field("step"), "", "脚本之外");
    field("item").replaceChildren();
    option(field("item"), "", "没有具体事项");
    now.items.forEach(function (item) {
      option(field("item"), item.id, item.name);
    });
    showStep();
  }

  function showStep() {
    var now = visit().steps.find(function (each) {
      return String(each.id) === field("step").value;
    });
    root.querySelector("[data-look]").textContent = now && now.look ? "看：" + now.look : "";
    if (now) field("where").value = now.where;
  }

  var STATES = { waiting: "在手机上，等待同步", kept: "已同步", conflict: "未收下", refused: "未收下" };

  function showKept() {
    return Promise.all([store.all("records"), store.all("photos")]).then(function (found) {
      var waiting = 0;
      list.replaceChildren();
      found[0].sort(function (a, b) {
        return b.taken_at - a.taken_at;
      });
      found[0].forEach(function (record) {
        var photos = found[1].filter(function (photo) {
          return photo.observation === record.key;
        });
        var left = photos.filter(function (photo) {
          return photo.state !== "whole";
        }).length;
        var line = document.createElement("li");
        line.dataset.record = record.key;
        line.dataset.standing = record.state === "kept" && !left ? "done" : record.state;
        if (line.dataset.standing !== "done") waiting += 1;
        line.textContent =
          new Date(record.taken_at).toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit" }) +
          " " + record.label + "（照片 " + photos.length + " 张" + (left && record.state === "kept" ? "，" + left + " 张未传完" : "") + "）：" +
          STATES[record.state] + (record.said ? "。" + record.said : "");
        if (correctable(record, found[0])) line.append(corrector(record));
        list.append(line);
      });
      if (!found[0].length) {
        var none = document.createElement("li");
        none.textContent = "还没有记录。";
        list.append(none);
      }
      return waiting;
    });
  }

  // --- correcting; how it is stored, `store.keep` decides ---
  function correctable(record, all) {
    if (record.state !== "waiting" && record.state !== "kept") return false;
    return !all.some(function (each) { return each.replaces === record.key; }) && visits.some(function (each) {
      return each.id === record.visit;
    });
  }

  function corrector(record) {
    var button = document.createElement("button");
    button.type = "button";
    button.className = "button";
    button.textContent = "更正";
    button.setAttribute("aria-label", "更正：" + record.label);
    button.addEventListener("click", function () { correct(record); });
    return button;
  }

  function correct(record) {
    correcting = record;
    choose.value = String(record.visit);
    showVisit();
    field("step").value = record.step || "";
    field("where").value = record.where;
    field("item").value = record.item || "";
    field("words").value = record.words;
    form.querySelector("[name=outcome][value=" + record.outcome + "]").checked = true;
    showCorrecting();
    field("words").focus();
  }

  function showCorrecting() {
    var told = form.querySelector("[data-correcting]");
    told.hidden = form.querySelector("[data-leave]").hidden = !correcting;
    choose.disabled = Boolean(correcting);
    if (!correcting) return;
    told.textContent = "正在更正“" + correcting.label + "”。" + (correcting.told
      ? "原记录可能已经送达，会保留，并标明被这一条更正。" : "还没有同步，直接改在原记录上；已拍的照片保留。");
  }

  function leave() {
    correcting = null;
    form.reset();
    showVisit();
    showCorrecting();
  }

  // --- recording ---
  function hex(buffer) {
    return Array.from(new Uint8Array(buffer), function (byte) {
      return byte.toString(16).padStart(2, "0");
    }).join("");
  }

  function spot() {
    return new Promise(function (done) {
      if (!navigator.geolocation) return done({});
      navigator.geolocation.getCurrentPosition(
        function (found) {
          var at = found.coords;
          done({ latitude: at.latitude, longitude: at.longitude, accuracy: at.accuracy });
        },
        function () {
          done({});
        },
        { enableHighAccuracy: true, timeout: 4000, maximumAge: 60000 }
      );
    });
  }

  function photograph(file, record) {
    return file.arrayBuffer().then(function (bytes) {
      return crypto.subtle.digest("SHA-256", bytes).then(function (digest) {
        return {
          key: crypto.randomUUID(), observation: record.key, visit: record.visit, digest: hex(digest), size: file.size,
          taken_at: Date.now(), latitude: record.latitude, longitude: record.longitude, accuracy: record.accuracy,
          drift_then: driftNow, blob: new Blob([bytes], { type: file.type }), state: "waiting",
        };
      });
    });
  }

  function save(event) {
    event.preventDefault();
    if (!form.reportValidity()) return;
    var files = Array.from(field("photos").files);
    if (files.some(function (file) { return file.size > Number(root.dataset.largest); })) {
      say("有照片超过 10 MB，请调低相机的分辨率后重拍。");
      return;
    }
    var outcome = form.querySelector("[name=outcome]:checked");
    var record = {
      key: crypto.randomUUID(), visit: visit().id, where: field("where").value, outcome: outcome.value,
      label: outcome.parentElement.textContent.trim(), words: field("words").value,
      step: field("step").value || null, item: field("item").value || null, replaces: null,
      taken_at: Date.now(), drift_then: driftNow, state: "waiting", said: "",
    };
    form.querySelector("[type=submit]").disabled = true;
    spot()
      .then(function (at) {
        Object.assign(record, { latitude: null, longitude: null, accuracy: null }, at);
        return Promise.all(files.map(function (file) { return photograph(file, record); }));
      })
      .then(function (photos) {
        return store.keep(record, photos, correcting && correcting.key);
      })
      .then(function () {
        leave();
        return showKept();
      })
      .then(sync, function (error) {
        say("没有存下来：" + error.message + "。请不要关闭本页，再按一次保存。");
      })
      .finally(function () {
        form.querySelector("[type=submit]").disabled = false;
      });
  }

  // --- handing in ---
  function meet() {
    return fetch(root.dataset.mine, { credentials: "same-origin", redirect: "manual" }).then(function (answer) {
      if (!answer.ok) throw new Error("signed out");
      return answer.json().then(function (found) {
        token = found.token;
        driftNow = Math.round((Date.now() - found.now) / 1000);
        visits = found.visits;
        return Promise.all([
          store.takeAlong(visits),
          store.put("facts", { name: "drift", value: driftNow }),
        ]).then(showVisits);
      });
    });
  }

  function bare(thing, names) {
    var found = {};
    names.forEach(function (name) {
      found[name] = thing[name] === undefined ? null : thing[name];
    });
    return found;
  }

  var PLACE = ["taken_at", "drift_then", "latitude", "longitude", "accuracy"];
  var RECORD = ["key", "visit", "where", "outcome", "words", "step", "item", "replaces"].concat(PLACE);
  var PHOTO = ["key", "observation", "digest", "size"].concat(PLACE);

  function tell() {
    return Promise.all([store.waiting(), store.all("photos")]).then(function (found) {
      var records = found[0];
      var photos = found[1].filter(function (each) { return each.state !== "whole"; });
      if (!records.length && !photos.length) return [];
      return fetch(root.dataset.sync, {
        method: "POST", credentials: "same-origin", redirect: "manual",
        headers: { "Content-Type": "application/json", "X-CSRFToken": token },
        body: JSON.stringify({
          now: Date.now(),
          records: records.map(function (each) { return bare(each, RECORD); }),
          photos: photos.map(function (each) { return bare(each, PHOTO); }),
        }),
      })
        .then(function (answer) {
          if (!answer.ok) throw new Error(answer.status === 422 ? "refused" : "signed out");
          return answer.json();
        })
        .then(function (answer) {
          var written = records.map(function (each) {
            var said = answer.records[each.key];
            each.state = said.state;
            each.said = said.said;
            return store.put("records", each);
          });
          return Promise.all(written).then(function () {
            return photos
              .map(function (each) {
                return { photo: each, said: answer.photos[each.key] };
              })
              .filter(function (each) {
                return each.said.state === "kept" || each.said.state === "whole";
              });
          });
        });
    });
  }

  function send(each) {
    var photo = each.photo;
    function whole() {
      photo.state = "whole";
      photo.blob = null; // the server has every byte, under the digest of the moment of capture
      return store.put("photos", photo);
    }
    if (each.said.state === "whole") return whole();
    return new Promise(function (done, failed) {
      new tus.Upload(photo.blob, {
        uploadUrl: each.said.address,
        chunkSize: Number(root.dataset.piece),
        headers: { "X-CSRFToken": token },
        storeFingerprintForResuming: false,
        retryDelays: [500, 2000],
        onShouldRetry: function (error) {
          var status = error.originalResponse ? error.originalResponse.getStatus() : 0;
          return status === 409 || status === 460 || status >= 500;
        },
        onError: failed,
        onSuccess: done,
      }).start();
    }).then(whole);
  }

  function sync() {
    if (busy) {
      again = true;
      return Promise.resolve();
    }
    busy = true;
    return meet()
      .then(tell)
      .then(function (photos) {
        return photos.reduce(function (before, each) {
          return before.then(function () {
            return send(each);
          });
        }, Promise.resolve());
      })
      .then(function () {
        return showKept().then(function (waiting) {
          say(waiting ? "有 " + waiting + " 条没有收下，见下面的说明。" : "全部已同步。");
        });
      })
      .catch(function (error) {
        return showKept().then(function (waiting) {
          var why = error.message === "signed out" ? "登录已失效，请登录后再打开本页" : "现在没有网络";
          if (error.message === "refused") why = "服务器没有收下，请刷新本页后再同步";
          say(why + "；" + (waiting ? waiting + " 条记录存在这部手机里，不会丢。" : "可以照常记录，会先存在手机里。"));
        });
      })
      .finally(function () {
        busy = false;
        if (again) {
          again = false;
          sync();
        }
      });
  }

  // --- begin: from the phone's own store, then from the server ---
  choose.addEventListener("change", showVisit);
  field("step").addEventListener("change", showStep);
  form.addEventListener("submit", save);
  form.querySelector("[data-leave]").addEventListener("click", leave);
  window.addEventListener("online", sync);
  root.querySelector("[data-now]").hidden = false;
  root.querySelector("[data-now]").addEventListener("click", sync);
  if (navigator.serviceWorker) {
    navigator.serviceWorker.register(root.dataset.worker).then(function () {
      return navigator.serviceWorker.ready;
    }).then(function () {
      root.dataset.ready = "yes";
    });
  }
  if (navigator.storage && navigator.storage.persist) navigator.storage.persist();
  Promise.all([store.all("visits"), store.get("facts", "drift"), showKept()]).then(function (found) {
    visits = found[0];
    driftNow = found[1] ? found[1].value : null;
    showVisits();
    return sync();
  });
})();
