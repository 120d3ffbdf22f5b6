/* A table of rows to open (table[data-rows]): j and k move, Enter opens, o opens as a page, a click anywhere on a row
   opens it. */

import { isFree } from "./keys.js";

const rows = () => [...document.querySelectorAll("[data-rows] tr:has([data-open])")];

function moveBy(step) {
  const all = rows();
  if (all.length === 0) return;
  const current = all.findIndex((row) => row.hasAttribute("aria-current"));
  const from = current < 0 && step < 0 ? all.length : current;
  const next = all[Math.min(Math.max(from + step, 0), all.length - 1)];
  all[current]?.removeAttribute("aria-current");
  next.setAttribute("aria-current", "true");
  next.querySelector("[data-open]").focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", (event) => {
  if (!isFree(event)) return;
  if (event.key === "j") moveBy(1);
  else if (event.key === "k") moveBy(-1);
  else if (event.key === "o" && !document.querySelector("[data-page]")) { // a log that is open has a key of its own
    const row = rows().find((one) => one.hasAttribute("aria-current"));
    if (row) window.location.assign(row.querySelector("[data-open]").href);
  }
});

// Enter on the focused link is the browser's own.

document.addEventListener("click", (event) => {
  const row = event.target.closest("[data-rows] tr:has([data-open])");
  const isSelecting = String(document.getSelection()) !== "";
  if (!row || isSelecting || event.defaultPrevented || event.button !== 0 || event.target.closest("a, button, input, label")) return;
  const address = row.querySelector("[data-open]").href;
  if (event.ctrlKey || event.metaKey || event.shiftKey) window.open(address, "_blank", "noopener");
  else window.location.assign(address);
});
