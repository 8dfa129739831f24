// The clerk's console and the manager's live page renew themselves when the queue has changed; while the server is away
// they keep what they show. Hundreds of them are open at once, so a page is renewed at once only when it matters to it
// (somebody waits where nobody did), and otherwise after a while, each at a moment of its own, or after a quiet spell
// all of them would ask at once. How many wait is told at once: the board says it.
(function () {
  "use strict";
  var EVERY = 3000, CALMLY = 30000, tag = "", fails = 0, stale = false, renewed = Date.now(), due = 0, since = new Date();

  function place() {
    return document.querySelector("[data-board]");
  }
  function busy() {
    var at = document.activeElement;
    return place().querySelector("details[open] form") || (at && /^(INPUT|SELECT|TEXTAREA)$/.test(at.tagName));
  }
  function say(words) {
    var lost = place().querySelector("[data-lost]");
    lost.hidden = !words;
    lost.textContent = words;
  }
  function matters(markup) {
    var lines = place().dataset.lines;
    if (lines === undefined) return true;
    var box = new DOMParser().parseFromString(markup, "text/html"), waiting = 0;
    lines.split(",").forEach(function (line) {
      var row = box.querySelector('[data-line="' + line + '"]');
      if (row) waiting += Number(row.dataset.waiting);
    });
    var many = place().querySelector("[data-many]");
    if (many) many.textContent = waiting;
    return (waiting > 0) !== (Number(place().dataset.waiting) > 0);
  }
  function renew() {
    stale = false;
    renewed = Date.now();
    document.body.dispatchEvent(new Event("queue-changed"));
  }
  function learn(answer) {
    if (answer.status !== 200 && answer.status !== 304) throw new Error(String(answer.status));
    fails = 0;
    since = new Date();
    say("");
    if (answer.status === 304) return false;
    var known = tag;
    tag = answer.headers.get("ETag") || "";
    if (!known && tag.split("-")[1] === place().dataset.version) return false;
    if (!stale) due = Math.max(renewed + CALMLY, Date.now() + (Math.random() * CALMLY) / 2);
    stale = true;
    return answer.text().then(matters);
  }
  function ask() {
    if (!place()) return;
    fetch(place().dataset.board + "?part=1", { headers: tag ? { "If-None-Match": tag } : {}, cache: "no-store" })
      .then(learn)
      .then(function (now) {
        if (stale && !busy() && (now === true || Date.now() > due)) renew();
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
