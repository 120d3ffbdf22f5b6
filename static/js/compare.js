/* Two logs side by side: n and p, or the buttons, go to the next and the previous difference; Escape goes back. */

import { isFree } from "./keys.js";

const rows = () => [...document.querySelectorAll("[data-difference]")];

for (const group of document.querySelectorAll("[data-steps]")) group.hidden = false;

function moveBy(step) {
  const all = rows();
  if (all.length === 0) return;
  const from = all.findIndex((row) => row.hasAttribute("aria-current"));
  const place = from < 0 ? (step > 0 ? 0 : all.length - 1) : (from + step + all.length) % all.length;
  all[from]?.removeAttribute("aria-current");
  all[place].setAttribute("aria-current", "true");
  all[place].scrollIntoView({ block: "nearest" });
  document.querySelector("[data-counter]").textContent = `${place + 1} of ${all.length}`;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-step]");
  if (button) moveBy(Number(button.dataset.step));
});

document.addEventListener("keydown", (event) => {
  if (!isFree(event)) return;
  if (event.key === "n") moveBy(1);
  else if (event.key === "p") moveBy(-1);
  else if (event.key === "Escape" && !document.querySelector("details[data-menu][open]")) {
    window.location.assign(document.querySelector("[data-back]").href);
  }
});
