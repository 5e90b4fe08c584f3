/**
 * An answer as plain text: to copy it with its sources, and to read it aloud.
 */

/** What is read aloud, in the order of the page. */
const SPOKEN = ".card__heading, .card__body p, .card__body li, .short__text";

/** @param {Element} element */
const textOf = (element) => (element.textContent ?? "").replace(/\s+/g, " ").trim();

/**
 * @param {Element} element
 * @returns {string} its text without what only repeats in words what the eye sees
 */
function visibleText(element) {
  const copy = /** @type {Element} */ (element.cloneNode(true));
  copy.querySelectorAll("[aria-hidden], .visually-hidden").forEach((part) => part.remove());
  return textOf(copy);
}

/** @param {Element} element @returns {boolean} whether it stands in something folded away */
const isFolded = (element) => Boolean(element.closest("details:not([open])"));

/**
 * @param {HTMLElement} turn
 * @returns {string[]} lines to say: cards and short answer, then the passages that are open
 */
export function spokenLines(turn) {
  const main = [...turn.querySelectorAll(SPOKEN)];
  const passages = [...turn.querySelectorAll(".passage__text p")];
  return [...main, ...passages]
    .filter((element) => !isFolded(element))
    .map(visibleText)
    .filter(Boolean);
}

/** @param {Element} card @returns {string[]} */
function cardLines(card) {
  const level = card.querySelector(".card__level");
  const heading = card.querySelector(".card__heading");
  const body = [...card.querySelectorAll(".card__body p, .card__body li")].map(textOf);
  return [`[${level ? textOf(level) : ""}] ${heading ? visibleText(heading) : ""}`, ...body, ""];
}

/** @param {Element} passage @returns {string[]} */
function passageLines(passage) {
  const title = passage.querySelector(".passage__title");
  const facts = [...passage.querySelectorAll(".facts > div")].map(
    (row) => `${[...row.children].map(textOf).join(": ")}`,
  );
  const text = [...passage.querySelectorAll(".passage__text p")].map(textOf);
  const link = /** @type {HTMLAnchorElement | null} */ (passage.querySelector(".passage__link a"));
  return [title ? textOf(title) : "", ...text, ...facts, link?.href ?? "", ""];
}

/** @param {Element} trial @returns {string[]} */
function trialLines(trial) {
  const title = trial.querySelector(".trial__title");
  const facts = [...trial.querySelectorAll(".facts > div")].map((row) =>
    [...row.children].map(visibleText).join(": "),
  );
  return [title ? textOf(title) : "", ...facts, ""];
}

/**
 * @param {HTMLElement} turn
 * @returns {string} the answer with its sources, without the question
 */
export function copiedText(turn) {
  const each = (/** @type {string} */ selector, /** @type {(part: Element) => string[]} */ lines) =>
    [...turn.querySelectorAll(selector)].flatMap(lines);
  return [
    ...each(".card", cardLines),
    ...each(".short__group", (group) => [...[...group.children].map(textOf), ""]),
    ...each(".passage", passageLines),
    ...each(".trial", trialLines),
    ...each(".answer__as-of", (line) => [textOf(line)]),
  ].join("\n");
}
