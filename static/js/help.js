/* Keys and the query language in a sheet (dialog[data-help]): ? or a click on [data-help-open] fetches and opens it. */

import { isFree } from "./keys.js";

const sheet = () => document.querySelector("dialog[data-help]");

async function open() {
  if (sheet().open) return sheet().close();
  if (!sheet().firstElementChild) {
    const answer = await fetch(sheet().dataset.help, { headers: { "HX-Request": "true" } });
    if (!answer.ok) return location.assign(document.querySelector("[data-help-open]").href);
    sheet().innerHTML = await answer.text(); // our own fragment, escaped by the server
  }
  sheet().showModal();
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "?" || !isFree(event) || !sheet()) return;
  event.preventDefault();
  open();
});

document.addEventListener("click", (event) => {
  if (event.target === sheet() || event.target.closest("[data-help-close]")) sheet().close(); // the scrim, or its button
  const link = event.target.closest("[data-help-open]");
  if (!link || !sheet() || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  open();
});
