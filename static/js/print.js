/**
 * The print buttons: one prints the answer in which it stands.
 */

/**
 * Makes the print buttons inside `root` work and visible.
 *
 * @param {Document | HTMLElement} root
 * @returns {void}
 */
export function startPrinting(root) {
  for (const button of root.querySelectorAll('[data-module="print"]')) {
    button.removeAttribute("hidden");
    button.addEventListener("click", () => printTurn(button.closest("[data-turn]")));
  }
}

/**
 * @param {Element | null} turn
 * @returns {void}
 */
function printTurn(turn) {
  turn?.setAttribute("data-printing", "");
  document.body.setAttribute("data-one-turn", "");
  const restore = () => {
    turn?.removeAttribute("data-printing");
    document.body.removeAttribute("data-one-turn");
  };
  window.addEventListener("afterprint", restore, { once: true });
  window.print();
}
