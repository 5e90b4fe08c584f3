/**
 * The language switch takes a chat along, and what is in the box and in the list of places:
 * the form is sent to the page in the other language.
 */
import { questionsOf } from "./memory.js";

/**
 * @param {HTMLElement} list the links of the switch
 * @param {HTMLFormElement} form the question box with the earlier questions
 * @returns {void}
 */
export function startLanguages(list, form) {
  list.addEventListener("click", (event) => {
    const link = /** @type {HTMLElement} */ (event.target).closest("a");
    const fields = new FormData(form);
    const begun = questionsOf(form).length || fields.get("question") || fields.get("region");
    if (!link || !begun) return;
    event.preventDefault();
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name: "switch", value: link.lang });
    form.append(field);
    form.action = `${link.href}#answer`;
    form.submit();
  });
}
