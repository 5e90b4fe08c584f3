/**
 * Starts what the page holds. Every page works without this file.
 */
import { startReading } from "./aloud.js";
import { startChat } from "./chat.js";
import { startComposer } from "./composer.js";
import { startDictation } from "./dictation.js";
import { startLanguages } from "./languages.js";
import { startPassages } from "./passages.js";
import { startPlaces } from "./places.js";
import { startPrinting } from "./print.js";
import { startTools } from "./tools.js";
import { startVerdicts } from "./verdicts.js";

/** @param {Document | HTMLElement} root the page, or an answer that is new on it */
function startAnswers(root) {
  startPrinting(root);
  startReading(root);
  startTools(root);
  startVerdicts(root);
}

/** @param {string} selector @returns {HTMLElement | null} */
const find = (selector) => document.querySelector(selector);

startPassages();
startAnswers(document);
document.addEventListener("answered", (event) =>
  startAnswers(/** @type {HTMLElement} */ (event.target)),
);

const places = find("[data-places]");
if (places) startPlaces(places);

const form = /** @type {HTMLFormElement | null} */ (find("[data-form]"));
if (form) {
  const box = /** @type {HTMLTextAreaElement} */ (form.elements.namedItem("question"));
  const [chat, languages, dictation] = [
    find('[data-module="chat"]'),
    find("[data-languages]"),
    find("[data-dictation]"),
  ];
  startComposer(form);
  if (dictation) startDictation(dictation, box);
  if (languages) startLanguages(languages, form);
  if (chat) startChat(chat, form);
}

if (find('[data-module="copy-text"]')) {
  import("./addresses.js").then((module) => module.startCopying(document));
}

find("[data-error-summary]")?.focus();
