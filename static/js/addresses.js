/**
 * The copy buttons: one copies the address or the lines that it names, and says so.
 */
import { copyText } from "./clipboard.js";

/**
 * Makes the copy buttons inside `root` work and visible.
 *
 * @param {Document | HTMLElement} root
 * @returns {void}
 */
export function startCopying(root) {
  /** @type {NodeListOf<HTMLButtonElement>} */
  const buttons = root.querySelectorAll('[data-module="copy-text"]');
  for (const button of buttons) {
    button.hidden = false;
    button.addEventListener("click", () => copy(button));
  }
}

/**
 * @param {HTMLButtonElement} button
 * @returns {Promise<void>}
 */
async function copy(button) {
  const name = button.dataset.target ?? "";
  const source = /** @type {HTMLElement} */ (document.getElementById(name));
  const status = /** @type {HTMLElement} */ (document.getElementById(`${name}-status`));
  // Emptied first, so that copying twice is said twice.
  status.textContent = "";
  const text = source instanceof HTMLTextAreaElement ? source.value : (source.textContent ?? "");
  const done = await copyText(text, source);
  status.textContent = (done ? button.dataset.copied : button.dataset.failed) ?? "";
}
