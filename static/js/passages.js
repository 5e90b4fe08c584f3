/**
 * Sources open in place: a link to a passage unfolds it, also where the browser would not.
 */

/** @returns {void} */
export function startPassages() {
  document.addEventListener("click", (event) => {
    const link = /** @type {HTMLElement} */ (event.target).closest?.('a[href^="#"]');
    const target = link && document.getElementById((link.getAttribute("href") ?? "#").slice(1));
    const folded = target?.closest("details");
    if (folded) folded.open = true;
  });
}
