// Sets the remembered theme before the page is painted. Loaded in head, after the style sheets, not deferred.
(function () {
  "use strict";
  var sheet = document.querySelector("link[data-dark]");
  var follow = "screen and (prefers-color-scheme: dark)";

  function remembered() {
    try {
      return localStorage.getItem("yimen.theme") || "auto";
    } catch (refused) {
      return "auto"; // storage can be switched off; then the system's choice holds
    }
  }

  function apply(choice) {
    sheet.media = choice === "dark" ? "screen" : choice === "light" ? "not all" : follow;
    document.documentElement.dataset.theme = choice;
  }

  window.yimenTheme = {
    now: remembered,
    isDark: function () {
      var choice = document.documentElement.dataset.theme;
      return choice === "dark" || (choice !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
    },
    set: function (choice) {
      try {
        localStorage.setItem("yimen.theme", choice);
      } catch (refused) {
        // the choice then lasts as long as the page
      }
      apply(choice);
      document.dispatchEvent(new CustomEvent("yimen:theme"));
    },
  };
  apply(remembered());
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", function () {
    document.dispatchEvent(new CustomEvent("yimen:theme"));
  });
})();
