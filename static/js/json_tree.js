/* Hits in a JSON tree ([data-tree]): n and p, or the buttons beside the search, go through them and unfold the way. */

import { isFree } from "./keys.js";

const hits = () => [...document.querySelectorAll("[data-tree] [data-hit]")];
const current = () => document.querySelector("[data-tree] [data-hit][aria-current]");

function moveBy(step) {
  const all = hits();
  if (all.length === 0) return;
  const from = all.indexOf(current());
  const place = from < 0 ? (step > 0 ? 0 : all.length - 1) : (from + step + all.length) % all.length;
  all[from]?.removeAttribute("aria-current");
  all[place].setAttribute("aria-current", "true");
  for (let fold = all[place].closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  all[place].scrollIntoView({ block: "center" });
  document.querySelector("[data-tree-counter]").textContent = `${place + 1} of ${all.length}`;
}

function begin() {
  const steps = document.querySelector("[data-tree-steps]");
  if (!steps || hits().length === 0 || current()) return;
  steps.hidden = false;
  moveBy(1);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-tree-step]");
  if (button) moveBy(Number(button.dataset.treeStep));
});

document.addEventListener("keydown", (event) => {
  if (!isFree(event)) return;
  if (event.key === "n") moveBy(1);
  else if (event.key === "p") moveBy(-1);
});

document.addEventListener("htmx:afterSettle", begin);
begin();
