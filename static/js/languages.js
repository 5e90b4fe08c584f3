/**
 * The language switch takes a chat along: the form is sent to the page in the other language.
 */

/**
 * @param {HTMLElement} list the links of the switch
 * @param {HTMLFormElement} form the question box with the earlier questions
 * @returns {void}
 */
export function startLanguages(list, form) {
  list.addEventListener("click", (event) => {
    const link = /** @type {HTMLElement} */ (event.target).closest("a");
    if (!link || !form.querySelector('input[name="context"]')) return;
    event.preventDefault();
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name: "switch", value: link.lang });
    form.append(field);
    form.action = `${link.href}#answer`;
    form.submit();
  });
}
