"use strict";
// Draws who cites whom; the table below says the same.
(() => {
  const place = document.getElementById("graph");
  if (!place) return;
  const { nodes, links } = JSON.parse(document.getElementById("links").textContent);
  const linked = new Set(links.flatMap((l) => [l.source, l.target]));
  const chart = echarts.init(place);
  chart.setOption({
    animation: false,
    tooltip: { renderMode: "richText", formatter: (p) => p.name },
    series: [{ type: "graph", layout: "force", roam: true, draggable: true, edgeSymbol: ["none", "arrow"], edgeSymbolSize: 7,
      force: { repulsion: 320, edgeLength: 130, layoutAnimation: false },
      data: nodes.filter((n) => linked.has(n.id)).map((n) => ({ ...n, symbolSize: 14, itemStyle: { color: "#174a8b" } })),
      links: links.map((l) => ({ ...l, label: { show: true, formatter: l.name, fontSize: 11 } })),
      label: { show: true, position: "right", fontSize: 12 }, lineStyle: { color: "#8c98a5", curveness: 0.1 } }],
  });
  window.addEventListener("resize", () => chart.resize());
})();
