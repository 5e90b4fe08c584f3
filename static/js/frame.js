/**
 * The chat's side of <guidebot-chat> (widget.js is the other). It speaks only to the page that shows
 * the frame, only after that page has greeted it, and says nothing of what is asked: verbs and a height.
 */
const VERSION = 1;

/** Sites that may show the frame; the browser keeps to the same list by the page's headers. */
const hosts = (document.body.dataset.hosts ?? "").split(" ").filter(Boolean);
/** Origin of the page around the frame, once it has greeted. */
let host = "";

/**
 * @param {string} origin
 * @returns {boolean} whether a site may show the frame, by the rules of frame-ancestors
 */
function isAllowed(origin) {
  return hosts.some((listed) => {
    const pattern = listed.replace(/[.]/g, "\\.").replace("*", "[^/:]+").replace(/^http:/, "https?:");
    return new RegExp(`^${pattern}$`).test(origin);
  });
}

/**
 * @param {"ready" | "resize" | "close"} type
 * @param {object} fields
 * @returns {void}
 */
function say(type, fields = {}) {
  if (host) window.parent.postMessage({ guidebot: VERSION, type, ...fields }, host);
}

/** Tells the height of the page, which does not depend on the frame's: no loop can arise. */
function tellHeight() {
  say("resize", { height: Math.ceil(document.body.getBoundingClientRect().height) });
}

/**
 * Puts the site's first question into the box, where the reader may change it. It is not sent.
 *
 * @param {unknown} question
 * @returns {void}
 */
function prefill(question) {
  /** @type {HTMLTextAreaElement | null} */
  const box = document.querySelector("#question");
  if (!box || box.value || typeof question !== "string") return;
  box.value = question;
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

/**
 * Says in the form through whose page the question comes: the server counts them for each site.
 *
 * @param {string} origin
 * @returns {void}
 */
function tellSite(origin) {
  const form = document.querySelector("#ask");
  const known = form?.querySelector('[name="site"]');
  if (form && !known) form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "site", value: origin }));
}

window.addEventListener("message", ({ data, origin, source }) => {
  if (source !== window.parent || !isAllowed(origin)) return;
  if (data?.guidebot !== VERSION || data.type !== "ready") return;
  host = origin;
  tellSite(origin);
  prefill(data.question);
  say("ready");
  tellHeight();
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.isComposing && !event.defaultPrevented) say("close");
});

new ResizeObserver(tellHeight).observe(document.body);

/** Other pages cannot be shown in the frame, so what leads there opens beside it. */
document.addEventListener("click", (event) => {
  const link = /** @type {HTMLElement} */ (event.target).closest("a[href]");
  if (!(link instanceof HTMLAnchorElement) || !link.protocol.startsWith("http")) return;
  const isHere = link.origin === location.origin && link.pathname === location.pathname;
  if (!isHere) Object.assign(link, { target: "_blank", rel: "noopener" });
});
