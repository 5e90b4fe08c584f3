/**
 * The copy buttons: one copies the address or the text that it names, and says so.
 */

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
  const done = await copyText(source);
  status.textContent = (done ? button.dataset.copied : button.dataset.failed) ?? "";
}

/**
 * @param {HTMLElement} source a text area, or an element with text
 * @returns {Promise<boolean>} whether it worked
 */
async function copyText(source) {
  const text = source instanceof HTMLTextAreaElement ? source.value : source.textContent ?? "";
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Without https there is no clipboard; the older way copies what is selected.
    select(source);
    return document.execCommand("copy");
  }
}

/**
 * Selects the text, so that it can be copied by hand where nothing else works.
 *
 * @param {HTMLElement} source
 * @returns {void}
 */
function select(source) {
  if (source instanceof HTMLTextAreaElement) {
    source.select();
    return;
  }
  window.getSelection()?.selectAllChildren(source);
}
