/* A thread by keyboard: j and k move between turns, n and p between changes of history, Enter opens the log, Escape
   goes back. What a turn sent again (a[data-unfold]) is fetched into its place instead of loading the page again. */

import { isFree } from "./keys.js";

const currentTurn = () => document.querySelector("[data-turn][aria-current]");

function moveBy(step, selector) {
  const all = [...document.querySelectorAll("[data-turn]")];
  const from = all.indexOf(currentTurn());
  const ahead = step > 0 ? all.slice(from + 1) : all.slice(0, from < 0 ? all.length : from).reverse();
  const next = ahead.find((turn) => turn.matches(selector));
  if (!next) return;
  currentTurn()?.removeAttribute("aria-current");
  next.setAttribute("aria-current", "true");
  next.querySelector("[data-open]").focus({ preventScroll: true });
  next.scrollIntoView({ block: "start" });
}

const moves = { j: [1, "*"], k: [-1, "*"], n: [1, "[data-changed]"], p: [-1, "[data-changed]"] };

document.addEventListener("keydown", (event) => {
  if (!isFree(event)) return;
  if (event.key in moves) moveBy(...moves[event.key]);
  else if (event.key === "Escape" && !document.querySelector("details[data-menu][open]")) {
    window.location.assign(document.querySelector("[data-back]").href);
  }
});

async function unfold(link) {
  const turn = link.closest("[data-turn]");
  const answer = await fetch(link.href);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById(turn.id);
  if (!answer.ok || !fresh) throw new Error("no such turn");
  turn.replaceWith(fresh);
  fresh.querySelector("[data-unfold]")?.focus();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-unfold]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  unfold(link).catch(() => window.location.assign(link.href));
});
