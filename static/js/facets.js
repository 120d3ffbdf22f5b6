/* Facets: alt-click on a value leaves it out instead of choosing it. */

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-exclude]");
  if (!link || !event.altKey || event.button !== 0) return;
  event.preventDefault(); // the browser would save the page
  location.assign(link.dataset.exclude);
});
