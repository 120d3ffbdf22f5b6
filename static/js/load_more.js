/* The list goes on: j on the last row loads the next rows (a[data-load-more]), as its button does. */

import { isFree } from "./keys.js";

document.addEventListener("keydown", (event) => {
  if (event.key !== "j" || !isFree(event)) return;
  const current = document.querySelector("[data-rows] tr[aria-current]");
  const last = [...document.querySelectorAll("[data-rows] tr:has([data-open])")].at(-1);
  if (current && current === last) document.querySelector("a[data-load-more]")?.click();
}, { capture: true });
