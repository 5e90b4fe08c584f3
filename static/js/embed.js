/**
 * The builder's copy button, which only shows where it works.
 */
for (const row of document.querySelectorAll('[data-module="copy"]')) {
  const button = /** @type {HTMLElement} */ (row.querySelector("button"));
  const status = /** @type {HTMLElement} */ (row.querySelector('[role="status"]'));
  const box = /** @type {HTMLTextAreaElement} */ (document.querySelector("#snippet"));
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    box.select();
    try {
      await navigator.clipboard.writeText(box.value);
      status.textContent = button.dataset.done ?? "";
    } catch {
      status.textContent = button.dataset.failed ?? ""; // It is selected, so the keys copy it.
    }
  });
}
