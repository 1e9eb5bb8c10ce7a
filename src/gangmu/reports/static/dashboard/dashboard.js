"use strict";
// Charts, filters and source notes of the dashboard; the page reads without it.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const OBSERVED = "#1f4e8c", REQUIRED = "#b4531f", BAND = "#8fb1d6", INK = "#1d2733", MUTED = "#556270";
  const drawn = new Map();

  const number = (value) => Number(value.toPrecision(6)).toLocaleString("zh-CN", { maximumFractionDigits: 4 });

  function option(target) {
    const series = [];
    if (target.forecast) {
      const line = { type: "line", symbol: "none", stack: "band", stackStrategy: "all", silent: true,
        lineStyle: { opacity: 0 } };
      series.push({ ...line, data: target.forecast.map((p) => [p[0], p[1]]) });
      series.push({ ...line, name: "预测区间", areaStyle: { color: BAND, opacity: 0.35 }, itemStyle: { color: BAND },
        data: target.forecast.map((p) => [p[0], p[3] - p[1]]) });
      series.push({ name: "预测", type: "line", symbol: "none", silent: true, itemStyle: { color: OBSERVED },
        lineStyle: { type: "dotted", width: 1.5 }, data: target.forecast.map((p) => [p[0], p[2]]) });
    }
    if (target.path) {
      series.push({ name: "到目标须走的路", type: "line", data: target.path, symbol: "none",
        itemStyle: { color: REQUIRED }, lineStyle: { type: "dashed", width: 1.5 } });
    }
    if (target.goal) {
      series.push({ name: "目标", type: "scatter", data: [target.goal], symbol: "diamond", symbolSize: 11,
        itemStyle: { color: REQUIRED } });
    }
    series.push({ name: "实际", type: "line", data: target.seen, symbol: "circle", symbolSize: 6,
      itemStyle: { color: OBSERVED }, lineStyle: { width: 2 }, z: 5 });
    return {
      animation: false,
      textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: INK },
      grid: { left: 8, right: 16, top: 10, bottom: 4, containLabel: true },
      xAxis: { type: "value", min: "dataMin", max: "dataMax", minInterval: 1, splitLine: { show: false },
        axisLabel: { formatter: (v) => (Number.isInteger(v) ? String(v) : ""), color: MUTED, fontSize: 11, hideOverlap: true } },
      yAxis: { type: "value", scale: true, splitNumber: 3, splitLine: { lineStyle: { color: "#e6e9ee" } },
        axisLabel: { color: MUTED, fontSize: 11 } },
      tooltip: { trigger: "axis", renderMode: "richText", confine: true, textStyle: { fontSize: 12 },
        formatter: (items) => tooltip(target, items) },
      series,
    };
  }

  function tooltip(target, items) {
    const year = items[0].value[0];
    const lines = [Number.isInteger(year) ? `${year}年` : String(year)];
    const at = target.seen.findIndex((p) => p[0] === year);
    if (at >= 0) lines.push(`实际 ${number(target.seen[at][1])} ${target.unit} [${target.refs[at]}]`);
    if (target.goal && target.goal[0] === year) lines.push(`目标 ${target.printed}`);
    const ahead = (target.forecast || []).slice(1).find((p) => p[0] === year);
    if (ahead) lines.push(`预测 ${number(ahead[2])}`, `区间 ${number(ahead[1])}—${number(ahead[3])}`);
    return lines.join("\n");
  }

  function draw(element) {
    if (drawn.has(element)) return;
    const chart = echarts.init(element, null, { renderer: "canvas", devicePixelRatio: Math.max(2, window.devicePixelRatio) });
    chart.setOption(option(data[Number(element.dataset.chart)]));
    drawn.set(element, chart);
  }

  const charts = [...document.querySelectorAll(".chart")];
  if ("IntersectionObserver" in window) {
    const watcher = new IntersectionObserver((entries) => {
      for (const entry of entries) if (entry.isIntersecting) { draw(entry.target); watcher.unobserve(entry.target); }
    }, { rootMargin: "600px" });
    charts.forEach((each) => watcher.observe(each));
  } else charts.forEach(draw);
  const resize = () => drawn.forEach((chart) => chart.resize());
  window.addEventListener("resize", resize);
  window.addEventListener("beforeprint", () => { charts.forEach(draw); resize(); });
  window.addEventListener("afterprint", resize);

  // 筛选：只看一种结论
  const chips = [...document.querySelectorAll(".chip")];
  chips.forEach((chip) => chip.addEventListener("click", () => {
    const wanted = chip.getAttribute("aria-pressed") === "true" ? "" : chip.dataset.standing;
    chips.forEach((each) => each.setAttribute("aria-pressed", String(each.dataset.standing === wanted)));
    document.querySelectorAll(".card").forEach((card) => { card.hidden = wanted !== "" && card.dataset.standing !== wanted; });
    document.querySelectorAll(".plan").forEach((plan) => { plan.hidden = !plan.querySelector(".card:not([hidden])"); });
    resize();
  }));

  // 来源：指到或聚焦时显示，点击跳到来源表
  const tip = document.getElementById("tip");
  const show = (ref) => {
    const row = document.getElementById(ref.hash.slice(1));
    if (!row) return;
    tip.textContent = row.dataset.source;
    tip.hidden = false;
    const box = ref.getBoundingClientRect(), own = tip.getBoundingClientRect();
    tip.style.left = `${Math.max(8, Math.min(box.left, window.innerWidth - own.width - 8))}px`;
    tip.style.top = `${box.bottom + own.height + 12 > window.innerHeight ? box.top - own.height - 6 : box.bottom + 6}px`;
  };
  const hide = () => { tip.hidden = true; };
  for (const [event, act] of [["mouseover", show], ["focusin", show], ["mouseout", hide], ["focusout", hide]]) {
    document.addEventListener(event, (e) => { const ref = e.target.closest?.(".ref"); if (ref) act(ref); });
  }
  document.addEventListener("keydown", (e) => { if (e.key === "Escape") hide(); });
})();
