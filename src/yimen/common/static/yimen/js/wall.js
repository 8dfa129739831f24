// A screen that hangs on a wall for months: turns its panels, asks for news, outlives a lost connection and midnight.
// No library and no new words of the language (ES5). What it cannot learn it goes on showing, and says from when.
(function () {
  "use strict";
  var TURN = 20000, EVERY = 60000, SOON = 5000, PATIENCE = 15000, OLD = 3 * 3600000;
  var wall = document.getElementById("wall"), lost = document.getElementById("lost");
  var clock = document.getElementById("clock"), day = document.getElementById("day"), pause = document.getElementById("pause");
  var tag = "", fails = 0, offset = 0, at = 0, still = false, asking = false, next = 0, lastSeen = new Date();

  // --- the hall's time: the server's clock shown in Shanghai, whatever this computer believes ---
  function now() {
    return new Date(Date.now() + offset);
  }
  function told(moment) {
    return new Date(moment.getTime() + 8 * 3600000).toISOString();
  }
  function tick() {
    var text = told(now()), today = text.slice(0, 10);
    clock.textContent = text.slice(11, 16);
    if (day.textContent !== today) {
      day.textContent = today;
      renew(); // a new day: the whole page, and whatever was built since
    }
  }

  // --- one panel at a time ---
  function panels() {
    return wall.querySelectorAll(".wall-panel");
  }
  function show(step) {
    var all = panels();
    at = (at + step + all.length) % all.length;
    for (var n = 0; n < all.length; n += 1) {
      if (n === at) all[n].className = "wall-panel now";
      else all[n].className = "wall-panel";
    }
  }
  document.body.className = "turning";
  show(0);
  setInterval(function () {
    if (!still) show(1);
  }, TURN);
  pause.addEventListener("click", function () {
    still = !still;
    pause.textContent = still ? "继续轮换" : "暂停轮换";
    pause.setAttribute("aria-pressed", still ? "true" : "false");
  });
  document.getElementById("back").addEventListener("click", function () {
    show(-1);
  });
  document.getElementById("on").addEventListener("click", function () {
    show(1);
  });

  // --- asking ---
  function get(address, then) {
    var request = new XMLHttpRequest();
    request.open("GET", address);
    request.timeout = PATIENCE;
    if (tag && address.indexOf("part") > 0) request.setRequestHeader("If-None-Match", tag);
    request.onload = function () {
      then(request.status, request);
    };
    request.onerror = request.ontimeout = function () {
      then(0, request);
    };
    request.send();
  }
  function ask() {
    if (asking) return;
    asking = true;
    get(location.pathname + "?part=1", function (status, request) {
      var date = Date.parse(status ? request.getResponseHeader("Date") || "" : "");
      asking = false;
      if (date) offset = date - Date.now();
      if (status === 403) return dark();
      if (status === 200) {
        tag = request.getResponseHeader("ETag") || "";
        wall.innerHTML = request.responseText;
        show(0);
      }
      heard(status === 200 || status === 304);
    });
  }
  function heard(well) {
    fails = well ? 0 : fails + 1;
    if (well) lastSeen = now();
    lost.hidden = fails === 0;
    if (fails) {
      var since = told(lastSeen).slice(0, 16).replace("T", " "), old = now() - lastSeen > OLD;
      lost.textContent = "连接中断，正在重连。以下是 " + since + " 的情况" + (old ? "，可能已经过时。" : "。");
    }
    clearTimeout(next);
    next = setTimeout(ask, (well ? EVERY : Math.min(EVERY, SOON * fails)) * (0.9 + Math.random() * 0.2));
  }
  function renew() { // the page is asked for first: a browser's error page would be the end of a screen
    get(location.pathname, function (status) {
      if (status === 200) location.replace(location.pathname);
      else if (status === 403) dark();
      else setTimeout(renew, EVERY);
    });
  }
  function dark() { // no longer allowed: nothing stays on the screen
    wall.innerHTML = "";
    lost.hidden = false;
    lost.textContent = "这台设备的授权已经失效，请联系大厅管理员重新登记。";
    next = setTimeout(ask, EVERY);
  }
  setInterval(tick, 1000);
  tick();
  next = setTimeout(ask, 1000);
})();
