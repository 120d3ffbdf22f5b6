/* The list of logs by keyboard and pointer: j and k move, Enter opens, / searches, a click anywhere on a row opens it. */

const isTyping = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;
const rows = () => [...document.querySelectorAll("[data-rows] [data-log-id]")];
const currentRow = () => document.querySelector("[data-rows] [data-log-id][aria-current]");

function moveBy(step) {
  const all = rows();
  if (all.length === 0) return;
  const current = currentRow();
  const from = current ? all.indexOf(current) : step > 0 ? -1 : all.length;
  const next = all[Math.min(Math.max(from + step, 0), all.length - 1)];
  current?.removeAttribute("aria-current");
  next.setAttribute("aria-current", "true");
  next.querySelector("[data-open]").focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const search = document.querySelector("[data-search]");
  if (event.key === "j") moveBy(1);
  else if (event.key === "k") moveBy(-1);
  else if (event.key === "/" && search) {
    event.preventDefault();
    search.focus();
    search.select();
  }
});

// Enter on the focused link is the browser's own.

document.addEventListener("click", (event) => {
  const row = event.target.closest("[data-rows] [data-log-id]");
  const isSelecting = String(document.getSelection()) !== "";
  if (!row || isSelecting || event.defaultPrevented || event.button !== 0 || event.target.closest("a, button, input")) return;
  const address = row.querySelector("[data-open]").href;
  if (event.ctrlKey || event.metaKey || event.shiftKey) window.open(address, "_blank", "noopener");
  else window.location.assign(address);
});
