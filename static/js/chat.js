/**
 * The chat: asks without leaving the page and appends the answer to the log.
 * The earlier questions stay in the form's hidden fields, so nothing is stored anywhere.
 */
import { startPrinting } from "./print.js";

/** As many earlier questions go along; the server takes no more. */
const MOST_CONTEXT = 20;

/**
 * @param {HTMLElement} root the chat
 * @param {HTMLFormElement} form the question box
 * @returns {void}
 */
export function startChat(root, form) {
  const slot = (/** @type {string} */ name) =>
    /** @type {HTMLElement} */ (root.querySelector(`[data-slot="${name}"]`));
  const box = /** @type {HTMLTextAreaElement} */ (form.elements.namedItem("question"));
  /** @type {AbortController | null} */
  let pending = null;

  const say = (/** @type {string | undefined} */ text) => (slot("status").textContent = text ?? "");

  /** @param {string} chosen the question of a button, or '' for the text in the box */
  async function ask(chosen) {
    pending?.abort();
    const mine = (pending = new AbortController());
    const typed = box.value;
    const fields = new FormData(form);
    if (chosen) fields.set("chosen", chosen);
    say(form.dataset.looking);
    slot("go").hidden = true;
    slot("problem").replaceChildren();
    root.querySelector("[data-error-summary]")?.remove();
    try {
      const reply = await fetch(form.action, {
        method: "POST",
        headers: { Accept: "text/html", "X-Requested-With": "fragment" },
        body: new URLSearchParams(/** @type {any} */ (fields)),
        signal: mine.signal,
      });
      const part = readFragment(await reply.text());
      if (mine !== pending) return;
      if (!part) return showOffline(chosen);
      if (!reply.ok) return showProblem(part);
      showAnswer(part, chosen || typed, chosen ? "" : typed);
    } catch (error) {
      if (mine === pending) showOffline(chosen);
    }
  }

  /** @param {HTMLElement} part @param {string} question @param {string} sent text to clear */
  function showAnswer(part, question, sent) {
    slot("log").querySelector("#answer")?.removeAttribute("id");
    part.id = "answer";
    slot("log").append(part);
    startPrinting(part);
    slot("starters")?.remove();
    if (sent && box.value === sent) box.value = "";
    box.removeAttribute("aria-invalid");
    remember(form, question);
    say(form.dataset.ready);
    slot("go").hidden = false;
    form.dispatchEvent(new Event("asked"));
    part.scrollIntoView({ block: "start" });
  }

  /** @param {HTMLElement} part why the question could not be answered */
  function showProblem(part) {
    say("");
    box.setAttribute("aria-invalid", "true");
    slot("problem").replaceChildren(part);
    part.scrollIntoView({ block: "nearest" });
  }

  /** @param {string} chosen asked again by the button */
  function showOffline(chosen) {
    say("");
    const template = /** @type {HTMLTemplateElement} */ (root.querySelector("[data-offline]"));
    const part = /** @type {DocumentFragment} */ (template.content.cloneNode(true));
    part.querySelector("button")?.addEventListener("click", () => ask(chosen));
    slot("problem").replaceChildren(part);
    slot("problem").scrollIntoView({ block: "nearest" });
  }

  form.addEventListener("submit", (event) => {
    const button = /** @type {HTMLButtonElement | null} */ (event.submitter);
    if (button?.name === "switch") return;
    event.preventDefault();
    button?.focus();
    ask(button?.name === "chosen" ? button.value : "");
  });
}

/**
 * @param {string} html
 * @returns {HTMLElement | null} the component in it, or null where the server sent something else
 */
function readFragment(html) {
  return new DOMParser().parseFromString(html, "text/html").querySelector("[data-fragment]");
}

/**
 * Keeps a question in the form's hidden fields, oldest first.
 *
 * @param {HTMLFormElement} form
 * @param {string} question
 * @returns {void}
 */
function remember(form, question) {
  const field = document.createElement("input");
  Object.assign(field, { type: "hidden", name: "context", value: question });
  const earlier = form.querySelectorAll('input[name="context"]');
  form.insertBefore(field, form.querySelector("label"));
  if (earlier.length >= MOST_CONTEXT) earlier[0].remove();
}
