/**
 * Ask by voice: what is heard is written into the box and never sent by itself.
 */
import { spokenVariety } from "./spoken.js";
import { say } from "./status.js";

const Recognition =
  /** @type {any} */ (window).SpeechRecognition ?? /** @type {any} */ (window).webkitSpeechRecognition;

/**
 * @param {HTMLElement} root the button with its note
 * @param {HTMLTextAreaElement} box the question box
 * @returns {void}
 */
export function startDictation(root, box) {
  const button = /** @type {HTMLButtonElement} */ (root.querySelector("button"));
  if (!Recognition || !document.querySelector('[data-slot="status"]')) return;
  /** @type {any} */
  let listening = null;
  root.hidden = false;

  const end = () => {
    listening = null;
    button.setAttribute("aria-pressed", "false");
  };

  const listen = () => {
    const mine = (listening = new Recognition());
    Object.assign(mine, { lang: spokenVariety(root.dataset.dictation ?? ""), interimResults: false });
    let outcome = root.dataset.nothing;
    mine.onresult = (/** @type {any} */ event) => {
      const heard = [...event.results].map((result) => result[0].transcript).join("");
      box.value = box.value ? `${box.value.trimEnd()} ${heard}` : heard;
      box.dispatchEvent(new Event("input", { bubbles: true }));
      outcome = root.dataset.written;
    };
    mine.onerror = (/** @type {any} */ event) => {
      const refused = ["not-allowed", "service-not-allowed", "audio-capture", "network"];
      if (refused.includes(event.error)) outcome = root.dataset.refused;
    };
    mine.onend = () => {
      say(outcome);
      end();
    };
    button.setAttribute("aria-pressed", "true");
    say(root.dataset.listening);
    mine.start();
  };

  button.addEventListener("click", () => (listening ? listening.stop() : listen()));
}
