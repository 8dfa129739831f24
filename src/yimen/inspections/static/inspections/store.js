// The phone's own store: visits taken along, records and photographs, each under a key made here. What is kept there
// stays until the server has said that it has it.
(function () {
  "use strict";

  var NAME = "yimen-visits";
  var opening = null;

  function open() {
    opening =
      opening ||
      new Promise(function (done, failed) {
        var request = indexedDB.open(NAME, 1);
        request.onupgradeneeded = function () {
          request.result.createObjectStore("visits", { keyPath: "id" });
          request.result.createObjectStore("records", { keyPath: "key" });
          request.result.createObjectStore("photos", { keyPath: "key" });
          request.result.createObjectStore("facts", { keyPath: "name" });
        };
        request.onsuccess = function () {
          done(request.result);
        };
        request.onerror = function () {
          failed(request.error);
        };
      });
    return opening;
  }

  // One transaction over some stores; `act` gets them by name and the promise is done when all of it is on disk.
  function change(names, act) {
    return open().then(function (database) {
      return new Promise(function (done, failed) {
        var way = database.transaction(names, "readwrite", { durability: "strict" });
        var stores = {};
        names.forEach(function (name) {
          stores[name] = way.objectStore(name);
        });
        act(stores);
        way.oncomplete = function () {
          done();
        };
        way.onerror = way.onabort = function () {
          failed(way.error);
        };
      });
    });
  }

  function ask(name, how) {
    return open().then(function (database) {
      return new Promise(function (done, failed) {
        var request = how(database.transaction(name).objectStore(name));
        request.onsuccess = function () {
          done(request.result);
        };
        request.onerror = function () {
          failed(request.error);
        };
      });
    });
  }

  window.yimenStore = {
    all: function (name) {
      return ask(name, function (store) {
        return store.getAll();
      });
    },
    get: function (name, key) {
      return ask(name, function (store) {
        return store.get(key);
      });
    },
    put: function (name, thing) {
      return change([name], function (stores) {
        stores[name].put(thing);
      });
    },
    // The records to be sent, marked in the same step: from then on nobody knows whether they arrived.
    waiting: function () {
      var found = [];
      return change(["records"], function (stores) {
        stores.records.getAll().onsuccess = function (event) {
          event.target.result.forEach(function (record) {
            if (record.state !== "waiting") return;
            record.told = true;
            found.push(record);
            stores.records.put(record);
          });
        };
      }).then(function () {
        // What is replaced goes before what replaces it.
        return found.sort(function (a, b) { return a.taken_at - b.taken_at; });
      });
    },
    // A record and its photographs are there together or not at all. In the place of an earlier one: what never left
    // the phone is changed where it lies; what may have left it stays and is replaced, for the server never writes over.
    keep: function (record, photos, earlier) {
      return change(["records", "photos"], function (stores) {
        function put() {
          stores.records.put(record);
          photos.forEach(function (photo) {
            photo.observation = record.key;
            stores.photos.put(photo);
          });
        }
        if (!earlier) return put();
        stores.records.get(earlier).onsuccess = function (event) {
          var standing = event.target.result;
          if (standing.told || standing.state !== "waiting") record.replaces = earlier;
          else {
            ["key", "replaces", "taken_at", "drift_then", "latitude", "longitude", "accuracy"].forEach(function (name) {
              record[name] = standing[name];
            });
          }
          put();
        };
      });
    },
    // The visits that the server names now; those that it no longer names are taken away, what was recorded is not.
    takeAlong: function (visits) {
      return change(["visits"], function (stores) {
        stores.visits.clear();
        visits.forEach(function (visit) {
          stores.visits.put(visit);
        });
      });
    },
  };
})();
