/* Following the list ([data-live]): l or the button turns it on, then htmx asks every two seconds what came in. New
   rows are shown at once, but wait behind a button while somebody scrolls, marks, reads a log or has a menu open. */

import { isFree } from "./keys.js";

const SECONDS = 2;
const live = document.querySelector("[data-live]");
const rate = live?.querySelector("[data-live-rate]");
const showing = live?.querySelector("[data-live-show]");
const table = () => document.querySelector("table[data-rows]");
const BUSY = "[data-mark]:checked, [data-drawer]:not([hidden]), dialog[open], details[data-menu][open]";
const isPaused = () => window.scrollY > 40 || document.querySelector(BUSY) !== null;
let timer;

const poll = () => document.hidden || window.htmx.trigger(rate, "poll");

function turn(isOn) {
  live.querySelector("[data-live-switch]").setAttribute("aria-pressed", String(isOn));
  clearInterval(timer);
  timer = isOn ? setInterval(poll, SECONDS * 1000) : undefined;
  if (isOn) return poll();
  rate.textContent = "";
  showing.hidden = true;
}

function weigh() {
  const news = rate.querySelector("[data-new]");
  if (!news || timer === undefined) return;
  const all = news.dataset.new.split(" ").filter(Boolean);
  const count = all.filter((id) => !table().querySelector(`tr[data-log-id="${id}"]`)).length;
  showing.hidden = count === 0;
  const most = Number(news.dataset.most);
  showing.textContent = `${count > most ? `More than ${most}` : count} new log${count === 1 ? "" : "s"}, show ${count === 1 ? "it" : "them"}`;
  if (count > 0 && !isPaused()) show();
}

async function show() {
  const current = document.querySelector("[data-rows] tr[aria-current]")?.dataset.logId;
  const old = [...table().tBodies].slice(1).concat(table().tFoot ?? []);
  await window.htmx.ajax("GET", live.dataset.live, { target: table().tBodies[0], swap: "outerHTML" });
  for (const part of old) part.remove();
  table().querySelector(`tr[data-log-id="${current}"]`)?.setAttribute("aria-current", "true");
  showing.hidden = true;
}

if (live) {
  live.addEventListener("click", (event) => {
    if (event.target.closest("[data-live-switch]")) turn(timer === undefined);
    if (event.target.closest("[data-live-show]")) show().then(() => window.scrollTo({ top: 0 }));
  });
  document.addEventListener("keydown", (event) => event.key === "l" && isFree(event) && turn(timer === undefined));
  rate.addEventListener("htmx:configRequest", (event) => {
    event.detail.parameters.as_of = table().tBodies[0].dataset.asOf;
  });
  rate.addEventListener("htmx:afterSwap", weigh);
  for (const failed of ["htmx:responseError", "htmx:sendError"]) {
    rate.addEventListener(failed, () => { rate.textContent = "the server does not answer"; });
  }
}
