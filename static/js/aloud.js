/**
 * Reads an answer aloud with a voice of the device. Voices that send the text elsewhere are not
 * used: what is read tells what was asked. Without a voice of the language there is no button.
 */
import { spokenVariety } from "./spoken.js";
import { spokenLines } from "./text.js";

const speech = "speechSynthesis" in window ? window.speechSynthesis : null;
/** @type {HTMLElement | null} */
let reading = null;

/**
 * @param {string} language of the answer
 * @returns {SpeechSynthesisVoice | undefined} of the place's variety, else of the language
 */
function voiceFor(language) {
  const tag = (/** @type {SpeechSynthesisVoice} */ voice) => voice.lang.replace("_", "-");
  const wanted = spokenVariety(language);
  const own = (speech?.getVoices() ?? []).filter((voice) => voice.localService);
  const near = own.filter((voice) => tag(voice).split("-")[0] === wanted.split("-")[0]);
  return near.find((voice) => tag(voice) === wanted) ?? near[0];
}

/** @param {HTMLElement} tools @param {boolean} busy */
function show(tools, busy) {
  const [read, hush] = [...tools.querySelectorAll("button")];
  const hadFocus = tools.contains(document.activeElement);
  const able = Boolean(voiceFor(read.dataset.read ?? ""));
  read.hidden = busy || !able;
  hush.hidden = !busy;
  if (hadFocus) (busy ? hush : read).focus();
}

/** @returns {void} */
function stop() {
  speech?.cancel();
  if (reading) show(reading, false);
  reading = null;
}

/** @param {HTMLElement} tools @param {string} language */
function start(tools, language) {
  stop();
  const turn = /** @type {HTMLElement} */ (tools.closest("[data-turn]"));
  const voice = voiceFor(language);
  const lines = spokenLines(turn);
  if (!speech || !voice || !lines.length) return;
  reading = tools;
  show(tools, true);
  // One line at a time: browsers break off long texts.
  lines.forEach((line, position) => {
    const utterance = new SpeechSynthesisUtterance(line);
    Object.assign(utterance, { voice, lang: voice.lang, rate: 0.9 });
    if (position === lines.length - 1) utterance.onend = () => reading === tools && stop();
    speech.speak(utterance);
  });
}

/**
 * @param {Document | HTMLElement} root
 * @returns {void}
 */
export function startReading(root) {
  if (!speech) return;
  for (const read of /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll("[data-read]"))) {
    const tools = /** @type {HTMLElement} */ (read.parentElement);
    read.addEventListener("click", () => start(tools, read.dataset.read ?? ""));
    tools.querySelector("[data-hush]")?.addEventListener("click", stop);
    show(tools, false);
    // Voices may arrive after the page.
    speech.addEventListener?.("voiceschanged", () => reading !== tools && show(tools, false));
  }
  if (root === document) window.addEventListener("pagehide", stop);
}
