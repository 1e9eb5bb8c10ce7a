"use strict";
// Without this file every page still works; it saves a few key strokes.
document.addEventListener("htmx:configRequest", (event) => {
  const csrf = document.querySelector("meta[name=csrf]");
  if (csrf) event.detail.headers["x-csrf-token"] = csrf.content;
});
// In a reader, pointing at a claim shows its card beside the text, and the other way round.
function pick(key) {
  document.querySelectorAll(".claim.on, .claimcard.on").forEach((e) => e.classList.remove("on"));
  document.querySelectorAll(`[data-claim="${key}"]`).forEach((e) => e.classList.add("on"));
  const card = document.querySelector(`.claimcard[data-claim="${key}"]`);
  if (card) { card.hidden = false; card.scrollIntoView({ block: "nearest" }); }
}
document.addEventListener("click", (event) => {
  const claim = event.target.closest(".claim[data-claim]");
  if (claim) pick(claim.dataset.claim);
});
document.addEventListener("keydown", (event) => {
  if (event.target.closest("input, textarea, select")) return;
  if (event.key === "/") {
    const box = document.querySelector("input[type=search]");
    if (box) { box.focus(); event.preventDefault(); }
  }
  if (event.key === "j" || event.key === "k") {
    const all = [...document.querySelectorAll(".claim[data-claim]")];
    if (!all.length) return;
    const at = all.indexOf(document.activeElement);
    const next = all[Math.min(all.length - 1, Math.max(0, at + (event.key === "j" ? 1 : -1)))];
    next.focus(); pick(next.dataset.claim);
  }
});
document.querySelectorAll("select[data-go]").forEach((box) => box.addEventListener("change", () => box.form.submit()));
document.querySelectorAll("[data-print]").forEach((b) => b.addEventListener("click", () => window.print()));
