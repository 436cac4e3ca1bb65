/**
 * The log of the conversation: who said what, in order, with the days between.
 */

import { Bubble } from "./bubble.js";
import { el } from "./dom.js";
import { icon } from "./icons.js";
import { midnight } from "./words.js";

const NEAR_THE_END = 80;
const SAME_BREATH = 5 * 60_000;

export class Log {
  /** @param {import("./bubble.js").Surroundings} around */
  constructor(around) {
    this.around = around;
    this.list = el("div", { class: "list" });
    this.typing = el(
      "div",
      { class: "row theirs typing", hidden: true },
      el("div", { class: "avatar" }),
      el("div", { class: "dots", "aria-hidden": "true" }, el("i"), el("i"), el("i")),
    );
    this.node = el(
      "div",
      { class: "log", part: "log", role: "log", tabindex: "0" },
      this.list,
      this.typing,
    );
    this.jump = el(
      "button",
      { type: "button", class: "jump", hidden: true, on: { click: () => this.toEnd() } },
      icon("down"),
    );
    this.rows = new Map();
    this.atEnd = true;
    this.newsAfter = null;
    this.node.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    const size = new ResizeObserver(() => this.#settle());
    size.observe(this.node);
    size.observe(this.list);
  }

  /** @param {import("./conversation.js").Conversation} conversation */
  show(conversation) {
    const { words } = this.around;
    this.node.setAttribute("aria-label", words.say("widget.messages"));
    this.jump.setAttribute("aria-label", words.say("widget.jump"));
    // What was said before the page was opened is no news to be read out.
    this.node.setAttribute("aria-busy", String(!conversation.loaded));
    this.node.classList.toggle("settled", conversation.loaded);
    const lines = linesOf(conversation);
    const mine = lines.findLast((line) => line.from === "shopper")?.key;
    const spoke = mine !== undefined && mine !== this.mine && this.mine !== null;
    this.mine = mine ?? null;
    this.#draw(this.#items(conversation, lines));
    this.typing.hidden = !conversation.typing || conversation.holder === "person";
    if (spoke) this.atEnd = true;
    this.#settle();
  }

  /** Keep the newest in view, unless the shopper is reading further up. */
  #settle() {
    if (this.atEnd) this.node.scrollTop = this.node.scrollHeight;
    this.#scrolled();
  }

  #scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.node;
    this.atEnd = scrollHeight - scrollTop - clientHeight < NEAR_THE_END;
    this.jump.hidden = this.atEnd;
  }

  toEnd() {
    this.atEnd = true;
    this.#settle();
    this.node.focus();
  }

  #items(conversation, lines) {
    const { words } = this.around;
    const items = [];
    let day = null;
    let news = this.newsAfter;
    if (conversation.replaced) items.push(note("replaced", words.say("widget.new_conversation")));
    for (const line of lines) {
      const midday = midnight(new Date(line.at));
      if (midday !== day) items.push(note(`day ${(day = midday)}`, words.day(line.at), "day"));
      if (news !== null && line.seq > news && line.from !== "shopper") {
        items.push(note("news", words.say("widget.new_messages"), "news"));
        news = null;
      }
      items.push({ key: line.key, make: () => new Bubble(), line });
    }
    return items;
  }

  /** Only what is new is put in, and only what is gone taken out. */
  #draw(items) {
    const keys = new Set(items.map((item) => item.key));
    for (const [key, row] of this.rows) {
      if (keys.has(key)) continue;
      row.node.remove();
      this.rows.delete(key);
    }
    let before = null;
    for (const item of items) {
      const row = this.rows.get(item.key) ?? item.make();
      this.rows.set(item.key, row);
      row.show(item.line, this.around);
      const place = before ? before.nextSibling : this.list.firstChild;
      if (row.node !== place) this.list.insertBefore(row.node, place);
      before = row.node;
    }
  }
}

function note(key, text, kind = "") {
  return { key, line: text, make: () => new Note(kind) };
}

class Note {
  constructor(kind) {
    this.node = el("div", { class: `note ${kind}` }, el("span", { dir: "auto" }));
  }

  show(text) {
    if (this.node.firstChild.textContent !== text) this.node.firstChild.textContent = text;
  }
}

/**
 * Messages and sends in one row.
 * @returns {(import("./bubble.js").Line & {seq: number})[]}
 */
function linesOf(conversation) {
  const lines = [
    ...conversation.messages.map((message) => ({
      ...message,
      key: message.from === "shopper" ? message.id : `seq ${message.seq}`,
      text: message.text ?? "",
      attachments: message.attachments ?? [],
    })),
    ...conversation.outgoing.map(({ entry, state }) => ({
      key: entry.id,
      seq: Infinity,
      from: "shopper",
      at: new Date(entry.made).toISOString(),
      language: null,
      text: entry.shown,
      attachments: entry.photos.map((photo) => ({ kind: "photo", ...photo })),
      state: state === "waiting" && !conversation.ready ? "starting" : state,
      entry,
    })),
  ];
  // The shopper's last word answers all questions before it; a failed send answers nothing.
  const answered = lines.findLastIndex((l) => l.from === "shopper" && l.state !== "failed");
  return lines.map((line, i) => ({
    ...line,
    live: i > answered && line.from !== "shopper",
    first: !together(lines[i - 1], line),
    last: !together(line, lines[i + 1]),
    state:
      line.state ?? (i === answered ? settled(conversation, i === lines.length - 1) : undefined),
  }));
}

function settled(conversation, unanswered) {
  if (!unanswered || conversation.holder === "person") return "sent";
  return conversation.ready ? "sent" : "starting";
}

function together(one, other) {
  if (!one || !other || one.from !== other.from) return false;
  return new Date(other.at) - new Date(one.at) < SAME_BREATH;
}
