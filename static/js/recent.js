/* A query that was run (form[data-recent]) is kept for the suggestions of an empty search bar, once for each query. */

const form = document.querySelector("form[data-recent]");

if (form && sessionStorage.getItem("recent") !== form.q.value) {
  sessionStorage.setItem("recent", form.q.value);
  fetch(form.action, { method: "POST", body: new FormData(form), keepalive: true }).catch(() => {});
}
