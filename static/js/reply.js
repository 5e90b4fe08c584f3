/**
 * Sends the question form and reads the one component that comes back.
 */

/** A server that takes longer than this has failed; milliseconds. */
const MOST_WAIT = 45_000;

/**
 * @typedef {object} Reply
 * @property {boolean} ok whether the question was answered
 * @property {HTMLElement | null} part the component, or null where something else came back
 */

/**
 * @param {string} address
 * @param {FormData} fields
 * @param {AbortController} mine ends the request
 * @returns {Promise<Reply>} rejected where there is no connection
 */
export async function fetchReply(address, fields, mine) {
  const timer = setTimeout(() => mine.abort(), MOST_WAIT);
  try {
    const reply = await fetch(address, {
      method: "POST",
      headers: { Accept: "text/html", "X-Requested-With": "fragment" },
      body: new URLSearchParams(/** @type {any} */ (fields)),
      signal: mine.signal,
    });
    return { ok: reply.ok, part: readFragment(await reply.text()) };
  } finally {
    clearTimeout(timer);
  }
}

/**
 * @param {string} html
 * @returns {HTMLElement | null} the component in it, or null where the server sent something else
 */
function readFragment(html) {
  return new DOMParser().parseFromString(html, "text/html").querySelector("[data-fragment]");
}
