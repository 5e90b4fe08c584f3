/**
 * Which variety of a language is spoken where: for reading aloud and for listening.
 */

/** By language of the page, then by place; '' where the place does not decide. */
const VARIETIES = {
  "zh-Hans": { "": "zh-CN" },
  "zh-Hant": { "": "zh-TW", HK: "zh-HK", MO: "zh-HK" },
  en: { "": "en-US", GB: "en-GB", EU: "en-GB", HK: "en-GB", SG: "en-GB", MY: "en-GB", AU: "en-AU" },
};

/**
 * @param {string} language zh-Hans, zh-Hant or en
 * @returns {string} a tag such as zh-HK
 */
export function spokenVariety(language) {
  const list = /** @type {HTMLSelectElement | null} */ (document.querySelector("#region"));
  const byPlace = /** @type {Record<string, string>} */ (
    VARIETIES[/** @type {keyof typeof VARIETIES} */ (language)] ?? VARIETIES.en
  );
  return byPlace[list?.value ?? ""] ?? byPlace[""];
}
