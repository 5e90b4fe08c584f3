/**
 * The question box: Enter asks, Shift+Enter breaks the line, and near the limit the
 * remaining characters are shown. Too long a text is never cut.
 */

/** The count shows when this share of the limit is used up. */
const NEARLY = 0.8;

/**
 * @param {HTMLFormElement} form
 * @returns {void}
 */
export function startComposer(form) {
  const box = /** @type {HTMLTextAreaElement} */ (form.elements.namedItem("question"));
  const count = /** @type {HTMLElement} */ (form.querySelector('[data-slot="count"]'));
  const keys = form.querySelector('[data-slot="keys"]');
  const hasKeyboard = window.matchMedia("(hover: hover) and (pointer: fine)").matches;
  if (keys && hasKeyboard) keys.removeAttribute("hidden");

  box.addEventListener("keydown", (event) => {
    const isComposing = event.isComposing || event.keyCode === 229;
    if (event.key !== "Enter" || event.shiftKey || isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
  box.addEventListener("input", () => showCount(form, box, count));
  form.addEventListener("asked", () => showCount(form, box, count));
  showCount(form, box, count);
}

/**
 * @param {HTMLFormElement} form
 * @param {HTMLTextAreaElement} box
 * @param {HTMLElement} count
 * @returns {void}
 */
function showCount(form, box, count) {
  const limit = Number(form.dataset.limit);
  const used = [...box.value].length;
  const pattern = used > limit ? form.dataset.over : form.dataset.left;
  const text = (pattern ?? "").replace("{number}", String(Math.abs(limit - used)));
  count.textContent = used > limit * NEARLY ? text : "";
}
