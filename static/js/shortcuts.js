/* Links and buttons with a key of their own ([data-shortcut="e"]): pressing it anywhere but in a field clicks them. */

const isTyping = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const wanted = [...document.querySelectorAll("[data-shortcut]")].find((one) => one.dataset.shortcut === event.key);
  if (!wanted) return;
  event.preventDefault();
  wanted.click();
});
