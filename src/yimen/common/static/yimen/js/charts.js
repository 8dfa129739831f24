// Draws every [data-chart] from the JSON beside it. Without this script the table below each chart says the same.
(function () {
  "use strict";
  var still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  // The verdicts' patterns, so that a bar can be told without its colour; the CSS tokens carry the colours.
  var patterns = {
    runs: null,
    hollow: { symbol: "rect", dashArrayX: [1, 0], dashArrayY: [3, 5], rotation: -Math.PI / 4 },
    bypassed: { symbol: "rect", dashArrayX: [1, 0], dashArrayY: [1.5, 4], rotation: Math.PI / 4 },
    thin: { symbol: "circle", symbolSize: 0.6, dashArrayX: [[7, 7], [0, 7, 7, 0]], dashArrayY: [7, 0] },
    idle: null,
    exempt: { symbol: "rect", dashArrayX: [1, 0], dashArrayY: [2, 5], rotation: 0 },
  };
  var charts = [];

  function tokens() {
    var style = getComputedStyle(document.documentElement);
    return function (name) {
      return style.getPropertyValue("--" + name).trim();
    };
  }

  function colour(token, part, index) {
    if (part.verdict) return token("verdict-" + part.verdict);
    if (part.tone) return token("chart-" + part.tone);
    return token("chart-" + ((index % 5) + 1));
  }

  function series(data, token, kind) {
    return data.series.map(function (part, index) {
      var fill = colour(token, part, index);
      var decal = part.verdict && patterns[part.verdict];
      var line = kind === "line";
      return {
        name: part.name,
        type: line ? "line" : "bar",
        stack: kind === "stacked" ? "all" : undefined,
        barMaxWidth: 22,
        symbol: ["circle", "rect", "triangle", "diamond", "roundRect"][index % 5],
        symbolSize: 8,
        lineStyle: line ? { width: 2, type: ["solid", "dashed", "dotted"][index % 3] } : undefined,
        itemStyle: {
          color: fill,
          borderColor: token("surface"),
          borderWidth: line ? 0 : 0.5,
          decal: decal ? Object.assign({ color: token("surface"), backgroundColor: fill }, decal) : { symbol: "none" },
        },
        emphasis: { focus: "series" },
        data: part.values.map(function (value, at) {
          return { value: value, url: part.urls ? part.urls[at] : null };
        }),
      };
    });
  }

  // The legend's height: ECharts wraps it but does not move the bars out of its way.
  function legendHeight(data, room) {
    var lines = 1;
    var used = 0;
    data.series.forEach(function (part) {
      var wide = 18 + 5 + 13 * part.name.length + 12;
      if (used && used + wide > room) {
        lines += 1;
        used = 0;
      }
      used += wide;
    });
    return data.series.length > 1 ? 22 * lines : 0;
  }

  // Above the bars: an upright axis has its unit there, under the legend and not in it.
  function headRoom(data, kind, room) {
    var upright = kind === "line" || kind === "columns";
    var named = upright && data.unit && data.unit !== "%";
    return legendHeight(data, room) + (named ? 28 : kind === "line" ? 16 : 8);
  }

  // Where the axis of shares ends: bars at the whole; a line at the ten above its highest point, or it would lie flat.
  function lastShare(data, kind) {
    if (kind !== "line") return 100;
    var highest = 0;
    data.series.forEach(function (part) {
      highest = Math.max.apply(null, [highest].concat(part.values));
    });
    return Math.min(100, 10 * (Math.floor(highest / 10) + 1));
  }

  // Names below upright bars: whole and in several lines where each has room for four characters, or one leaves others out.
  function namesBelow(data, kind, room) {
    var each = Math.floor((room - 72) / data.categories.length);
    return kind === "columns" && each >= 48 ? { interval: 0, width: each - 4, overflow: "break" } : { hideOverlap: true };
  }

  function option(data, kind, room) {
    var token = tokens();
    var text = { color: token("text-soft"), fontFamily: token("font"), fontSize: 12 };
    var across = kind !== "line" && kind !== "columns";
    var names = {
      type: "category",
      data: data.categories,
      inverse: across,
      axisLabel: Object.assign(
        {},
        text,
        across ? { width: room < 480 ? 96 : 160, overflow: "truncate" } : namesBelow(data, kind, room),
      ),
      axisLine: { lineStyle: { color: token("line-strong") } },
      axisTick: { show: false },
    };
    var figures = {
      type: "value",
      name: data.unit === "%" ? "" : data.unit || "",
      nameTextStyle: text,
      max: data.unit === "%" ? lastShare(data, kind) : undefined,
      minInterval: data.unit === "%" ? undefined : 1,
      axisLabel: Object.assign({ formatter: data.unit === "%" ? "{value}%" : undefined }, text),
      splitLine: { lineStyle: { color: token("chart-grid") } },
    };
    return {
      animation: !still,
      animationDuration: 300,
      aria: { enabled: true, label: { description: data.description || data.title }, decal: { show: true } },
      textStyle: { fontFamily: token("font") },
      grid: {
        left: 8,
        right: across ? 24 + 12 * figures.name.length : 24, // the unit stands behind the axis
        top: headRoom(data, kind, room),
        bottom: 8,
        containLabel: true,
      },
      legend: {
        show: data.series.length > 1,
        top: 0,
        left: 0,
        itemWidth: 18,
        itemHeight: 12,
        textStyle: text,
        inactiveColor: token("line-strong"),
      },
      tooltip: {
        trigger: "axis",
        axisPointer: { type: kind === "line" ? "line" : "shadow" },
        confine: true,
        renderMode: "richText",
        backgroundColor: token("surface"),
        borderColor: token("line-strong"),
        textStyle: { color: token("text"), fontFamily: token("font"), fontSize: 12 },
      },
      xAxis: across ? figures : names,
      yAxis: across ? names : figures,
      series: series(data, token, kind),
    };
  }

  function draw(box) {
    var data = JSON.parse(document.getElementById(box.dataset.source).textContent);
    var kind = box.dataset.chart;
    var canvas = box.querySelector(".chart-canvas");
    if (kind === "stacked" || kind === "bars") {
      // one row of text a category, so that forty departments stay readable
      var row = kind === "bars" ? 26 * data.series.length : 28;
      var legend = legendHeight(data, canvas.parentElement.clientWidth);
      canvas.style.height = Math.max(140, 44 + legend + data.categories.length * row) + "px";
      canvas.style.minHeight = "0";
    } else {
      canvas.style.height = "20rem";
    }
    canvas.style.display = "block";
    var chart = window.echarts.init(canvas, null, { renderer: "svg", locale: "ZH" });
    chart.setOption(option(data, kind, canvas.clientWidth));
    chart.on("click", function (event) {
      if (event.data && event.data.url) window.location.assign(event.data.url);
    });
    charts.push({ chart: chart, data: data, kind: kind, canvas: canvas });
    new ResizeObserver(function () {
      chart.resize({ animation: { duration: 0 } });
      chart.setOption(option(data, kind, canvas.clientWidth), true);
    }).observe(canvas);
    var table = box.querySelector("details");
    if (table) table.open = false;
  }

  function drawAll(root) {
    root.querySelectorAll("[data-chart]:not([data-drawn])").forEach(function (box) {
      box.dataset.drawn = "yes";
      draw(box);
    });
  }

  document.addEventListener("yimen:theme", function () {
    charts.forEach(function (each) {
      each.chart.setOption(option(each.data, each.kind, each.canvas.clientWidth), true);
    });
  });
  document.addEventListener("htmx:afterSettle", function (event) {
    charts = charts.filter(function (each) {
      if (each.canvas.isConnected) return true;
      each.chart.dispose();
      return false;
    });
    drawAll(document);
  });
  drawAll(document);
})();
