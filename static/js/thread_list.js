/* The list of threads by keyboard and pointer: j and k move, Enter opens, a click anywhere on a row opens it. */

const isTyping = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;

function moveBy(step) {
  const all = [...document.querySelectorAll("[data-thread]")];
  if (all.length === 0) return;
  const from = all.findIndex((row) => row.hasAttribute("aria-current"));
  const place = from < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(from + step, 0), all.length - 1);
  all[from]?.removeAttribute("aria-current");
  all[place].setAttribute("aria-current", "true");
  all[place].querySelector("[data-open]").focus({ preventScroll: true });
  all[place].scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (event.key === "j") moveBy(1);
  else if (event.key === "k") moveBy(-1);
});

// Enter on the focused link is the browser's own.

document.addEventListener("click", (event) => {
  const row = event.target.closest("[data-thread]");
  const isSelecting = String(document.getSelection()) !== "";
  if (!row || isSelecting || event.defaultPrevented || event.button !== 0 || event.target.closest("a, button")) return;
  const address = row.querySelector("[data-open]").href;
  if (event.ctrlKey || event.metaKey || event.shiftKey) window.open(address, "_blank", "noopener");
  else window.location.assign(address);
});
