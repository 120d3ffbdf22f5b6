/* Marking rows of a table ([data-mark] checkboxes): x marks the current row, shift-x or shift-click all rows from the
   last marked one to it, [data-mark-all] those that are shown. Tells of every change by the event `marked`. */

import { isFree } from "./keys.js";

const boxes = () => [...document.querySelectorAll("[data-mark]")];
let last;

const tell = () => document.dispatchEvent(new CustomEvent("marked", { detail: boxes().filter((box) => box.checked) }));

function mark(box, isRange) {
  const all = boxes();
  const [from, to] = [all.indexOf(last), all.indexOf(box)];
  if (isRange && from >= 0) {
    for (const one of all.slice(Math.min(from, to), Math.max(from, to) + 1)) one.checked = box.checked;
  }
  last = box;
  tell();
}

document.addEventListener("click", (event) => {
  if (event.target.matches("[data-mark]")) mark(event.target, event.shiftKey);
});

document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-mark-all]")) return;
  for (const box of boxes()) box.checked = event.target.checked;
  tell();
});

document.addEventListener("reset", () => {
  last = undefined; // at once: the next key may come before what waits
  setTimeout(() => {
    const all = document.querySelector("[data-mark-all]");
    if (all) all.checked = false;
    tell();
  });
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches("[data-mark]")) event.preventDefault(); // would press Compare
  if (event.key.toLowerCase() !== "x" || !isFree(event)) return;
  const box = document.querySelector("[data-rows] tr[aria-current] [data-mark]");
  if (!box) return;
  box.checked = event.shiftKey || !box.checked;
  mark(box, event.shiftKey);
});

document.addEventListener("htmx:afterSettle", tell);
