/* Charts over time (svg[data-plot]): one crosshair on all of a page, drag zooms, a click takes one column.
   Numbers come from the table below each chart, times from its rows. */

const DRAGGED = 4; // pixels; less is a click
const plots = () => [...document.querySelectorAll("svg[data-plot]")];
const rowsOf = (plot) => plot.closest("[data-chart]").querySelectorAll("tr[data-since]");
const columnAt = (plot, clientX) => {
  const box = plot.getBoundingClientRect();
  const count = Number(plot.dataset.plot);
  return Math.min(Math.max(Math.floor(((clientX - box.left) / box.width) * count), 0), count - 1);
};

let drag = null;
let tip = null;

function make(tag, text, className) {
  const element = document.createElement(tag);
  element.textContent = text;
  if (className) element.className = className;
  return element;
}

function key(plot, place) {
  const mark = plot.closest("[data-chart]").querySelector(`.chart-key[data-place="${place}"]`);
  return mark ? mark.cloneNode(true) : make("span", "");
}

function showTip(plot, row, event) {
  const heads = plot.closest("[data-chart]").querySelectorAll("thead th");
  const list = document.createElement("dl");
  [...row.cells].slice(1).forEach((cell, place) => {
    const value = make("dd", cell.textContent);
    list.append(key(plot, place), make("dt", heads[place + 1].textContent), value);
  });
  tip ??= document.body.appendChild(make("div", "", "chart-tip"));
  tip.setAttribute("aria-hidden", "true");
  tip.replaceChildren(make("strong", row.cells[0].textContent), list, make("span", "Click or drag to zoom", "chart-tip-hint"));
  const isRight = event.clientX > window.innerWidth / 2;
  tip.style.left = isRight ? "" : `${event.clientX + 14}px`;
  tip.style.right = isRight ? `${document.documentElement.clientWidth - event.clientX + 14}px` : "";
  tip.style.top = `${Math.max(event.clientY - 20, 8)}px`;
}

function cross(plot, column) {
  for (const one of plots()) {
    const count = Number(one.dataset.plot);
    const isAlike = plot !== null && count === Number(plot.dataset.plot);
    const line = one.querySelector("[data-cross]");
    line.toggleAttribute("data-on", isAlike);
    for (const end of isAlike ? ["x1", "x2"] : []) line.setAttribute(end, `${((column + 0.5) / count) * 100}%`);
  }
}

function clear() {
  tip?.remove();
  tip = null;
  cross(null, 0);
}

function brush(plot, from, to) {
  const count = Number(plot.dataset.plot);
  const area = plot.querySelector("[data-brush]");
  area.setAttribute("x", `${(Math.min(from, to) / count) * 100}%`);
  area.setAttribute("width", from === null ? 0 : `${((Math.abs(to - from) + 1) / count) * 100}%`);
}

function zoom(first, last) {
  const address = new URL(location.href);
  const given = address.searchParams;
  const own = given.has("since") || given.has("until");
  if (!given.get("unzoom")) given.set("unzoom", own ? `${given.get("since") ?? ""}~${given.get("until") ?? ""}` : given.get("time") || "any");
  for (const name of ["time", "before", "after", "page", "from", "log"]) given.delete(name);
  given.set("since", first.dataset.since);
  given.set("until", last.dataset.until);
  location.assign(address);
}

document.addEventListener("pointerdown", (event) => {
  const plot = event.target.closest("svg[data-plot]");
  if (!plot || event.button !== 0) return;
  drag = { plot, from: columnAt(plot, event.clientX), x: event.clientX };
});

document.addEventListener("pointermove", (event) => {
  const plot = drag?.plot ?? event.target.closest?.("svg[data-plot]");
  if (!plot) {
    if (tip) clear();
    return;
  }
  const column = columnAt(plot, event.clientX);
  const row = rowsOf(plot)[column];
  if (!row) return;
  cross(plot, column);
  showTip(plot, row, event);
  if (drag && Math.abs(event.clientX - drag.x) >= DRAGGED) brush(plot, drag.from, column);
});

document.addEventListener("pointerup", (event) => {
  if (!drag) return;
  const { plot, from } = drag;
  drag = null;
  const rows = rowsOf(plot);
  const to = columnAt(plot, event.clientX);
  if (rows[from] && rows[to]) zoom(rows[Math.min(from, to)], rows[Math.max(from, to)]);
});

function cancel() {
  if (drag) brush(drag.plot, null, 0);
  drag = null;
  clear();
}

document.addEventListener("pointercancel", cancel);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") cancel();
});

// A part that could not be had says so in its place, and can be asked for again.
for (const failure of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(failure, (event) => {
    const part = event.target.closest("[data-part]");
    if (!part) return;
    const again = make("button", "Try again", "button");
    again.type = "button";
    again.addEventListener("click", () => window.htmx.ajax("GET", part.getAttribute("hx-get"), { target: part, swap: "outerHTML" }));
    const words = make("p", `${part.dataset.part} could not be loaded. `, "chart-empty");
    words.append(again);
    part.replaceChildren(words);
  });
}
