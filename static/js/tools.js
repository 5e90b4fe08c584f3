/**
 * Copy an answer with its sources, and share the page of its leading passage: the address of
 * a passage, never a question.
 */
import { copyText } from "./clipboard.js";
import { say } from "./status.js";
import { copiedText } from "./text.js";

/** @param {HTMLElement} button @param {string} text */
async function copy(button, text) {
  const done = await copyText(text);
  if (done) button.setAttribute("data-ticked", "");
  say(done ? button.dataset.done : button.dataset.failed);
}

/** @param {HTMLElement} button */
async function share(button) {
  const url = new URL(button.dataset.share ?? "", location.href).href;
  if (!navigator.share) return copy(button, url);
  try {
    await navigator.share({ title: button.dataset.title, url });
  } catch (error) {
    // Closing the list of apps is a choice, not a fault.
    if (/** @type {DOMException} */ (error).name !== "AbortError") await copy(button, url);
  }
}

/**
 * Makes the buttons inside `root` work, and visible where the browser can do it.
 *
 * @param {Document | HTMLElement} root
 * @returns {void}
 */
export function startTools(root) {
  if (!navigator.clipboard) return;
  for (const button of /** @type {NodeListOf<HTMLElement>} */ (
    root.querySelectorAll("[data-copy], [data-share]")
  )) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const turn = /** @type {HTMLElement} */ (button.closest("[data-turn]"));
      if ("share" in button.dataset) share(button);
      else copy(button, copiedText(turn));
    });
  }
}
