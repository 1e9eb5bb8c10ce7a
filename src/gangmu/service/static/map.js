"use strict";
// Colours the districts of a map by the values of the table beside it; a district without one stays blank.
(async () => {
  const place = document.getElementById("map");
  if (!place) return;
  const { unit, values } = JSON.parse(document.getElementById("values").textContent);
  const answer = await fetch(place.dataset.shape);
  if (!answer.ok) { place.textContent = "地图没有打开，请看旁边的表。"; return; }
  const shape = await answer.json();
  echarts.registerMap("here", shape);
  // A series may write 嘉定 where the map writes 嘉定区; nothing looser is taken for the same place.
  const names = shape.features.map((f) => f.properties.name);
  const whole = (name) => names.find((n) => n === name) ?? names.find((n) => /^(新?区|市|县|镇)$/.test(n.slice(name.length)) && n.startsWith(name)) ?? name;
  values.forEach((v) => { v.name = whole(v.name); });
  const numbers = values.map((v) => v.value);
  const chart = echarts.init(place);
  chart.setOption({
    animation: false,
    tooltip: { renderMode: "richText", formatter: (p) => `${p.name}\n${Number.isFinite(p.value) ? `${p.value} ${unit}` : "没有数据"}` },
    visualMap: { min: Math.min(...numbers), max: Math.max(...numbers), left: 8, bottom: 8, calculable: true,
      text: [unit, ""], inRange: { color: ["#e3ecf7", "#7da7d9", "#174a8b"] } },
    series: [{ type: "map", map: "here", roam: false, data: values, nameProperty: "name",
      label: { show: true, fontSize: 10 }, itemStyle: { areaColor: "#f3f4f6", borderColor: "#8c98a5" },
      select: { disabled: true } }],
  });
  window.addEventListener("resize", () => chart.resize());
})();
