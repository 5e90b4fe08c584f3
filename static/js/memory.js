/**
 * The earlier questions of a chat: in the form's hidden fields, and in this tab's history entry,
 * so that reloading or going back finds the chat again. Neither leaves the browser by itself,
 * and the history entry goes when the tab is closed.
 */

/** As many earlier questions go along; the server takes no more. */
const MOST_CONTEXT = 20;

/**
 * @param {HTMLFormElement} form
 * @returns {string[]} earlier questions, oldest first
 */
export function questionsOf(form) {
  const fields = /** @type {NodeListOf<HTMLInputElement>} */ (
    form.querySelectorAll('input[name="context"]')
  );
  return [...fields].map((field) => field.value);
}

/**
 * Keeps a question, oldest first.
 *
 * @param {HTMLFormElement} form
 * @param {string} question
 * @returns {void}
 */
export function remember(form, question) {
  const field = document.createElement("input");
  Object.assign(field, { type: "hidden", name: "context", value: question });
  const earlier = form.querySelectorAll('input[name="context"]');
  form.insertBefore(field, form.querySelector("label"));
  if (earlier.length >= MOST_CONTEXT) earlier[0].remove();
  keep(form);
}

/** @param {HTMLFormElement} form */
function keep(form) {
  history.replaceState({ questions: questionsOf(form) }, "");
}

/**
 * @param {HTMLFormElement} form
 * @returns {string[]} the questions of this history entry that the page itself lacks
 */
export function forgotten(form) {
  const here = questionsOf(form);
  const all = history.state?.questions;
  const goesOn = Array.isArray(all) && here.every((question, position) => question === all[position]);
  return goesOn ? all.slice(here.length) : [];
}

/**
 * Keeps the chat along: a link within the page makes a history entry of its own. Links to the
 * start page begin a new chat: on a shared computer nothing of the old one is left.
 *
 * @param {HTMLFormElement} form
 * @returns {void}
 */
export function followHistory(form) {
  window.addEventListener("hashchange", () => questionsOf(form).length && keep(form));
  for (const link of document.querySelectorAll('a[href^="/?"], [data-over]')) {
    link.addEventListener("click", () => history.replaceState(null, ""));
  }
}
