// The clerk's console renews itself when the queue has changed; while the server is away it keeps what it shows.
(function () {
  "use strict";
  var EVERY = 3000, tag = "", fails = 0, since = new Date();

  function place() {
    return document.getElementById("console");
  }
  function busy() {
    var at = document.activeElement;
    return place().querySelector("details[open]") || (at && /^(INPUT|SELECT|TEXTAREA)$/.test(at.tagName));
  }
  function say(words) {
    var lost = place().querySelector("[data-lost]");
    lost.hidden = !words;
    lost.textContent = words;
  }
  function ask() {
    if (!place()) return;
    fetch(place().dataset.board + "?part=1", { headers: tag ? { "If-None-Match": tag } : {}, cache: "no-store" })
      .then(function (answer) {
        if (answer.status !== 200 && answer.status !== 304) throw new Error(String(answer.status));
        fails = 0;
        since = new Date();
        say("");
        if (answer.status === 304) return;
        var first = !tag, made = answer.headers.get("ETag") || "";
        if (busy() && !first) return; // nobody's typing is swept away; asked again in a moment
        tag = made;
        if (!first || made.split("-")[1] !== place().dataset.version) document.body.dispatchEvent(new Event("queue-changed"));
      })
      .catch(function () {
        fails += 1;
        if (fails > 1) say("系统暂时连不上，正在重连；下面是 " + since.toTimeString().slice(0, 5) + " 的情况。请照备用号单人工叫号，恢复后补录。");
      })
      .then(function () {
        setTimeout(ask, EVERY * (1 + Math.min(fails, 3)));
      });
  }
  ask();
})();
