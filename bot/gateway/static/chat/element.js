/**
 * `<returns-chat>`: the chat as an element of any page.
 *
 *   <returns-chat></returns-chat>            a launcher in the corner that opens a panel
 *   <returns-chat inline></returns-chat>     a part of the page
 *
 * Attributes: `language`, `customer-token` (of the shop's login), `service` (address of the service;
 * default: where the script came from), `theme` (light or dark; default: as the browser), `open`.
 * Its looks follow the custom properties `--returns-chat-…` and the `::part()`s named in the code.
 * It tells the page by the events `returns-chat-open`, `returns-chat-close` and
 * `returns-chat-unread` (with the number as `detail`).
 */

import { Composer } from "./composer.js";
import { Conversation } from "./conversation.js";
import { el, reachable } from "./dom.js";
import { icon, mark } from "./icons.js";
import { Draft, Kept } from "./kept.js";
import { Log } from "./log.js";
import { Menu } from "./menu.js";
import { ask } from "./question.js";
import { Service } from "./service.js";
import { sheet } from "./style.js";
import { Words } from "./words.js";

const WORDS_AGAIN = 5_000;
/** Below this the panel takes the whole screen. */
const PHONE = "(max-width: 519px), (max-height: 479px)";

let scriptOrigin = location.origin;

/** @param {string} origin where the script came from: the service, unless the element says otherwise */
export function define(origin) {
  scriptOrigin = origin;
  if (!customElements.get("returns-chat")) customElements.define("returns-chat", ReturnsChat);
}

export class ReturnsChat extends HTMLElement {
  static observedAttributes = ["language", "open", "inline", "dir"];

  /** @type {Words | null} */
  words = null;
  #built = false;

  constructor() {
    super();
    this.attachShadow({ mode: "open" }).adoptedStyleSheets = [sheet];
    this.phone = window.matchMedia(PHONE);
  }

  connectedCallback() {
    const base = this.getAttribute("service") || scriptOrigin;
    this.service = new Service(base);
    this.kept = new Kept(this.service.base.href);
    this.draft = new Draft(this.service.base.href);
    this.conversation = new Conversation(this.service, this.kept, () => ({
      locale: this.words?.language ?? this.#wantedLanguage(),
      customerToken: this.getAttribute("customer-token"),
    }));
    this.conversation.addEventListener("change", () => this.#show());
    this.conversation.addEventListener("words", ({ detail }) => this.#speak(detail));
    this.#build();
    this.#useWords(this.kept.get("words"));
    this.#speak(this.kept.credentials?.language ?? this.#wantedLanguage());
    this.leaving = new AbortController();
    const { signal } = this.leaving;
    document.addEventListener("visibilitychange", () => this.#seen(), { signal });
    window.addEventListener("focus", () => this.#seen(), { signal });
    this.phone.addEventListener("change", () => this.#fit(), { signal });
    window.visualViewport?.addEventListener("resize", () => this.#fit(), { signal });
    if (this.draft.get("open") && !this.inline) this.setAttribute("open", "");
    this.#openOrClosed();
    // A conversation that began earlier goes on in the background, for the badge.
    if (this.visible || this.conversation.known) this.conversation.start();
    this.#followPage();
  }

  disconnectedCallback() {
    this.leaving.abort();
    this.conversation.end();
    this.#lockPage(false);
    this.#built = false;
    this.shadowRoot.replaceChildren();
  }

  attributeChangedCallback(name, before, now) {
    if (!this.#built || before === now) return;
    if (name === "language" && now) this.#choose(now);
    else if (name === "dir") this.#direct();
    else this.#openOrClosed();
  }

  get inline() {
    return this.hasAttribute("inline");
  }

  /** The messages are in view. */
  get visible() {
    return this.inline || this.hasAttribute("open");
  }

  show() {
    this.setAttribute("open", "");
    this.composer.field.focus();
  }

  hide() {
    this.removeAttribute("open");
    this.launcher.focus();
  }

  // Building

  #build() {
    const around = {
      service: this.service,
      act: this.#actions(),
      moved: () => this.log.show(this.conversation),
    };
    Object.defineProperty(around, "words", { get: () => this.words });
    this.log = new Log(around);
    this.composer = new Composer({
      draft: this.draft,
      words: () => this.words,
      say: (text, photos) => this.conversation.say(text, photos),
      upload: (blob, progress, signal) => this.#upload(blob, progress, signal),
    });
    this.menu = new Menu();
    this.badge = el("span", { class: "badge", part: "badge", "aria-hidden": "true", hidden: true });
    this.launcherWords = el("span", { class: "words" });
    this.launcher = el(
      "button",
      {
        type: "button",
        class: "launcher",
        part: "launcher",
        "aria-haspopup": "dialog",
        on: { click: () => this.show() },
      },
      mark(),
      this.launcherWords,
      this.badge,
    );
    this.heading = el("h2", { id: "title", dir: "auto" });
    this.subheading = el("p", { dir: "auto" });
    this.closing = el(
      "button",
      { type: "button", class: "round quiet close", on: { click: () => this.hide() } },
      icon("shrink"),
    );
    this.notice = el("p", { class: "notice", part: "notice", role: "status", dir: "auto" });
    this.failure = el("p", { class: "notice failure", role: "alert", dir: "auto" });
    this.whoTypes = el("p", { class: "spoken", role: "status" });
    this.panel = el(
      "section",
      { class: "panel", part: "panel", "aria-labelledby": "title" },
      el(
        "div",
        { class: "head", part: "header" },
        el("span", { class: "face" }, mark()),
        el("div", { class: "titles" }, this.heading, this.subheading),
        this.menu.button,
        this.closing,
        this.menu.list,
      ),
      this.notice,
      this.failure,
      el("div", { class: "middle" }, this.log.node, this.log.jump),
      this.whoTypes,
      this.composer.node,
    );
    this.panel.addEventListener("keydown", (event) => this.#key(event));
    this.#takeDrops();
    this.root = el("div", { class: "root", hidden: true }, this.launcher, this.panel);
    this.shadowRoot.replaceChildren(this.root);
    this.#built = true;
  }

  /** @returns {import("./bubble.js").Actions} */
  #actions() {
    const answered =
      (work) =>
      (...given) => {
        work(...given);
        // The buttons are gone with their question: the focus goes to where one answers next, but
        // without bringing up the keyboard of a phone.
        const touch = window.matchMedia("(pointer: coarse)").matches;
        (touch ? this.log.node : this.composer.field).focus();
      };
    return {
      press: answered((button) => this.conversation.press(button)),
      pick: answered((submit, selected, shown) => this.conversation.pick(submit, selected, shown)),
      tryAgain: answered((id) => this.conversation.tryAgain(id)),
      drop: answered((id) => this.conversation.drop(id)),
      edit: (entry) => {
        this.conversation.drop(entry.id);
        this.composer.edit(entry.send.text);
      },
      photo: (camera) => this.composer.choose(camera),
    };
  }

  #takeDrops() {
    this.panel.addEventListener("dragover", (event) => {
      if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
    });
    this.panel.addEventListener("drop", (event) => {
      if (!event.dataTransfer?.files.length) return;
      event.preventDefault();
      this.composer.photos.add(event.dataTransfer.files);
    });
  }

  async #upload(blob, progress, signal) {
    await this.conversation.start();
    const file = await this.service.upload(this.conversation.credentials, blob, progress, signal);
    return { ...file, url: this.service.address(file.url) };
  }

  // Words

  #wantedLanguage() {
    return this.getAttribute("language") || document.documentElement.lang || navigator.language;
  }

  /** A shopper who turns the shop to another language means the conversation too. */
  async #followPage() {
    const language = this.getAttribute("language");
    const before = this.kept.get("page language");
    if (language) this.kept.set("page language", language);
    if (!language || !before || language === before || !this.conversation.known) return;
    await this.conversation.start();
    await this.#choose(language);
  }

  /** The page's words in that language, as soon as they can be had. */
  async #speak(language) {
    this.speaking = language;
    if (this.words?.language === language) return;
    for (;;) {
      try {
        const given = await this.service.words(language);
        if (this.speaking !== language || !this.isConnected) return;
        this.kept.set("words", given);
        this.#useWords(given);
        return;
      } catch {
        await new Promise((done) => setTimeout(done, WORDS_AGAIN));
        if (this.speaking !== language || !this.isConnected) return;
      }
    }
  }

  #useWords(given) {
    if (!given) return;
    this.words = new Words(given);
    this.root.hidden = false;
    this.root.lang = this.words.language;
    this.#direct();
    const say = (name) => this.words.say(name);
    this.heading.textContent = say("widget.title");
    this.launcherWords.textContent = say("widget.title");
    for (const button of [this.closing]) {
      button.setAttribute("aria-label", say("widget.close"));
      button.title = say("widget.close");
    }
    this.composer.show();
    this.#showMenu(say);
    this.#show();
  }

  /** A page may set `dir` on the element itself; otherwise the language decides. */
  #direct() {
    this.root.dir = this.getAttribute("dir") || this.words?.direction || "auto";
  }

  #showMenu(say) {
    const things = [
      { title: say("widget.talk_to_person"), drawing: "person", does: () => this.#wantPerson() },
      { title: say("widget.transcript"), drawing: "save", does: () => this.#saveTranscript() },
      { title: say("widget.start_over"), drawing: "again", does: () => this.#startOver() },
    ];
    const languages = this.words.languages.map(({ code, name }) => ({
      title: name,
      lang: code,
      checked: code === this.words.language,
      does: () => this.#choose(code),
    }));
    this.menu.show(say("widget.menu"), [
      { items: things },
      { label: say("widget.language"), items: languages },
    ]);
  }

  async #choose(language) {
    // A page may ask for "de-AT": what we have for it is the service's to say. It is told before the
    // words are fetched, since what the conversation spoke before may be heard in the meantime.
    const given = await this.service.words(language).catch(() => null);
    const ours = given?.language ?? language;
    await this.conversation.speak(ours);
    await this.#speak(ours);
  }

  #wantPerson() {
    this.conversation.say(this.words.say("widget.talk_to_person"));
  }

  async #saveTranscript() {
    try {
      const text = await this.service.transcript(
        this.conversation.credentials,
        this.words.language,
      );
      const href = URL.createObjectURL(text);
      el("a", { href, download: `${this.words.say("widget.transcript_file")}.txt` }).click();
      setTimeout(() => URL.revokeObjectURL(href), 10_000);
      this.failure.textContent = "";
    } catch {
      this.failure.textContent = this.words.say("widget.transcript_failed");
      setTimeout(() => (this.failure.textContent = ""), 10_000);
    }
  }

  async #startOver() {
    const { words } = this;
    const agreed = await ask(this.panel, {
      title: words.say("widget.start_over_title"),
      text: words.say("widget.start_over_text"),
      yes: words.say("widget.start_over_yes"),
      no: words.say("widget.start_over_no"),
    });
    if (!agreed) return;
    this.composer.clear();
    this.log.newsAfter = null;
    this.conversation.startOver();
    this.composer.field.focus();
  }

  // Showing

  #show() {
    if (!this.words || !this.#built) return;
    this.#seen();
    this.log.show(this.conversation);
    this.#showState();
    this.#showUnread();
  }

  #showState() {
    const { words, conversation } = this;
    const { holder, ready, line, unreachable, typing } = conversation;
    const person = holder === "person";
    const down = unreachable || line.state === "down";
    const notice = down
      ? words.say("widget.offline")
      : line.up && !ready && !person
        ? words.say("widget.starting")
        : "";
    setText(this.notice, notice);
    this.notice.classList.toggle("down", down);
    setText(this.subheading, words.say(person ? "widget.with_person" : "widget.subtitle"));
    this.panel.classList.toggle("person", person);
    setText(this.whoTypes, typing && !person && this.visible ? words.say("widget.typing") : "");
  }

  #showUnread() {
    const { unread } = this.conversation;
    this.badge.hidden = unread === 0;
    setText(this.badge, unread > 99 ? "99+" : this.words.number(unread));
    const count = this.words.number(unread);
    const news = unread ? `, ${this.words.say("widget.unread", { count })}` : "";
    this.launcher.setAttribute("aria-label", this.words.say("widget.title") + news);
    if (unread === this.toldUnread) return;
    this.toldUnread = unread;
    this.#tell("returns-chat-unread", unread);
  }

  /** What is in view of a page that is looked at is read. */
  #seen() {
    if (!this.visible || document.visibilityState !== "visible") return;
    this.conversation.markRead();
  }

  #openOrClosed() {
    const { visible, inline } = this;
    this.launcher.hidden = visible;
    this.panel.hidden = !visible;
    this.root.classList.toggle("inline", inline);
    this.closing.hidden = inline;
    this.panel.setAttribute("role", inline ? "region" : "dialog");
    this.#fit();
    if (visible === this.wasVisible) return;
    if (visible) this.#opened();
    else if (this.wasVisible) this.#closed();
    this.wasVisible = visible;
  }

  #opened() {
    const { conversation, log } = this;
    log.newsAfter = conversation.unread && conversation.read ? conversation.read : null;
    log.atEnd = true;
    this.draft.set("open", this.inline ? null : true);
    conversation.start();
    this.#show();
    this.composer.show();
    this.#tell("returns-chat-open");
  }

  #closed() {
    this.draft.set("open", null);
    this.menu.toggle(false);
    this.#tell("returns-chat-close");
  }

  /** On a phone the panel is the screen, as much of it as the keyboard leaves. */
  #fit() {
    const full = this.phone.matches && this.visible && !this.inline;
    this.panel.setAttribute("aria-modal", String(full));
    if (!full) this.panel.removeAttribute("aria-modal");
    this.#lockPage(full);
    const view = window.visualViewport;
    if (full && view) {
      this.panel.style.setProperty("--_seen", `${view.height}px`);
      this.panel.style.setProperty("--_above", `${view.offsetTop}px`);
    }
  }

  /** The page behind a full screen does not scroll along. */
  #lockPage(lock) {
    const { style } = document.documentElement;
    if (lock === (this.unlocked !== undefined)) return;
    if (lock) {
      this.unlocked = style.overflow;
      style.overflow = "hidden";
    } else {
      style.overflow = this.unlocked;
      this.unlocked = undefined;
    }
  }

  #key(event) {
    if (event.key === "Escape" && !this.inline) {
      event.stopPropagation();
      this.hide();
    } else if (event.key === "Tab" && this.panel.getAttribute("aria-modal")) {
      this.#stayWithin(event);
    }
  }

  #stayWithin(event) {
    const all = reachable(this.panel);
    const here = this.shadowRoot.activeElement;
    const [edge, other] = event.shiftKey ? [all[0], all.at(-1)] : [all.at(-1), all[0]];
    if (here !== edge) return;
    event.preventDefault();
    other.focus();
  }

  #tell(name, detail = null) {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true }));
  }
}

/** Live regions are read out when their text is set, even to the same one. */
function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}
