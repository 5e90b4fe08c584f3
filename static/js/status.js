/**
 * The status line: a live region that is on the page before any text enters it.
 */

/**
 * Tells sighted readers and screen readers what happened.
 *
 * @param {string | undefined} text '' empties the line
 * @returns {void}
 */
export function say(text) {
  const line = document.querySelector('[data-slot="status"]');
  if (!line) return;
  // The same words again are no change, and would not be told.
  const again = text && line.textContent === text ? "\u00a0" : "";
  line.textContent = (text ?? "") + again;
}
