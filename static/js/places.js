/**
 * The list of places: choosing one changes the number to call at once, without the network.
 */
import { say } from "./status.js";

/**
 * @param {HTMLElement} root the list with its label
 * @returns {void}
 */
export function startPlaces(root) {
  const list = /** @type {HTMLSelectElement} */ (root.querySelector("select"));
  const calls = root.closest(".composer")?.querySelector(".calls");
  root.querySelector('[data-slot="place"]')?.setAttribute("hidden", "");
  if (!calls) return;
  const first = [...calls.children];

  const show = () => {
    const place = list.selectedOptions[0];
    const number = place?.dataset.number;
    calls.replaceChildren(...(number ? [callLink(first[0], number, root)] : first));
    return number ? fill(root.dataset.changed, { place: place.text, number }) : "";
  };

  list.addEventListener("change", () => say(show()));
  // The browser may have brought back a choice from before.
  if (!list.selectedOptions[0]?.defaultSelected && list.value) show();
}

/** @param {Element} item @param {string} number @param {HTMLElement} root */
function callLink(item, number, root) {
  const copy = /** @type {HTMLElement} */ (item.cloneNode(true));
  const link = /** @type {HTMLAnchorElement} */ (copy.querySelector("a"));
  link.href = `tel:${number.replaceAll(" ", "")}`;
  link.replaceChildren(...link.querySelectorAll("svg"), fill(root.dataset.call, { number }));
  return copy;
}

/** @param {string | undefined} pattern @param {Record<string, string>} fields */
function fill(pattern, fields) {
  return (pattern ?? "").replace(/\{(\w+)\}/g, (whole, name) => fields[name] ?? whole);
}
