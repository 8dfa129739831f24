// Keeps the shell of the phone's page and its files, so that it opens without a network. Nothing of a visit is in it:
// what was recorded lies in the browser's own store.
/* global setup */ // {shell, files, name}, which the server writes before this
"use strict";

self.addEventListener("install", function (event) {
  event.waitUntil(
    caches
      .open(setup.name)
      .then(function (cache) {
        return Promise.all(
          [setup.shell].concat(setup.files).map(function (address) {
            return fetch(address, { credentials: "same-origin", cache: "no-cache" }).then(function (answer) {
              // Signed out, the shell would be the sign-in page: then there is nothing to keep yet.
              if (!answer.ok || answer.redirected) throw new Error(address);
              return cache.put(address, answer);
            });
          })
        );
      })
      .then(function () {
        return self.skipWaiting();
      })
  );
});

self.addEventListener("activate", function (event) {
  event.waitUntil(
    caches
      .keys()
      .then(function (names) {
        return Promise.all(
          names
            .filter(function (name) {
              return name.indexOf("yimen-visits-") === 0 && name !== setup.name;
            })
            .map(function (name) {
              return caches.delete(name);
            })
        );
      })
      .then(function () {
        return self.clients.claim();
      })
  );
});

self.addEventListener("fetch", function (event) {
  var request = event.request;
  var path = new URL(request.url).pathname;
  if (request.method !== "GET") return;
  if (request.mode === "navigate" && path === setup.shell) {
    // The server's own page where there is one, so that a new edition is seen at once.
    event.respondWith(
      fetch(request).catch(function () {
        return caches.match(setup.shell);
      })
    );
  } else if (setup.files.indexOf(path) >= 0) {
    event.respondWith(
      caches.match(path).then(function (kept) {
        return kept || fetch(request);
      })
    );
  }
});
