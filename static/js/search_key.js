/* The search bar (data-search) by keyboard: / goes there from anywhere but a field. */

import { isFree } from "./keys.js";

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || !isFree(event)) return;
  const search = document.querySelector("[data-search]");
  if (!search) return;
  event.preventDefault();
  search.focus();
  search.select();
});
