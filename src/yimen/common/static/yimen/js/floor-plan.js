// The drawing board of a floor plan. The table of coordinates holds the plan; the picture is drawn from it and writes
// back into it, so that what is sent is what stands in the table, with or without this script.
(function () {
  "use strict";

  var NAMESPACE = "http://www.w3.org/2000/svg";
  var LENGTHS = ["x", "y", "width", "depth"];
  var FIELDS = ["kind", "name", "window", "seats"].concat(LENGTHS);
  var CM = 100;
  var LEAST = 0.2; // metres; anything smaller cannot be taken hold of
  var NEAR = 0.2; // metres; an edge so near to another one's joins it
  var SIZES = {
    station: [1.8, 1.3], "fixture-wall": [4, 0.2], "fixture-entrance": [2, 0.3], "fixture-exit": [1.5, 0.3],
    "fixture-seats": [4, 1], "fixture-desk": [3, 1], "fixture-machine": [0.8, 0.8],
  };

  document.querySelectorAll("[data-floor-plan]").forEach(start);

  function start(page) {
    function one(name) { return page.querySelector("[data-" + name + "]"); }

    var body = one("rows");
    var picture = one("picture");
    var tool = one("tool");
    var panel = one("chosen");
    var total = page.querySelector('[name="shape-TOTAL_FORMS"]');
    var chosen = null;
    var past = [];
    var future = [];
    var held = null; // what a pointer is doing: {row, mode, from, was}

    one("board").hidden = false;
    one("table").open = Boolean(page.querySelector(".row-wrong"));
    var kinds = one("blank").content.querySelector("select");
    tool.innerHTML = kinds.innerHTML;
    panel.querySelector('[data-of="kind"]').innerHTML = kinds.innerHTML;

    // --- the table ---
    function field(row, name) { return row.querySelector('[name$="-' + name + '"]'); }
    function read(row) {
      var shape = { row: row };
      FIELDS.forEach(function (name) { shape[name] = field(row, name).value; });
      LENGTHS.forEach(function (name) { shape[name] = Number(shape[name]) || 0; });
      return shape;
    }
    function write(row, shape) {
      FIELDS.forEach(function (name) {
        if (!(name in shape)) return;
        field(row, name).value = LENGTHS.indexOf(name) < 0 ? shape[name] : String(Math.round(shape[name] * CM) / CM);
      });
    }
    function gone(row) { return field(row, "DELETE").checked; }
    function rows() {
      return Array.prototype.filter.call(body.querySelectorAll("[data-row]"), function (row) { return !gone(row); });
    }
    function add(shape) {
      var number = Number(total.value);
      var holder = document.createElement("tbody");
      holder.innerHTML = one("blank").innerHTML.replace(/__prefix__/g, String(number));
      total.value = String(number + 1);
      var row = body.appendChild(holder.firstElementChild);
      write(row, shape);
      return row;
    }
    function ground() {
      return {
        width: Number(page.querySelector('[name="width"]').value) || 10,
        depth: Number(page.querySelector('[name="depth"]').value) || 10,
      };
    }

    // --- undo: what the table held before each act ---
    function state() {
      return JSON.stringify(Array.prototype.map.call(body.querySelectorAll("[data-row]"), function (row) {
        var shape = read(row);
        shape.row = undefined;
        shape.gone = gone(row);
        return shape;
      }));
    }
    function remember(before) {
      if (before === state()) return;
      past.push(before);
      future = [];
    }
    function restore(text) {
      var shapes = JSON.parse(text);
      Array.prototype.forEach.call(body.querySelectorAll("[data-row]"), function (row, number) {
        // A row made since then is not there yet: it goes out of the drawing and comes back by redoing.
        field(row, "DELETE").checked = number >= shapes.length || shapes[number].gone;
        if (number < shapes.length) write(row, shapes[number]);
      });
    }
    function step(from, to, words) {
      if (!from.length) return say("没有可以" + words + "的了。");
      to.push(state());
      restore(from.pop());
      choose(null);
      say("已" + words + "。");
    }
    function act(change) {
      var before = state();
      change();
      remember(before);
      draw();
    }

    // --- lengths that fall onto the grid, or onto a neighbour's edge ---
    function grid() { return Number(one("snap").value); }
    function snapped(value) { return Math.round(value / grid()) * grid(); }
    function edges(row, axis) {
      var size = axis === "x" ? "width" : "depth";
      return rows().filter(function (other) { return other !== row; }).map(read).reduce(function (found, shape) {
        return found.concat([shape[axis], shape[axis] + shape[size]]);
      }, []);
    }
    function joined(row, axis, value, length) {
      var best = snapped(value);
      var nearest = NEAR;
      edges(row, axis).forEach(function (edge) {
        [edge, edge - length].forEach(function (place) {
          if (Math.abs(place - value) < nearest) { nearest = Math.abs(place - value); best = place; }
        });
      });
      return best;
    }
    function within(shape) {
      var room = ground();
      shape.width = Math.min(Math.max(shape.width, LEAST), room.width);
      shape.depth = Math.min(Math.max(shape.depth, LEAST), room.depth);
      shape.x = Math.min(Math.max(shape.x, 0), room.width - shape.width);
      shape.y = Math.min(Math.max(shape.y, 0), room.depth - shape.depth);
      return shape;
    }

    // --- the picture ---
    function element(name, attributes, parent) {
      var made = document.createElementNS(NAMESPACE, name);
      Object.keys(attributes).forEach(function (key) { made.setAttribute(key, attributes[key]); });
      return parent.appendChild(made);
    }
    function words(shape) {
      if (shape.kind === "station") return shape.window || shape.name;
      return shape.name || kinds.querySelector('option[value="' + shape.kind + '"]').textContent;
    }
    function look(kind) {
      if (kind === "station") return "floor-taken";
      var what = kind.split("-")[0];
      return "floor-" + what + " floor-" + kind;
    }
    function draw() {
      var room = ground();
      var text = Math.max(24, Math.floor(room.width * CM / 58));
      var focused = picture.contains(document.activeElement);
      picture.textContent = "";
      picture.setAttribute("viewBox", "0 0 " + room.width * CM + " " + room.depth * CM);
      picture.setAttribute("font-size", text);
      element("rect", { class: "floor-ground", width: room.width * CM, height: room.depth * CM }, picture);
      rows().map(read).sort(function (a, b) { return layer(a) - layer(b); }).forEach(function (shape) {
        drawOne(shape, text);
      });
      if (focused && chosen) {
        var again = picture.querySelector('[aria-pressed="true"]');
        if (again) again.focus();
      }
      fillPanel();
    }
    function layer(shape) { return shape.kind.indexOf("zone") === 0 ? 0 : shape.kind === "station" ? 2 : 1; }
    function drawOne(shape, text) {
      var box = { x: shape.x * CM, y: shape.y * CM, width: shape.width * CM, height: shape.depth * CM };
      var group = element("g", {
        class: look(shape.kind) + (shape.row === chosen ? " floor-chosen" : ""), tabindex: 0, role: "button",
        "aria-pressed": shape.row === chosen,
        "aria-label": words(shape) + "，横 " + shape.x + " 纵 " + shape.y + "，宽 " + shape.width + " 深 " + shape.depth,
      }, picture);
      element("rect", box, group);
      if (shape.kind !== "fixture-wall") label(group, shape, box, text);
      group.addEventListener("focus", function () { if (chosen !== shape.row) { choose(shape.row); } });
      group.addEventListener("pointerdown", function (event) { take(event, shape.row, "move"); });
      if (shape.row !== chosen) return;
      var handle = element("rect", {
        class: "floor-handle", x: box.x + box.width - text / 3, y: box.y + box.height - text / 3,
        width: text * 0.66, height: text * 0.66,
      }, group);
      handle.addEventListener("pointerdown", function (event) { take(event, shape.row, "size"); });
    }

    // Words stay on the paper and inside their station; of what is too thin for a line they stand beside it.
    function label(group, shape, box, text) {
      var room = ground();
      var said = words(shape);
      var size = layer(shape) === 2 ? Math.min(text, box.width * 1.5 / said.length) : text;
      var half = said.length * size / 2;
      var place = { x: box.x + text * 0.4, y: box.y + text * 1.2, "font-size": size };
      if (layer(shape) > 0) {
        place.x = box.x + box.width / 2;
        place.y = box.y + box.height / 2 + size * 0.35;
        if (layer(shape) === 1 && box.height < text * 1.2) {
          place.y = box.y > room.depth * CM / 2 ? box.y - text * 0.35 : box.y + box.height + text;
        } else if (layer(shape) === 1 && box.width < text * 1.2) {
          place.x = box.x > room.width * CM / 2 ? box.x - half : box.x + box.width + half;
        }
        place.x = Math.min(Math.max(place.x, half), room.width * CM - half);
        place.y = Math.min(Math.max(place.y, size), room.depth * CM - size * 0.25);
      }
      if (layer(shape) === 2) place.x = box.x + box.width / 2;
      element("text", place, group).textContent = said;
    }

    // --- choosing, and the fields of what is chosen ---
    function choose(row) {
      chosen = row;
      draw();
      if (row) {
        var mine = picture.querySelector('[aria-pressed="true"]');
        if (mine && document.activeElement !== mine) mine.focus({ preventScroll: true });
      }
    }
    function fillPanel() {
      panel.hidden = !chosen || gone(chosen);
      if (panel.hidden) return;
      var shape = read(chosen);
      panel.querySelectorAll("[data-of]").forEach(function (input) {
        if (input !== document.activeElement) input.value = shape[input.dataset.of];
      });
      panel.querySelectorAll("[data-only]").forEach(function (label) {
        label.hidden = label.dataset.only !== shape.kind;
      });
    }
    panel.addEventListener("change", function (event) {
      var name = event.target.dataset.of;
      if (!name || !chosen) return;
      act(function () {
        var shape = read(chosen);
        shape[name] = LENGTHS.indexOf(name) < 0 ? event.target.value : Number(event.target.value) || 0;
        write(chosen, within(shape));
      });
    });
    body.addEventListener("change", draw);
    page.querySelectorAll('[name="width"], [name="depth"]').forEach(function (input) {
      input.addEventListener("change", draw);
    });

    // --- pointers ---
    function at(event) {
      var matrix = picture.getScreenCTM();
      return { x: (event.clientX - matrix.e) / matrix.a / CM, y: (event.clientY - matrix.f) / matrix.d / CM };
    }
    function take(event, row, mode) {
      event.preventDefault();
      event.stopPropagation();
      held = { row: row, mode: mode, from: at(event), was: read(row), before: state() };
      picture.setPointerCapture(event.pointerId);
      choose(row);
    }
    picture.addEventListener("pointerdown", function (event) {
      var from = at(event);
      var before = state();
      var shape = { kind: tool.value, name: fresh(tool.value), x: snapped(from.x), y: snapped(from.y), width: 0, depth: 0 };
      held = { row: add(shape), mode: "draw", from: from, was: shape, before: before };
      picture.setPointerCapture(event.pointerId);
    });
    picture.addEventListener("pointermove", function (event) {
      if (!held) return;
      var now = at(event);
      var shape = Object.assign({}, held.was);
      if (held.mode === "move") {
        shape.x = joined(held.row, "x", held.was.x + now.x - held.from.x, shape.width);
        shape.y = joined(held.row, "y", held.was.y + now.y - held.from.y, shape.depth);
      } else {
        shape.width = snapped(held.was.width + now.x - held.from.x);
        shape.depth = snapped(held.was.depth + now.y - held.from.y);
      }
      write(held.row, within(shape));
      draw();
    });
    picture.addEventListener("pointerup", function () {
      if (!held) return;
      var row = held.row;
      var shape = read(row);
      if (held.mode === "draw" && shape.width <= LEAST && shape.depth <= LEAST) sized(row); // a click, not a drag
      remember(held.before);
      held = null;
      choose(row);
      say(words(read(row)) + " 已放好。");
    });
    function sized(row) {
      var shape = read(row);
      var size = SIZES[shape.kind] || [6, 4];
      shape.width = size[0];
      shape.depth = size[1];
      write(row, within(shape));
    }

    // --- a name that nothing else has ---
    function fresh(kind) {
      if (kind.indexOf("fixture") === 0) return "";
      var names = rows().map(function (row) { return field(row, "name").value; });
      var stem = kind === "station" ? "席" : kinds.querySelector('option[value="' + kind + '"]').textContent;
      var number = 1;
      while (names.indexOf(stem + number) >= 0) number += 1;
      return stem + number;
    }

    // --- buttons and keys ---
    function put(shape) {
      var row;
      act(function () { row = add(shape); });
      choose(row);
      return row;
    }
    one("add").addEventListener("click", function () {
      var size = SIZES[tool.value] || [6, 4];
      put(within({ kind: tool.value, name: fresh(tool.value), x: 1, y: 1, width: size[0], depth: size[1] }));
      say("已放在左上角，用方向键移到位置。");
    });
    one("copy").addEventListener("click", function () {
      if (!chosen) return;
      var shape = read(chosen);
      shape.name = fresh(shape.kind);
      shape.window = "";
      shape.x += shape.width;
      put(within(shape));
    });
    one("turn").addEventListener("click", function () {
      if (!chosen) return;
      act(function () {
        var shape = read(chosen);
        write(chosen, within(Object.assign(shape, { width: shape.depth, depth: shape.width })));
      });
    });
    function remove() {
      if (!chosen) return;
      var name = words(read(chosen));
      var row = chosen;
      act(function () { field(row, "DELETE").checked = true; });
      choose(null);
      say(name + " 已删除，可以撤销。");
    }
    one("remove").addEventListener("click", remove);
    one("undo").addEventListener("click", function () { step(past, future, "撤销"); });
    one("redo").addEventListener("click", function () { step(future, past, "重做"); });

    picture.addEventListener("keydown", function (event) {
      var moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
      if ((event.ctrlKey || event.metaKey) && /^[zy]$/i.test(event.key)) {
        event.preventDefault();
        var back = event.key.toLowerCase() === "z" && !event.shiftKey;
        step(back ? past : future, back ? future : past, back ? "撤销" : "重做");
      } else if (chosen && moves[event.key]) {
        event.preventDefault();
        act(function () {
          var shape = read(chosen);
          var by = moves[event.key];
          shape[event.shiftKey ? "width" : "x"] += by[0] * grid();
          shape[event.shiftKey ? "depth" : "y"] += by[1] * grid();
          write(chosen, within(shape));
        });
      } else if (chosen && (event.key === "Delete" || event.key === "Backspace")) {
        event.preventDefault();
        remove();
      }
    });

    function say(sentence) { one("says").textContent = sentence; }

    draw();
  }
})();
