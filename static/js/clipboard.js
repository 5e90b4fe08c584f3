/**
 * Copying text, also where the browser has no clipboard because the site is not served by https.
 */

/**
 * @param {string} text
 * @param {HTMLElement} [source] where the text stands; it is selected where the clipboard refuses,
 *   so that it can be copied by hand at least
 * @returns {Promise<boolean>} whether it worked
 */
export async function copyText(text, source) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    if (!source) return false;
    if (source instanceof HTMLTextAreaElement) source.select();
    else window.getSelection()?.selectAllChildren(source);
    return document.execCommand("copy");
  }
}
