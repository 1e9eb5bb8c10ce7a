"use strict";
const marks = [...document.querySelectorAll("mark")];
const panel = document.querySelector("aside");
const fields = JSON.parse(document.getElementById("claims").textContent);
let current = null;

function show(mark, pinned) {
  if (current && current !== mark) current.classList.remove("on");
  document.querySelectorAll(".of").forEach((e) => e.classList.remove("of"));
  const id = mark.dataset.claim;
  document.querySelectorAll(`[data-of~="${id}"]`).forEach((e) => e.classList.add("of"));
  panel.className = mark.className.split(" ")[0];
  panel.replaceChildren();
  const heading = document.createElement("h2");
  heading.textContent = fields[id].title;
  const list = document.createElement("dl");
  for (const [name, words] of fields[id].fields) {
    const term = document.createElement("dt"), value = document.createElement("dd");
    term.textContent = name;
    value.textContent = words;
    if (name === "存疑") value.className = "doubts";
    list.append(term, value);
  }
  panel.append(heading, list);
  if (pinned) { mark.classList.add("on"); current = mark; }
}

function step(by) {
  const shown = marks.filter((m) => !document.body.classList.contains("no-" + m.classList[0]));
  if (!shown.length) return;
  const at = current ? shown.indexOf(current) : by > 0 ? -1 : 0;
  const next = shown[(at + by + shown.length) % shown.length];
  next.focus();
  next.scrollIntoView({ block: "center" });
}

for (const mark of marks) {
  mark.addEventListener("mouseenter", () => show(mark, false));
  mark.addEventListener("mouseleave", () => current && show(current, true));
  mark.addEventListener("focus", () => show(mark, true));
  mark.addEventListener("click", () => mark.focus());
}
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "j" || event.key === "n") step(1);
  if (event.key === "k" || event.key === "p") step(-1);
});
for (const box of document.querySelectorAll("input[data-kind]"))
  box.addEventListener("change", () => {
    document.body.classList.toggle("no-" + box.dataset.kind, !box.checked);
    marks.filter((m) => m.classList.contains(box.dataset.kind)).forEach((m) => (m.tabIndex = box.checked ? 0 : -1));
  });
