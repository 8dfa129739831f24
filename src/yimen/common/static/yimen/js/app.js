// What makes pages quicker to use. Every page works without it.
(function () {
  "use strict";

  // --- theme switch: auto, light, dark, in turn ---
  var words = { auto: "跟随系统", light: "浅色", dark: "深色" };
  var order = ["auto", "light", "dark"];

  function nameTheme(button) {
    var label = "显示主题：" + words[window.yimenTheme.now()];
    button.setAttribute("aria-label", label);
    button.title = label;
  }

  document.querySelectorAll("[data-theme-switch]").forEach(function (button) {
    button.hidden = false;
    nameTheme(button);
    button.addEventListener("click", function () {
      window.yimenTheme.set(order[(order.indexOf(window.yimenTheme.now()) + 1) % order.length]);
      nameTheme(button);
    });
  });

  // --- keys: / to search, ? for the list, g then a letter to go, Escape to leave ---
  function typing(target) {
    if (/^(radio|checkbox)$/.test(target.type)) return false;
    return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
  }

  var list = document.getElementById("shortcuts");
  var waitingForPlace = false;

  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === "Escape") {
      if (location.hash === "#menu") location.hash = "#content";
      if (typing(event.target)) event.target.blur();
      return;
    }
    if (typing(event.target)) return;
    if (waitingForPlace) {
      waitingForPlace = false;
      var place = document.querySelector('[data-key="' + CSS.escape(event.key) + '"]');
      if (place) place.click();
      return;
    }
    // One of the answers that a page offers by number; then the sentence is written, and Enter sends both.
    var choice = document.querySelector('[data-choice="' + CSS.escape(event.key) + '"]');
    if (choice) {
      event.preventDefault();
      choice.checked = true;
      choice.form.querySelector("[data-after-choice]").focus();
      return;
    }
    // A button or link of the page that says its key itself.
    var pressed = document.querySelector('[data-press="' + CSS.escape(event.key) + '"]');
    if (pressed) {
      event.preventDefault();
      pressed.click();
      return;
    }
    if (event.key === "/") {
      var search = document.querySelector(".filters input[type=search], [data-search]");
      if (search) {
        event.preventDefault();
        search.focus();
        search.select();
      }
    } else if (event.key === "?" && list) {
      event.preventDefault();
      list.showModal();
    } else if (event.key === "g") {
      waitingForPlace = true;
      setTimeout(function () {
        waitingForPlace = false;
      }, 1500);
    }
  });

  document.querySelectorAll("[data-opens]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () {
      document.getElementById(button.dataset.opens).showModal();
    });
  });

  document.querySelectorAll("[data-print]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () {
      window.print();
    });
  });

  // --- paper: what is folded away is printed with the rest (forms and charts stay out by print.css) ---
  var unfolded = [];
  window.addEventListener("beforeprint", function () {
    unfolded = Array.prototype.slice.call(document.querySelectorAll("details:not([open])"));
    unfolded.forEach(function (each) {
      each.open = true;
    });
  });
  window.addEventListener("afterprint", function () {
    unfolded.forEach(function (each) {
      each.open = false;
    });
  });

  // --- countdown: seconds left as the server reckoned them; a clock of this machine that is wrong does not matter ---
  document.querySelectorAll("[data-countdown]").forEach(function (place) {
    var ends = performance.now() + Number(place.dataset.countdown) * 1000;
    place.classList.add("countdown");
    var ticking = setInterval(show, 1000);

    function show() {
      var left = Math.max(0, Math.round((ends - performance.now()) / 1000));
      if (left === 0) {
        clearInterval(ticking);
        place.setAttribute("role", "alert");
      }
      place.classList.toggle("countdown-short", left <= 60);
      place.textContent = left ? "还有 " + Math.floor(left / 60) + " 分 " + (left % 60) + " 秒" : place.dataset.over;
    }
    show();
  });

  // --- file drop: hands the dropped files to the plain input and lists what was chosen ---
  function size(bytes) {
    return bytes < 1048576 ? Math.ceil(bytes / 1024) + " KB" : (bytes / 1048576).toFixed(1) + " MB";
  }

  function listChosen(drop, input) {
    var chosen = drop.querySelector(".drop-chosen");
    chosen.replaceChildren();
    Array.prototype.forEach.call(input.files, function (file) {
      var line = document.createElement("li");
      line.textContent = file.name + "（" + size(file.size) + "）";
      chosen.append(line);
    });
  }

  function prepareDrop(drop) {
    var input = drop.querySelector("input[type=file]");
    input.addEventListener("change", function () {
      listChosen(drop, input);
    });
    ["dragenter", "dragover"].forEach(function (name) {
      drop.addEventListener(name, function (event) {
        event.preventDefault();
        drop.classList.add("drop-over");
      });
    });
    ["dragleave", "drop"].forEach(function (name) {
      drop.addEventListener(name, function (event) {
        event.preventDefault();
        drop.classList.remove("drop-over");
        if (name === "drop" && event.dataTransfer.files.length) {
          input.files = event.dataTransfer.files;
          listChosen(drop, input);
        }
      });
    });
  }

  // --- after a refusal the summary is where reading goes on ---
  function attend(root) {
    root.querySelectorAll("[data-drop]:not([data-ready])").forEach(function (drop) {
      drop.dataset.ready = "yes";
      prepareDrop(drop);
    });
  }

  function readOn(root) {
    var summary = root.querySelector(".error-summary");
    if (summary) summary.focus();
  }

  attend(document);
  var answer = performance.getEntriesByType("navigation")[0];
  if (answer && answer.responseStatus === 422) readOn(document);

  // --- htmx: refusals (422) and conflicts (409) carry a part to show; everything else is said in words ---
  document.addEventListener("htmx:beforeSwap", function (event) {
    if (event.detail.xhr.status === 422 || event.detail.xhr.status === 409) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    }
  });
  document.addEventListener("htmx:afterSettle", function (event) {
    attend(document);
    readOn(event.detail.elt.parentElement || document);
  });

  function say(sentence) {
    var place = document.getElementById("said");
    place.replaceChildren();
    var box = document.createElement("div");
    box.className = "message message-wrong";
    box.setAttribute("role", "alert");
    box.textContent = sentence;
    place.append(box);
  }

  document.addEventListener("htmx:responseError", function (event) {
    say("没有成功（" + event.detail.xhr.status + "）。已填内容仍在页面上，请稍后再试，或刷新后重试。");
  });
  document.addEventListener("htmx:sendError", function () {
    say("网络不通，没有发出。已填内容仍在页面上，请检查网络后再试。");
  });

  // --- a form sent twice is a mistake: its buttons wait for the answer ---
  document.addEventListener("submit", function (event) {
    if (event.defaultPrevented || event.target.method !== "post") return;
    event.target.querySelectorAll("button[type=submit]").forEach(function (button) {
      setTimeout(function () {
        button.disabled = true;
      });
    });
  });
  window.addEventListener("pageshow", function (event) {
    if (!event.persisted) return;
    document.querySelectorAll("form[method=post] button[type=submit]").forEach(function (button) {
      button.disabled = false;
    });
  });
})();
