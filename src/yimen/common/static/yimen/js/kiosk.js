// A kiosk: sends the form, prints the slip, and while nobody answers gives out numbers that were kept for that.
// No library and no new words of the language (ES5).
(function () {
  "use strict";
  var slip = document.querySelector("[data-slip]");
  if (slip) {
    window.print();
    setTimeout(function () {
      location.replace(location.pathname);
    }, 8000);
    return;
  }
  var form = document.getElementById("take"), lost = document.getElementById("lost");
  if (!lost) return;
  var hall = document.body.getAttribute("data-hall"), name = document.body.getAttribute("data-name");
  var SPARE = "spare-" + hall, GIVEN = "given-" + hall, PATIENCE = 6000, IDLE = 60000;

  function kept(key) {
    try {
      return JSON.parse(localStorage.getItem(key)) || [];
    } catch (error) {
      return [];
    }
  }
  function keep(key, value) {
    localStorage.setItem(key, JSON.stringify(value));
  }
  // --- the hall's time: the server's clock shown in Shanghai, whatever this computer believes ---
  var offset = 0;
  function now() {
    return Date.now() + offset;
  }
  function setClock(request) {
    var date = Date.parse(request.getResponseHeader("Date") || "");
    if (date) offset = date - Date.now();
  }
  function today() {
    return new Date(now() + 8 * 3600000).toISOString().slice(0, 10);
  }
  function hhmm() {
    return new Date(now() + 8 * 3600000).toISOString().slice(11, 16);
  }
  setInterval(function () {
    document.getElementById("clock").textContent = hhmm();
  }, 1000);

  function send(fields, then, otherwise) {
    var request = new XMLHttpRequest();
    request.open("POST", location.pathname);
    request.timeout = PATIENCE;
    request.setRequestHeader("Content-Type", "application/x-www-form-urlencoded");
    request.onload = function () {
      setClock(request);
      if (request.status >= 500) otherwise();
      else then(request);
    };
    request.onerror = request.ontimeout = otherwise;
    var token = document.querySelector("[name=csrfmiddlewaretoken]").value;
    request.send(fields.concat([["csrfmiddlewaretoken", token]]).map(function (pair) {
      return encodeURIComponent(pair[0]) + "=" + encodeURIComponent(pair[1]);
    }).join("&"));
  }

  // --- numbers that this machine may give out by itself, fetched while all is well ---
  function fetchSpare() {
    send([["verb", "spare"]], function (answer) {
      if (answer.status !== 200) return;
      var box = document.createElement("div"), had = {}, fresh = [];
      kept(SPARE).forEach(function (each) { had[each.line + each.day + each.first] = each; });
      box.innerHTML = answer.responseText;
      Array.prototype.forEach.call(box.querySelectorAll("[data-spare]"), function (each) {
        var one = { line: each.getAttribute("data-spare"), letter: each.getAttribute("data-letter"), day: each.getAttribute("data-day"),
          first: +each.getAttribute("data-first"), last: +each.getAttribute("data-last") };
        one.next = one.first;
        fresh.push(had[one.line + one.day + one.first] || one);
      });
      keep(SPARE, fresh);
    }, function () {});
  }
  function fromSpare(line) {
    var blocks = kept(SPARE), found = null;
    blocks.forEach(function (each) {
      if (!found && each.line === line && each.day === today() && each.next <= each.last) {
        found = { line: line, number: each.next, at: now() };
        found.label = each.letter + ("00" + each.next).slice(-3);
        each.next += 1;
      }
    });
    if (found) keep(SPARE, blocks);
    return found;
  }

  // --- the press of the button ---
  // A key of its own each time: the same request sent twice is one number, the next person's is another.
  function fresh() {
    var drawn = new Uint8Array(16);
    (window.crypto || window.msCrypto).getRandomValues(drawn);
    return Array.prototype.map.call(drawn, function (each) { return ("0" + each.toString(16)).slice(-2); }).join("");
  }
  document.addEventListener("submit", function (event) {
    if (event.target !== form) return;
    event.preventDefault();
    var lines = Array.prototype.filter.call(form.elements, function (each) { return each.name === "lines" && each.checked; });
    var group = form.querySelector("[name=group]:checked").value;
    if (!lines.length) return tell("请先选要办的业务，再按“取号”。");
    var fields = lines.map(function (each) { return ["lines", each.value]; });
    fields.push(["group", group], ["key", fresh()]);
    form.querySelector("button").disabled = true;
    send(fields, show, function () {
      setTimeout(function () { // once more with the same key: it is the same number if the first one arrived
        send(fields, show, function () { giveOut(lines, group); });
      }, 1500);
    });
  });
  function show(answer) {
    var page = new DOMParser().parseFromString(answer.responseText, "text/html");
    var made = page.querySelector("[data-slip]"), refused = page.querySelector(".kiosk-refused");
    if (!made) return tell(refused ? refused.textContent : "没有取到号，请再试一次或请窗口代取。");
    paper(made.outerHTML);
  }
  function giveOut(lines, group) {
    var given = kept(GIVEN), made = [], box = document.createElement("article");
    lines.forEach(function (each) {
      var one = fromSpare(each.value);
      if (!one) return;
      one.group = group;
      given.push(one);
      made.push([one.label, each.getAttribute("data-line")]);
    });
    if (!made.length) return tell("系统暂时连不上，本机的备用号也用完了。请到导办台领纸质号。");
    keep(GIVEN, given);
    box.className = "kiosk-slip";
    box.setAttribute("data-slip", "");
    add(box, "h1", name);
    made.forEach(function (each) {
      add(box, "p", each[0]).className = "kiosk-number";
      add(box, "p", each[1]);
    });
    add(box, "p", today() + " " + hhmm() + "　备用号");
    add(box, "p", "系统暂时连不上，这个号照样有效，请听窗口叫号。");
    paper(box.outerHTML);
  }
  function add(box, kind, words) {
    var made = document.createElement(kind);
    made.textContent = words;
    box.appendChild(made);
    return made;
  }
  function paper(markup) {
    document.getElementById("kiosk").innerHTML = markup;
    window.print();
    setTimeout(renew, 8000);
  }
  function renew() { // the page is asked for first: a browser's error page would be the end of a kiosk
    var request = new XMLHttpRequest();
    request.open("GET", location.pathname);
    request.timeout = PATIENCE;
    request.onload = function () {
      if (request.status === 200) location.replace(location.pathname);
      else again();
    };
    request.onerror = request.ontimeout = again;
    request.send();
  }
  function again() {
    document.getElementById("kiosk").innerHTML = whole;
    form = document.getElementById("take");
  }
  function tell(words) {
    if (form) form.querySelector("button").disabled = false;
    lost.textContent = words;
    lost.hidden = false;
  }

  // --- what it gave out by itself is entered when somebody answers again ---
  function enter() {
    var given = kept(GIVEN);
    if (!given.length) return;
    var fields = given.map(function (each) { return ["entry", [each.line, each.number, each.at, each.group].join("|")]; });
    send([["verb", "enter"]].concat(fields), function (answer) {
      if (answer.status === 204) {
        keep(GIVEN, kept(GIVEN).slice(given.length));
        lost.hidden = true;
      } else if (answer.status === 422) {
        tell("有 " + given.length + " 个备用号没能补录：" + answer.responseText + " 请交给导办台。");
      }
    }, function () {
      lost.textContent = "系统暂时连不上，取的是备用号，恢复后自动补录。";
      lost.hidden = false;
    });
  }

  // --- while nobody touches it, the page renews itself: waits change, and in the morning the hall opens ---
  var touched = Date.now();
  ["click", "keydown"].forEach(function (kind) {
    document.addEventListener(kind, function () { touched = Date.now(); });
  });
  setInterval(function () {
    if (Date.now() - touched >= IDLE) renew();
  }, IDLE);
  var whole = document.getElementById("kiosk").innerHTML;
  fetchSpare();
  enter();
  setInterval(enter, 10000);
  setInterval(fetchSpare, 1800000);
})();
