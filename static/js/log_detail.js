/* The page of a log by keyboard: j older, k newer, Escape back to the list. */

import { isFree } from "./keys.js";

const links = { j: "[data-older]", k: "[data-newer]", Escape: "[data-back]" };

document.addEventListener("keydown", (event) => {
  if (!isFree(event)) return;
  if (event.key === "Escape" && document.querySelector("details[data-menu][open]")) return;
  const link = document.querySelector(links[event.key] ?? ":not(*)");
  if (link) window.location.assign(link.href);
});
