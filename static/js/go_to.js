/* Two keys go to a place of the top bar: g l logs, g t threads, g c customers, g m models, g d dashboards. */

import { isFree } from "./keys.js";

const PLACES = { l: "/logs/", t: "/threads/", c: "/customers/", m: "/models/", d: "/dashboards/" };
const WAIT_MS = 1500;
let pressedAt = -WAIT_MS;

// Before others, which have a meaning of their own for the second key.
document.addEventListener("keydown", (event) => {
  if (!isFree(event)) return;
  if (event.key === "g") {
    pressedAt = event.timeStamp;
    return;
  }
  const isSecond = event.timeStamp - pressedAt < WAIT_MS;
  pressedAt = -WAIT_MS;
  const link = isSecond && event.key in PLACES && document.querySelector(`nav a[href="${PLACES[event.key]}"]`);
  if (!link) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  link.click();
}, { capture: true });
