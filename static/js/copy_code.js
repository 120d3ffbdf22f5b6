/* Lines to paste ([data-copy-code]): a button beside them copies them whole. */

for (const block of document.querySelectorAll("[data-copy-code]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button first-copy";
  button.textContent = "Copy";
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(block.querySelector("pre").textContent);
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = "Copy"; }, 2000);
  });
  block.append(button);
}
