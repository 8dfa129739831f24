// A board that hangs on a wall for months: an old computer, no internet, a server that goes away now and then.
// No library and no new words of the language (ES5). What it cannot learn it goes on showing, and says from when.
(function () {
  "use strict";
  var EVERY = 2000, SLOWEST = 10000, PATIENCE = 8000;
  var board = document.getElementById("board");
  var lost = document.getElementById("lost");
  var clock = document.getElementById("clock");
  var sound = document.getElementById("sound");
  var tag = "", fails = 0, offset = 0, heard = {}, sayings = [], speaking = false, lastSeen = new Date();

  // --- the hall's time: the server's clock shown in Shanghai, whatever this computer believes ---
  function hallTime(moment) {
    return new Date(moment.getTime() + 8 * 3600000).toISOString().slice(11, 19);
  }
  function now() {
    return new Date(Date.now() + offset);
  }
  setInterval(function () {
    clock.textContent = hallTime(now()).slice(0, 5);
  }, 1000);

  // --- voice: a chime, then the number digit by digit; who cannot hear it sees the row flash ---
  var chime = new Audio(document.body.getAttribute("data-chime"));
  var speech = window.speechSynthesis;

  function chinese() {
    var voices = speech && speech.getVoices ? speech.getVoices() : [];
    for (var n = 0; n < voices.length; n += 1) {
      if (/^zh/i.test(voices[n].lang)) return voices[n];
    }
    return null;
  }
  function sayNext() {
    if (speaking || !sayings.length) return;
    speaking = true;
    var words = sayings.shift(), over = false;
    function done() {
      if (over) return;
      over = true;
      speaking = false;
      sayNext();
    }
    ring(function () {
      var voice = chinese();
      if (!voice) return done();
      var saying = new SpeechSynthesisUtterance(words);
      saying.voice = voice;
      saying.lang = voice.lang;
      saying.rate = 0.9;
      saying.onend = saying.onerror = done;
      speech.speak(saying);
      setTimeout(done, 15000); // some engines never say that they ended
    });
  }
  function ring(then) {
    var went = false;
    function on() {
      if (went) return;
      went = true;
      then();
    }
    chime.currentTime = 0;
    chime.onended = on;
    setTimeout(on, 1500);
    var played = chime.play();
    if (played && played["catch"]) {
      played["catch"](function () {
        sound.hidden = false; // the browser wants a press before it lets a page sound
      });
    }
  }
  sound.addEventListener("click", function () {
    sound.hidden = true;
    sayings.push("声音已打开");
    sayNext();
  });

  function attend(first) {
    var rows = board.querySelectorAll("[data-call]"), fresh = [];
    for (var n = 0; n < rows.length; n += 1) {
      var key = rows[n].getAttribute("data-call");
      if (!heard[key]) {
        heard[key] = true;
        if (!first && rows[n].className.indexOf("board-past") < 0) {
          rows[n].className += " board-new";
          fresh.unshift(rows[n].getAttribute("data-say")); // the newest stands on top: the oldest is said first
        }
      }
    }
    for (var each = 0; each < fresh.length; each += 1) sayings.push(fresh[each], fresh[each]);
    sayNext();
  }

  // --- asking: nothing comes back while nothing has changed; a server that is away is asked again, ever more slowly ---
  function ask() {
    var request = new XMLHttpRequest(), over = false;
    request.open("GET", location.pathname + "?part=1");
    request.timeout = PATIENCE;
    if (tag) request.setRequestHeader("If-None-Match", tag);
    request.onload = function () {
      if (request.status !== 200 && request.status !== 304) return later(false);
      var date = Date.parse(request.getResponseHeader("Date") || "");
      if (date) offset = date - Date.now();
      if (request.status === 200) {
        tag = request.getResponseHeader("ETag") || "";
        board.innerHTML = request.responseText;
        attend(false);
      }
      later(true);
    };
    request.onerror = request.ontimeout = function () {
      later(false);
    };
    function later(well) {
      if (over) return;
      over = true;
      fails = well ? 0 : fails + 1;
      if (well) lastSeen = now();
      lost.hidden = fails < 2;
      if (fails >= 2) lost.textContent = "连接中断，正在重连。以下是 " + hallTime(lastSeen) + " 的情况，请听窗口人工叫号。";
      setTimeout(ask, Math.min(SLOWEST, EVERY * (1 + fails)) * (0.9 + Math.random() * 0.2));
    }
    request.send();
  }
  attend(true);
  setTimeout(ask, 500);
})();
