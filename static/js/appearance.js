/* Theme and density (form[data-appearance]): changed in place at once, and kept by the server for the next page. */

function show(button) {
  const { name, value } = button;
  if (value) document.documentElement.dataset[name] = value;
  else delete document.documentElement.dataset[name];
  for (const one of button.form.querySelectorAll(`button[name="${name}"]`)) one.removeAttribute("aria-current");
  if ("densityToggle" in button.dataset) {
    button.setAttribute("aria-pressed", String(value !== ""));
    button.value = value ? "" : "comfortable";
  } else button.setAttribute("aria-current", "true");
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-appearance]") || !event.submitter) return;
  event.preventDefault();
  const body = new FormData(event.target, event.submitter);
  show(event.submitter);
  event.target.closest("details[data-menu]")?.removeAttribute("open");
  fetch(event.target.action, { method: "POST", headers: { "HX-Request": "true" }, body });
});
