/**
 * Reading aids: larger text and high contrast, as attributes of <html> that the sheets know.
 * Nothing is stored before a button is used; then only that choice, in this browser.
 */

const PREFIX = "guidebot-";

/**
 * @param {string} name 'text' or 'contrast'
 * @returns {string | null} the stored choice; null where there is none or storing is not allowed
 */
function stored(name) {
  try {
    return localStorage.getItem(PREFIX + name);
  } catch {
    return null;
  }
}

/** @param {string} name @param {string} value '' to forget */
function store(name, value) {
  try {
    if (value) localStorage.setItem(PREFIX + name, value);
    else localStorage.removeItem(PREFIX + name);
  } catch {
    // Storing is not allowed here; the choice then holds for this page.
  }
}

/** @param {string} name @param {string | null} value */
function apply(name, value) {
  if (value) document.documentElement.setAttribute(`data-${name}`, value);
  else document.documentElement.removeAttribute(`data-${name}`);
  const button = document.querySelector(`[data-aid="${name}"]`);
  button?.setAttribute("aria-pressed", String(Boolean(value)));
}

/** @returns {void} */
function start() {
  const group = document.querySelector("[data-aids]");
  if (!group) return;
  group.removeAttribute("hidden");
  for (const button of group.querySelectorAll("button")) {
    const name = button.dataset.aid ?? "";
    apply(name, stored(name));
    button.addEventListener("click", () => {
      const value = button.getAttribute("aria-pressed") === "true" ? "" : (button.dataset.on ?? "");
      store(name, value);
      apply(name, value);
    });
  }
  // Another tab of this site changed a choice.
  window.addEventListener("storage", (event) => {
    if (event.key?.startsWith(PREFIX)) apply(event.key.slice(PREFIX.length), event.newValue);
  });
}

// Before the first view where there is a choice, so that nothing jumps; the buttons follow.
for (const name of ["text", "contrast"]) apply(name, stored(name));
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
else start();
