/* The page of a log by keyboard: j older, k newer, Escape back to the list. */

const links = { j: "[data-older]", k: "[data-newer]", Escape: "[data-back]" };
const isTyping = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (event.key === "Escape" && document.querySelector("details[data-menu][open]")) return;
  const link = document.querySelector(links[event.key] ?? ":not(*)");
  if (link) window.location.assign(link.href);
});
