/**
 * What the reader thinks of an answer: a verdict, or words with the reader's consent. Sent without
 * leaving the page. Whatever becomes of it, the chat stays as it is, and words stay until kept.
 */
import { say } from "./status.js";

/** @param {HTMLFormElement} form @param {HTMLButtonElement} button */
async function send(form, button) {
  const fields = new FormData(form, button);
  try {
    const reply = await fetch(form.action, {
      method: "POST",
      headers: { "X-Requested-With": "fragment" },
      body: new URLSearchParams(/** @type {any} */ (fields)),
    });
    if (!reply.ok) return say(form.dataset.failed);
    if (button.name) {
      for (const other of form.querySelectorAll("button")) {
        other.setAttribute("aria-pressed", String(other === button));
      }
    } else {
      form.reset();
      form.closest("details")?.removeAttribute("open");
    }
    say(form.dataset.thanks);
  } catch {
    say(form.dataset.failed);
  }
}

/**
 * @param {Document | HTMLElement} root
 * @returns {void}
 */
export function startVerdicts(root) {
  for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (
    root.querySelectorAll("[data-verdicts]")
  )) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const button = /** @type {HTMLButtonElement} */ (event.submitter);
      if (button.getAttribute("aria-pressed") !== "true") send(form, button);
    });
  }
}
