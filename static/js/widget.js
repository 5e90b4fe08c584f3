/**
 * <guidebot-chat>: a button that opens the chat of the site from which this script comes. The chat
 * runs in a frame of that site, so the page around it cannot read it; nothing is stored.
 */
(() => {
  const bot = new URL(/** @type {HTMLScriptElement} */ (document.currentScript).src).origin;
  const VERSION = 1;
  const COLOR = "#0b5f66";
  /** Milliseconds that a chat may take to load, and to say that it is ready once loaded. */
  const LOADING = 8000, ANSWERING = 2000;
  const WORDS = {
    en: ["Ask about stem cells", "Close", "Opening the chat…", "The chat cannot be shown inside this page.", "Open the chat in a new tab"],
    "zh-Hans": ["干细胞治疗问答", "关闭", "正在打开对话…", "这个网页里显示不了对话。", "在新网页里打开对话"],
    "zh-Hant": ["幹細胞治療問答", "關閉", "正在開啟對話…", "這個網頁裡無法顯示對話。", "在新分頁開啟對話"],
  };
  const CSS = `:host{all:initial}[hidden]{display:none!important}*{box-sizing:border-box}
section{position:fixed;bottom:16px;z-index:2147483000;font:500 max(18px,1rem)/1.4 system-ui,sans-serif}
.right,.right dialog{right:16px}.left,.left dialog{left:16px}
button{min-height:48px;padding:6px 16px;border:2px solid #fff;border-radius:10px;background:var(--color);color:#fff;font:inherit;cursor:pointer}
.launcher{display:flex;gap:10px;align-items:center;min-height:56px;max-width:calc(100vw - 32px);border-radius:28px;text-align:start;font-weight:600;box-shadow:0 2px 10px #0006}
.launcher:hover{text-decoration:underline}.tucked{transform:translateY(300%)}
svg{flex:none;width:28px;height:28px;fill:currentcolor}
:focus-visible{outline:3px solid #1a56c4;outline-offset:2px;box-shadow:0 0 0 7px #fff}.bar :focus-visible{outline-color:#fff;box-shadow:none}
dialog{position:fixed;inset:auto;bottom:16px;width:min(440px,100vw - 32px);max-width:none;max-height:min(760px,100dvh - 32px);margin:0;padding:0;overflow:hidden;flex-direction:column;border:2px solid var(--color);border-radius:14px;background:#fff;color:#16262a;box-shadow:0 4px 24px #0007}
dialog[open]{display:flex}.bar{display:flex;gap:10px;align-items:center;justify-content:space-between;padding:6px 8px 6px 16px;background:var(--color);color:#fff;font-weight:600}
.body{display:grid;flex:0 1 var(--height,640px);min-height:0}.body>*{grid-area:1/1;width:100%;min-height:0}
iframe{height:100%;border:0;visibility:hidden}.ready iframe{visibility:visible}.ready .note{display:none}.refused{flex:none}.refused iframe{display:none}
.note{padding:8px 24px 24px}a{display:inline-flex;align-items:center;min-height:48px;padding:6px 16px;border:2px solid;border-radius:10px;color:#074a50;font-weight:600}
@media(max-width:520px),(max-height:520px){.right dialog,.left dialog{inset:0;width:100%;height:100%;max-height:none;border:0;border-radius:0}.body.body{flex:1}}
@media(prefers-reduced-motion:no-preference){.launcher{transition:transform .2s}}@media print{section{display:none}}`;
  const NARROW = matchMedia("(max-width:520px),(max-height:520px)");

  /** @param {string} tag @param {object} fields @param {(Node | string)[]} children */
  const make = (tag, fields, ...children) => {
    const element = Object.assign(document.createElement(tag), fields);
    element.append(...children);
    return element;
  };
  const icon = () => {
    const [svg, path] = ["svg", "path"].map((tag) => document.createElementNS("http://www.w3.org/2000/svg", tag));
    svg.setAttribute("viewBox", "0 0 32 32");
    svg.setAttribute("aria-hidden", "true");
    path.setAttribute("d", "M5 4h22a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3H15l-7 6v-6H5a3 3 0 0 1-3-3V7a3 3 0 0 1 3-3zm3 6v2h16v-2zm0 6v2h10v-2z");
    svg.append(path);
    return svg;
  };
  const isEscape = (/** @type {KeyboardEvent} */ event) =>
    event.key === "Escape" && !event.isComposing && !event.defaultPrevented;
  const warn = (/** @type {string} */ text) => console.warn(`guidebot-chat: ${text}`);
  const languageOf = (/** @type {string} */ tag) =>
    /^(yue|zh-(hant|tw|hk|mo))/i.test(tag) ? "zh-Hant" : /^zh/i.test(tag) ? "zh-Hans" : "en";

  /** Returns a colour on which white text has a contrast of 4.5 or more (WCAG 2.2, 1.4.3). */
  const legible = (/** @type {string} */ color) => {
    if (!/^#[0-9a-f]{6}$/i.test(color)) return warn(`color "${color}" is not like ${COLOR}, which is used.`), COLOR;
    const [red, green, blue] = [1, 3, 5].map((place) => parseInt(color.slice(place, place + 2), 16) / 255)
      .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
    const contrast = 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05);
    if (contrast >= 4.5) return color;
    return warn(`color "${color}" has a contrast of ${contrast.toFixed(1)} with white text, 4.5 is needed; ${COLOR} is used.`), COLOR;
  };

  class GuidebotChat extends HTMLElement {
    connectedCallback() {
      const named = (/** @type {string} */ name) => this.getAttribute(name)?.trim() ?? "";
      const lang = languageOf(named("lang") || document.documentElement.lang);
      const [ask, close, opening, blocked, elsewhere] = WORDS[lang];
      this.label ??= named("title") || ask;
      this.removeAttribute("title"); // Else the browser shows it once more, as a tooltip.
      this.question = named("question");
      const query = new URLSearchParams({ lang });
      if (named("region")) query.set("region", named("region"));
      this.address = `${bot}/widget?${query}`;
      Object.assign(this, { opening, blocked });
      const side = named("position") || "right";
      if (!["left", "right"].includes(side)) warn(`position "${side}" is not left or right; right is used.`);

      const link = make("a", { href: `${bot}/?${query}`, target: "_blank", rel: "noopener", textContent: elsewhere });
      this.note = make("p", { role: "status" });
      this.frame = make("iframe", { title: this.label, allow: "microphone; clipboard-write", referrerPolicy: "no-referrer" });
      this.heading = make("div", { tabIndex: -1, textContent: this.label });
      const bar = make("div", { className: "bar" }, this.heading, make("button", { type: "button", textContent: close, onclick: () => this.close() }));
      this.body = make("div", { className: "body" }, make("div", { className: "note" }, this.note, link), this.frame);
      this.dialog = make("dialog", { ariaLabel: this.label }, bar, this.body);
      this.launcher = make("button", { type: "button", className: "launcher", ariaHasPopup: "dialog", onclick: () => this.open() }, icon(), this.label);
      const section = make("section", { lang, ariaLabel: this.label, className: side === "left" ? side : "right" }, this.launcher, this.dialog);
      section.style.setProperty("--color", legible(named("color") || COLOR));
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(CSS); // Fails in browsers that are too old, and then the link in the page stays.
      const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
      root.adoptedStyleSheets = [sheet];
      root.replaceChildren(section);
      this.listen();
    }

    listen() {
      const { signal } = (this.ends = new AbortController());
      const look = () => requestAnimationFrame(() => this.tuck());
      addEventListener("message", (event) => this.receive(event), { signal });
      addEventListener("keydown", (event) => isEscape(event) && this.close(), { signal });
      for (const name of ["focusin", "focusout", "scroll", "resize"]) addEventListener(name, look, { signal, capture: true });
      NARROW.addEventListener("change", () => this.dialog.open && (this.dialog.close(), this.show()), { signal });
      this.dialog.addEventListener("cancel", (/** @type {Event} */ event) => (event.preventDefault(), this.close()));
      this.frame.addEventListener("load", () => this.frame.src && this.greet());
    }

    disconnectedCallback() {
      this.ends.abort();
      clearTimeout(this.timer);
    }

    open() {
      if (this.state !== "ready") {
        this.setState("");
        this.note.textContent = this.opening;
        this.frame.src = this.address;
        this.wait(LOADING);
      }
      this.launcher.hidden = true;
      this.show();
    }

    /** On a small screen the chat covers the page, so the page behind it must not take the focus. */
    show() {
      NARROW.matches ? this.dialog.showModal() : this.dialog.show();
      this.heading.focus();
    }

    close() {
      if (!this.dialog.open) return;
      const hadFocus = this.shadowRoot.activeElement;
      this.launcher.hidden = false;
      this.dialog.close();
      if (hadFocus) this.launcher.focus();
    }

    greet() {
      this.frame.contentWindow.postMessage({ guidebot: VERSION, type: "ready", question: this.question }, bot);
      this.wait(ANSWERING);
    }

    /** @param {number} milliseconds after which a chat that has not answered counts as refused */
    wait(milliseconds) {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => {
        this.setState("refused");
        this.note.textContent = this.blocked;
        warn(`${bot} did not answer. Does its GUIDEBOT_FRAME_ANCESTORS name ${location.origin}?`);
      }, milliseconds);
    }

    /** @param {"" | "ready" | "refused"} state ready shows the frame, else there is the link */
    setState(state) {
      this.state = state;
      this.body.className = `body ${state}`;
    }

    /** @param {MessageEvent} event counts only if the chat's own frame sent it */
    receive({ data, origin, source }) {
      if (origin !== bot || source !== this.frame.contentWindow || data?.guidebot !== VERSION) return;
      if (data.type === "ready") {
        clearTimeout(this.timer);
        this.setState("ready");
        this.question = ""; // Only the first page of the chat gets it.
      }
      if (data.type === "resize" && data.height > 0) this.body.style.setProperty("--height", `${Math.min(data.height, 2000)}px`);
      if (data.type === "close") this.close();
    }

    /** Moves the launcher out of the way of what has the focus in the page. */
    tuck() {
      const focused = document.activeElement ?? document.body;
      const [it, own] = [focused, this.launcher.parentElement].map((element) => element.getBoundingClientRect());
      const meets = it.left < own.right && it.right > own.left && it.top < own.bottom && it.bottom > own.top;
      this.launcher.classList.toggle("tucked", meets && focused !== this && it.height < innerHeight / 2);
    }
  }
  customElements.get("guidebot-chat") ?? customElements.define("guidebot-chat", GuidebotChat);
})();
