/**
 * The chat: asks without leaving the page and appends the answer to the log.
 */
import { followHistory, forgotten, questionsOf, remember } from "./memory.js";
import { fetchReply } from "./reply.js";
import { say } from "./status.js";

/** After this many milliseconds the status line says that it takes longer. */
const SLOW = 5000;

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

  /**
   * @param {string} chosen the question of a button, or '' for the text in the box
   * @param {boolean} quiet whether the answer was there before and is not told again
   */
  async function ask(chosen, quiet = false) {
    pending?.abort();
    const mine = (pending = new AbortController());
    const typed = box.value;
    const fields = new FormData(form);
    if (chosen) fields.set("chosen", chosen);
    if (quiet) fields.set("again", "1");
    say(form.dataset.looking);
    const slow = setTimeout(() => mine === pending && say(form.dataset.slow), SLOW);
    slot("go").hidden = true;
    slot("problem").replaceChildren();
    root.querySelector("[data-error-summary]")?.remove();
    try {
      const { ok, part } = await fetchReply(form.action, fields, mine);
      if (mine !== pending) return;
      if (!part) showOffline(chosen);
      else if (!ok) showProblem(part);
      else showAnswer(part, chosen || typed, chosen ? "" : typed, quiet);
    } catch {
      if (mine === pending) showOffline(chosen);
    } finally {
      clearTimeout(slow);
    }
  }

  /** @param {HTMLElement} part @param {string} question @param {string} sent @param {boolean} quiet */
  function showAnswer(part, question, sent, quiet) {
    slot("log").querySelector("#answer")?.removeAttribute("id");
    part.id = "answer";
    slot("log").append(part);
    slot("starters")?.remove();
    slot("sheet").hidden = false;
    if (sent && box.value === sent) box.value = "";
    box.removeAttribute("aria-invalid");
    remember(form, question);
    say(quiet ? "" : form.dataset.ready);
    slot("go").hidden = quiet;
    part.dispatchEvent(new Event("answered", { bubbles: true }));
    form.dispatchEvent(new Event("asked"));
    if (!quiet) part.scrollIntoView({ block: "start" });
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

  /** @param {string[]} questions of a chat that was left by reloading or going away */
  async function resume(questions) {
    // What was told before is not told again.
    slot("log").setAttribute("aria-live", "off");
    for (const question of questions) {
      const known = questionsOf(form).length;
      await ask(question, true);
      if (questionsOf(form).length !== known + 1) break; // The reader went on, or no connection.
    }
    slot("log").removeAttribute("aria-live");
  }

  form.addEventListener("submit", (event) => {
    const button = /** @type {HTMLButtonElement | null} */ (event.submitter);
    if (button?.name === "switch" || button?.name === "sheet") return;
    event.preventDefault();
    button?.focus();
    ask(button?.name === "chosen" ? button.value : "");
  });
  followHistory(form);
  const left = forgotten(form);
  if (left.length) resume(left);
}
