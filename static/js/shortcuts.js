/* Links and buttons with a key of their own ([data-shortcut="e"]): pressing it anywhere but in a field clicks them. */

import { isFree } from "./keys.js";

document.addEventListener("keydown", (event) => {
  if (!isFree(event)) return;
  const wanted = [...document.querySelectorAll("[data-shortcut]")].find((one) => one.dataset.shortcut === event.key);
  if (!wanted) return;
  event.preventDefault();
  wanted.click();
});
