/* The time control: a period keeps what is typed in the search bar, zones of this browser. */

// A link knows the query that was sent; what was typed since then goes along.
document.addEventListener("click", (event) => {
  const link = event.target.closest(".time-panel a[href]");
  const search = document.querySelector("[data-search]");
  if (!link || !search || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (search.value === search.defaultValue) return;
  event.preventDefault();
  const address = new URL(link.href);
  if (search.value) address.searchParams.set("q", search.value);
  else address.searchParams.delete("q");
  location.assign(address);
});

// A period does not count beside a range of one's own, so it need not stand in the address.
document.addEventListener("formdata", (event) => {
  const form = event.formData;
  if (form.get("since") || form.get("until")) form.delete("time");
});

const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
const offer = document.querySelector("[data-zone-here]");
if (offer && here && here !== "UTC") {
  offer.value = here;
  offer.textContent = `${here}, as this browser`;
  offer.hidden = false;
}

document.addEventListener(
  "focus",
  (event) => {
    if (!event.target.matches?.("[data-zone]")) return;
    const names = document.getElementById(event.target.getAttribute("list"));
    if (names.options.length > 1) return;
    for (const name of Intl.supportedValuesOf("timeZone")) names.append(new Option("", name));
  },
  true,
);
