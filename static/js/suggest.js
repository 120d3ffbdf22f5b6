/* Suggestions under the search bar (input[data-suggest]): fetched while one types, chosen by arrows, Tab or a click. */

const WAIT_MS = 120;
const input = () => document.querySelector("input[data-suggest]");
let box, waiting, asked = 0;

function panel() {
  if (box) return box;
  box = document.createElement("div");
  box.className = "suggestions";
  box.hidden = true;
  input().closest(".search-box").append(box);
  Object.entries({ role: "combobox", "aria-expanded": "false", "aria-controls": "suggestions-list", "aria-autocomplete": "list" })
    .forEach(([name, value]) => input().setAttribute(name, value));
  return box;
}

const options = () => [...panel().querySelectorAll("[role=option]")];
const chosen = () => panel().querySelector("[aria-selected=true]");

function close() {
  panel().hidden = true;
  input().setAttribute("aria-expanded", "false");
  input().removeAttribute("aria-activedescendant");
}

async function ask() {
  const number = ++asked;
  const form = new FormData(input().form);
  const address = new URL(input().dataset.suggest, location.href);
  for (const [name, value] of form) if (value !== "") address.searchParams.set(name, value);
  address.searchParams.set("at", String(input().selectionStart));
  const answer = await fetch(address, { headers: { "HX-Request": "true" } });
  if (!answer.ok || number !== asked || document.activeElement !== input()) return;
  panel().innerHTML = await answer.text(); // our own fragment, escaped by the server
  panel().hidden = options().length === 0;
  input().setAttribute("aria-expanded", String(!panel().hidden));
}

function choose(step) {
  const all = options();
  const next = all[(all.indexOf(chosen()) + step + all.length + (chosen() || step > 0 ? 0 : 1)) % all.length];
  chosen()?.setAttribute("aria-selected", "false");
  next.setAttribute("aria-selected", "true");
  next.scrollIntoView({ block: "nearest" });
  input().setAttribute("aria-activedescendant", next.id);
}

function insert(option) {
  if (option.dataset.address) return location.assign(option.dataset.address);
  input().value = option.dataset.text;
  input().setSelectionRange(option.dataset.cursor, option.dataset.cursor);
  input().focus();
  input().dispatchEvent(new Event("input", { bubbles: true }));
}

document.addEventListener("input", (event) => {
  if (event.target !== input()) return;
  clearTimeout(waiting);
  waiting = setTimeout(ask, WAIT_MS);
});
document.addEventListener("focusin", (event) => event.target === input() && ask());
document.addEventListener("focusout", (event) => event.target === input() && setTimeout(close, 150));
document.addEventListener("mousedown", (event) => {
  const option = event.target.closest(".suggestion");
  if (!option) return;
  event.preventDefault(); // the bar keeps the focus
  insert(option);
});
document.addEventListener("keydown", (event) => {
  if (event.target !== input() || panel().hidden) return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") choose(event.key === "ArrowDown" ? 1 : -1);
  else if (event.key === "Tab" && !event.shiftKey) insert(chosen() ?? options()[0]);
  else if (event.key === "Enter" && chosen()) insert(chosen());
  else if (event.key === "Escape") close();
  else return;
  event.preventDefault();
});
