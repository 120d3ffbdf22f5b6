/* The bar of the marked rows ([data-selection]): says how many there are, holds Compare back until there are two, and
   takes the keys c, e, y (copies the ids) and Escape (clears) while any row is marked. */

import { isFree } from "./keys.js";

const bar = () => document.querySelector("[data-selection]");
const all = () => bar().querySelector("[data-all]");
let ids = [];

function show() {
  if (!bar()) return;
  const isAll = all().checked;
  const compare = bar().querySelector("[data-compare]");
  const why = isAll ? "Comparing takes two logs" : ids.length === 1 ? "Mark one more to compare" : ids.length > 2 ? "Comparing takes two logs" : "";
  compare.setAttribute("aria-disabled", String(why !== ""));
  compare.title = why;
  const more = ids.length === 1 && !isAll ? ", mark one more to compare" : "";
  bar().querySelector("[data-marked-count]").textContent = isAll ? "All marked" : `${ids.length} marked${more}`;
}

async function copy() {
  await navigator.clipboard.writeText(ids.join("\n"));
  bar().querySelector("[data-marked-count]").textContent = ids.length === 1 ? "Id copied" : `${ids.length} ids copied`;
}

document.addEventListener("marked", (event) => {
  ids = event.detail.map((box) => box.value);
  show();
});
document.addEventListener("change", (event) => event.target.matches("[data-all]") && show());
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-compare][aria-disabled=true]")) event.preventDefault();
  if (event.target.closest("[data-copy-ids]")) copy();
});

const press = {
  c: () => bar().querySelector("[data-compare]").click(),
  e: () => bar().querySelector("[data-export]").click(),
  y: copy,
  Escape: () => bar().reset(),
};

// Before others: with rows marked, these keys are about them.
document.addEventListener("keydown", (event) => {
  if (!(event.key in press) || !bar() || ids.length === 0 || !isFree(event)) return;
  if (event.key === "Escape" && document.querySelector("details[data-menu][open], dialog[open], [data-drawer]:not([hidden])")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  press[event.key]();
}, { capture: true });
