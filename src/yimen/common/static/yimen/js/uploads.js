// Sends the files of a form piece by piece, and goes on where a broken line left off (protocol tus 1.0.0).
// Without this script the form sends them whole: [data-uploads] is that form.
(function () {
  "use strict";
  var form = document.querySelector("[data-uploads]");
  if (!form || !window.tus || !tus.isSupported) return;

  var input = form.querySelector("input[type=file]");
  var list = form.querySelector("[data-upload-list]");
  var said = form.querySelector("[data-upload-said]");
  var token = form.querySelector("input[name=csrfmiddlewaretoken]").value;

  // Every piece carries its SHA-256, so that one damaged on the way is sent once more. Outside https there is none.
  function Sealing() {
    this.plain = new tus.DefaultHttpStack();
  }
  Sealing.prototype.createRequest = function (method, url) {
    var request = this.plain.createRequest(method, url);
    var send = request.send.bind(request);
    request.send = function (body) {
      if (!body || !window.crypto || !crypto.subtle) return send(body);
      return body
        .arrayBuffer()
        .then(function (bytes) {
          return crypto.subtle.digest("SHA-256", bytes);
        })
        .then(function (digest) {
          var text = String.fromCharCode.apply(null, new Uint8Array(digest));
          request.setHeader("Upload-Checksum", "sha256 " + btoa(text));
          return send(body);
        });
    };
    return request;
  };
  Sealing.prototype.getName = function () {
    return "Sealing";
  };

  function size(bytes) {
    return bytes < 1048576 ? Math.ceil(bytes / 1024) + " KB" : (bytes / 1048576).toFixed(1) + " MB";
  }

  // A line of the list with its meter; tell(sent, words) moves it.
  function line(file) {
    var row = document.createElement("li");
    var template = form.querySelector("template").content.cloneNode(true);
    row.append(template);
    list.append(row);
    var words = row.querySelector("[data-words]");
    var meter = row.querySelector(".meter");
    meter.setAttribute("aria-label", file.name);
    return function (sent, text) {
      var share = file.size ? (100 * sent) / file.size : 0;
      meter.setAttribute("aria-valuenow", Math.floor(share));
      meter.querySelector(".fill").setAttribute("width", share);
      words.textContent = file.name + "：" + (text || size(sent) + " / " + size(file.size));
    };
  }

  // Where a file of that name and size has come in part already, it goes on there.
  function begun(file) {
    var found = document.querySelector('[data-part="' + CSS.escape(file.name) + '"]');
    return found && Number(found.dataset.size) === file.size ? found.dataset.address : null;
  }

  function send(file, tell) {
    return new Promise(function (done, failed) {
      new tus.Upload(file, {
        endpoint: form.dataset.uploads,
        uploadUrl: begun(file),
        metadata: { filename: file.name },
        chunkSize: Number(form.dataset.piece),
        headers: { "X-CSRFToken": token },
        httpStack: new Sealing(),
        storeFingerprintForResuming: false,
        retryDelays: [0, 1000, 3000, 5000, 10000, 20000, 30000, 60000],
        onShouldRetry: function (error) {
          var status = error.originalResponse ? error.originalResponse.getStatus() : 0;
          if (status === 0) tell(0, "网络中断，正在重新连接，会从断开的地方接着传");
          return status === 0 || status >= 500 || status === 409 || status === 460;
        },
        onProgress: tell,
        onSuccess: function () {
          tell(file.size, "已传完，" + size(file.size));
          done();
        },
        onError: function (error) {
          var answer = error.originalResponse;
          var status = answer ? answer.getStatus() : 0;
          var sentence = status === 409 || status === 422 || status === 413 ? answer.getBody() : "";
          if (status === 401 || status === 403) sentence = "登录已过期，请重新登录后在本页选择同一个文件，会接着传。";
          failed(sentence || "没有传完。请检查网络，再选择同一个文件，会从断开的地方接着传。");
        },
      }).start();
    });
  }

  form.addEventListener("submit", function (event) {
    if (!input.files.length) return;
    event.preventDefault();
    var button = form.querySelector("button[type=submit]");
    button.disabled = true;
    said.textContent = "正在上传，请不要关闭本页。";
    list.replaceChildren();
    var chosen = Array.from(input.files).map(function (file) {
      var tell = line(file);
      tell(0, "等待上传");
      return { file: file, tell: tell };
    });
    var faults = 0;
    chosen
      .reduce(function (before, each) {
        return before.then(function () {
          return send(each.file, each.tell).catch(function (sentence) {
            faults += 1;
            each.tell(0, sentence);
          });
        });
      }, Promise.resolve())
      .then(function () {
        said.textContent = "";
        if (!faults) return location.reload();
        said.textContent = "有 " + faults + " 个文件没有传完，原因见下；其余已收到。";
        button.disabled = false;
      });
  });

  // Leaving while pieces are on their way would break off: the browser asks first.
  window.addEventListener("beforeunload", function (event) {
    if (said.textContent.indexOf("正在上传") === 0) event.preventDefault();
  });
})();
