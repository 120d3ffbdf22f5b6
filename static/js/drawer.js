/* A log in a drawer beside the list ([data-drawer]): a row opens there, j and k go on to the next row, Escape closes
   it. The address of the list names the log and its tab, so it can be shared, and Back closes what a click opened. */

import { isFree } from "./keys.js";

const drawer = document.querySelector("[data-drawer]");
const NARROW = window.matchMedia("(max-width: 760px)"); // there a log is a page
const isPlain = (event) => !(event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) && !event.button;
const isOpen = () => !drawer.hidden;
const shown = () => drawer.querySelector("[data-log-id]");
const rowOf = (id) => [...document.querySelectorAll("[data-rows] tr[data-log-id]")].find((row) => row.dataset.logId === id);
const named = () => new URL(location.href).searchParams;
let hasMoved = false; // the next log replaces the entry of the one before

function load(href, tab) {
  const address = new URL(href, location.href);
  address.pathname += "drawer/";
  for (const name of ["log", "before", "after", "page", "sort"]) address.searchParams.delete(name);
  if (tab) address.searchParams.set("tab", tab);
  return window.htmx.ajax("GET", address.pathname + address.search, { source: drawer, target: drawer, swap: "innerHTML" });
}

async function show(href, tab = shown()?.dataset.tab) {
  const wasOpen = isOpen();
  drawer.hidden = false;
  await load(href, tab);
  if (!wasOpen && shown()) drawer.focus({ preventScroll: true });
}

function close() {
  const row = rowOf(shown()?.dataset.logId);
  drawer.hidden = true;
  drawer.replaceChildren();
  row?.querySelector("[data-open]")?.focus({ preventScroll: true });
}

function leave() {
  if (history.state?.drawer) return history.back(); // `follow` closes it
  const address = new URL(location.href);
  for (const name of ["log", "tab"]) address.searchParams.delete(name);
  history.replaceState(null, "", address);
  close();
}

function follow() {
  const id = named().get("log");
  if (!id) return isOpen() && close();
  if (id !== shown()?.dataset.logId) show(`${drawer.dataset.drawer}${encodeURIComponent(id)}/${location.search}`, named().get("tab"));
}

function remember() {
  const { logId, tab } = shown().dataset;
  const address = new URL(location.href);
  if (address.searchParams.get("log") !== logId || (address.searchParams.get("tab") ?? "conversation") !== tab) {
    const isNew = !address.searchParams.has("log");
    address.searchParams.set("log", logId);
    address.searchParams.set("tab", tab);
    if (tab === "conversation") address.searchParams.delete("tab");
    history[isNew ? "pushState" : "replaceState"]({ ...history.state, drawer: isNew || Boolean(history.state?.drawer) }, "", address);
  }
  document.querySelector("[data-rows] tr[aria-current]")?.removeAttribute("aria-current");
  rowOf(logId)?.setAttribute("aria-current", "true");
  if (hasMoved) rowOf(logId)?.scrollIntoView({ block: "nearest" });
}

function moveBy(step) {
  const rows = [...document.querySelectorAll("[data-rows] tr:has([data-open])")];
  const place = rows.indexOf(rowOf(shown()?.dataset.logId));
  const row = place < 0 ? undefined : rows[place + step];
  const link = row?.querySelector("[data-open]") ?? drawer.querySelector(step > 0 ? "[data-older]" : "[data-newer]");
  hasMoved = true;
  if (link) show(link.href);
}

document.addEventListener("click", (event) => {
  if (!isPlain(event) || NARROW.matches) return;
  const inDrawer = drawer.contains(event.target);
  if (event.target.closest("[data-close]") && inDrawer) return leave();
  const link = inDrawer ? event.target.closest("[data-newer], [data-older]") : opened(event.target);
  if (!link) return;
  event.preventDefault();
  event.stopPropagation();
  hasMoved = false;
  show(link.href);
}, { capture: true });

function opened(target) {
  const row = target.closest("[data-rows] tr:has([data-open])");
  if (!row || String(document.getSelection()) !== "") return null;
  const pressed = target.closest("a, button, input, label, summary");
  return !pressed || pressed.matches(".log-row-open") ? row.querySelector("[data-open]") : null;
}

document.addEventListener("keydown", (event) => {
  if (!isOpen() || !isFree(event)) return;
  if (event.key === "j" || event.key === "k") moveBy(event.key === "j" ? 1 : -1);
  else if (event.key === "Escape" && !document.querySelector("details[data-menu][open]")) leave();
  else return;
  event.stopImmediatePropagation();
  event.preventDefault();
}, { capture: true });

drawer.addEventListener("htmx:afterSwap", (event) => event.target === drawer && shown() && (remember(), (drawer.scrollTop = 0)));
drawer.addEventListener("htmx:responseError", (event) => event.target === drawer && (location.href = event.detail.pathInfo.requestPath.replace("drawer/", "")));
window.addEventListener("popstate", follow);
follow();
