/* A log by keyboard, on its page and in the drawer: 1 to 8 choose a tab, o opens the page, y copies the link. Entries
   of the copy menu go to the clipboard; where there is none to reach, their links show the text instead. */

import { isFree } from "./keys.js";

function pressed(key) {
  if (/^[1-8]$/.test(key)) return document.querySelectorAll("[data-tabs] a")[Number(key) - 1];
  return { o: document.querySelector("[data-page]"), y: document.querySelector("[data-copy-link]") }[key];
}

document.addEventListener("keydown", (event) => {
  if (!isFree(event)) return;
  const link = pressed(event.key);
  if (!link) return;
  event.preventDefault();
  link.click();
});

async function textOf(link) {
  if (link.matches("[data-copy-link]")) return new Blob([link.href], { type: "text/plain" });
  const answer = await fetch(`${link.href}?plain=1`);
  if (!answer.ok) throw new Error("nothing to copy");
  return new Blob([await answer.text()], { type: "text/plain" });
}

async function copy(link) {
  // The text is promised, not awaited: a browser lets a page write only while it answers a click.
  await navigator.clipboard.write([new ClipboardItem({ "text/plain": textOf(link) })]);
  link.closest("details")?.removeAttribute("open");
  document.querySelector("[data-copied]").textContent = "Copied";
  setTimeout(() => { for (const word of document.querySelectorAll("[data-copied]")) word.textContent = ""; }, 2000);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-copy], [data-copy-link]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  copy(link).catch(() => location.assign(link.href));
});
