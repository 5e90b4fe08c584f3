/**
 * Starts the modules that a page names in data-module attributes.
 * Every page works without this file.
 */
import { startChat } from "./chat.js";
import { startComposer } from "./composer.js";
import { startLanguages } from "./languages.js";
import { startPrinting } from "./print.js";

/** @type {HTMLFormElement | null} */
const form = document.querySelector("[data-form]");
if (form) startComposer(form);

/** @type {HTMLElement | null} */
const chat = document.querySelector('[data-module="chat"]');
if (chat && form) startChat(chat, form);

/** @type {HTMLElement | null} */
const languages = document.querySelector("[data-languages]");
if (languages && form) startLanguages(languages, form);

startPrinting(document);

/** @type {HTMLElement | null} */
const problem = document.querySelector("[data-error-summary]");
if (problem) problem.focus();

if (document.querySelector('[data-module="copy-text"]')) {
  import("./addresses.js").then((module) => module.startCopying(document));
}
