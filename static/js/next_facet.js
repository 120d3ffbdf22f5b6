/* Facets by keyboard: f goes to the next facet of the rail and opens it. */

import { isFree } from "./keys.js";

document.addEventListener("keydown", (event) => {
  if (event.key !== "f" || !isFree(event)) return;
  const facets = [...document.querySelectorAll("[data-facet]")];
  if (facets.length === 0) return;
  const next = facets[(facets.indexOf(document.activeElement.closest("[data-facet]")) + 1) % facets.length];
  next.open = true;
  next.querySelector("summary").focus();
});
