/**
 * The conversation as the page knows it: the messages so far, the sends on their way, and the
 * state around them. It survives reloads, other tabs, lost lines and restarted servers.
 *
 * It fires `change` whenever there is something new to show, and `words` when the language of the
 * page should follow that of the conversation.
 */

import { Line } from "./line.js";

/** @typedef {import("./kept.js").Entry} Entry */
/** @typedef {import("./kept.js").Credentials} Credentials */
/** @typedef {"kept" | "sending" | "waiting" | "failed"} EntryState */

const ANSWER_WITHIN = 10_000;
/** Time for the tab that made a send to get it through, before another tab does. */
const OTHERS_FIRST = 5_000;
const BEGIN_AGAIN = [1_000, 3_000, 8_000, 20_000];
const GONE_PAUSE = 10_000;
const TYPING_AT_MOST = 60_000;

export class Conversation extends EventTarget {
  /** @type {Credentials | null} */
  credentials = null;
  /** @type {any[]} in the order of `seq` */
  messages = [];
  /** @type {"assistant" | "person"} */
  holder = "assistant";
  ready = true;
  typing = false;
  /** Everything of the past is here, so that what comes now is news. */
  loaded = false;
  /** The earlier conversation was not known any more, and this one has taken its place. */
  replaced = false;
  /** No conversation could be begun so far. */
  unreachable = false;
  typingSince = 0;

  /** @type {Map<string, Entry>} */
  #entries = new Map();
  /** @type {Map<string, Entry>} accepted, but not yet seen as messages */
  #accepted = new Map();
  /** @type {Map<string, number>} since when a send is on its way */
  #sent = new Map();
  /** @type {Map<string, number>} sends of other tabs, and when we noticed them */
  #noticed = new Map();
  #pausedUntil = 0;
  #beginning = null;
  #changed = false;
  #started = false;
  #ended = false;
  #lastMade = 0;
  #goneAt = 0;
  #timers = new Set();

  /**
   * @param {import("./service.js").Service} service
   * @param {import("./kept.js").Kept} kept
   * @param {() => {locale: string, customerToken: string | null}} shopper
   */
  constructor(service, kept, shopper) {
    super();
    this.service = service;
    this.kept = kept;
    this.shopper = shopper;
    this.line = new Line(service, {
      after: () => this.last,
      heard: (frame) => this.#heard(frame),
      changed: (state) => this.#lineChanged(state),
      gone: () => this.#gone(),
    });
    this.unlisten = kept.listen((name) => this.#otherTab(name));
    this.#every(2_000, () => this.#lookAgain());
  }

  /** Is there one that began on an earlier page? */
  get known() {
    return this.kept.credentials !== null;
  }

  get last() {
    return this.messages.at(-1)?.seq ?? 0;
  }

  get read() {
    const read = this.kept.get("read");
    return read && read.of === this.credentials?.id ? read.seq : 0;
  }

  get unread() {
    const read = this.read;
    return this.messages.filter((m) => m.seq > read && m.from !== "shopper").length;
  }

  /** Sends that are no messages yet, oldest first. @returns {{entry: Entry, state: EntryState}[]} */
  get outgoing() {
    const shown = new Set(this.messages.map((message) => message.id));
    return [...this.#accepted.values(), ...this.#entries.values()]
      .filter((entry) => !shown.has(entry.id))
      .sort((a, b) => a.made - b.made)
      .map((entry) => ({ entry, state: this.#stateOf(entry) }));
  }

  #stateOf(entry) {
    if (entry.problem !== null) return "failed";
    if (this.#accepted.has(entry.id)) return "waiting";
    return this.line.up && Date.now() >= this.#pausedUntil ? "sending" : "kept";
  }

  // Beginning and ending

  /** Take up the conversation, or begin one. */
  async start() {
    if (this.line.state !== "off" || this.#beginning) return this.#beginning;
    this.#started = true;
    this.#beginning = this.#begin();
    try {
      await this.#beginning;
    } finally {
      this.#beginning = null;
    }
  }

  async #begin() {
    for (const entry of this.kept.entries()) this.#entries.set(entry.id, entry);
    for (let attempt = 0; !this.#ended; attempt += 1) {
      try {
        this.#take(await this.kept.alone(() => this.#credentials()));
        return;
      } catch (problem) {
        const given = problem.retryAfter ? problem.retryAfter * 1000 : 0;
        const pause = Math.max(given, BEGIN_AGAIN[Math.min(attempt, BEGIN_AGAIN.length - 1)]);
        this.unreachable = true;
        this.#change();
        await new Promise((done) => this.#in(pause * (0.75 + Math.random() / 2), done));
      }
    }
  }

  /** The one that a tab has begun in the meantime, or a new one. */
  async #credentials() {
    const kept = this.kept.credentials;
    if (kept) return kept;
    const { locale, customerToken } = this.shopper();
    const { id, token, language } = await this.service.begin(locale, customerToken);
    return (this.kept.credentials = { id, token, language });
  }

  /** @param {Credentials} credentials */
  #take(credentials) {
    this.unreachable = false;
    this.#empty();
    this.credentials = credentials;
    this.#rehome();
    this.#tellLanguage(credentials.language);
    this.#history(credentials);
    this.#change();
  }

  #empty() {
    this.line.close();
    this.messages = [];
    this.loaded = false;
    this.typing = false;
    this.holder = "assistant";
    this.#accepted.clear();
    this.#sent.clear();
  }

  /**
   * What was written for a conversation that is no more goes into the new one. Buttons and photos
   * belong to the old one and mean nothing here.
   */
  #rehome() {
    for (const entry of this.#entries.values()) {
      if (entry.of === this.credentials.id) continue;
      if (entry.of !== null && !entry.send.text) this.#forget(entry.id);
      else {
        const send = entry.of === null ? entry.send : { text: entry.send.text };
        const photos = entry.of === null ? entry.photos : [];
        this.#keep({ ...entry, send, photos, of: this.credentials.id, problem: null });
      }
    }
  }

  /** Where the shopper has chosen a language, the past is shown in it; else as it was said. */
  async #history(credentials) {
    if (credentials.chosen) await this.#readIn(credentials, credentials.chosen).catch(() => {});
    if (this.credentials === credentials && !this.#ended) this.line.open(credentials);
  }

  async #readIn(credentials, language) {
    const { messages } = await this.service.read(credentials, 0, { language });
    if (this.credentials?.id !== credentials.id) return;
    const newer = this.messages.filter((m) => m.seq > (messages.at(-1)?.seq ?? 0));
    this.messages = [...messages, ...newer];
    this.#change();
  }

  async #gone() {
    const { id } = this.credentials;
    this.line.close();
    this.replaced = true;
    await this.kept.alone(async () => {
      // Another tab may have noticed it first, and begun anew already.
      if (this.kept.credentials?.id === id) this.kept.credentials = null;
    });
    // A service that keeps forgetting is not to be asked without pause.
    const soon = Date.now() - this.#goneAt < GONE_PAUSE;
    this.#goneAt = Date.now();
    this.#in(soon ? GONE_PAUSE : 0, () => this.credentials?.id === id && this.#restart());
  }

  #restart() {
    this.#empty();
    this.credentials = null;
    this.#change();
    return this.start();
  }

  /** Forget this conversation, with all that was not sent yet, and begin another. */
  startOver() {
    for (const id of [...this.#entries.keys()]) this.#forget(id);
    this.kept.credentials = null;
    this.replaced = false;
    return this.#restart();
  }

  end() {
    this.#ended = true;
    this.line.close();
    this.unlisten();
    for (const timer of this.#timers) clearTimeout(timer);
  }

  // What the shopper does

  say(text, photos = []) {
    const files = photos.length ? { files: photos.map((photo) => photo.id) } : {};
    this.#add({ ...(text ? { text } : {}), ...files }, text, photos);
  }

  /** @param {{title: string, payload: string}} button */
  press(button) {
    this.#add({ button: button.payload }, button.title);
  }

  /**
   * @param {{title: string, payload: string}} submit
   * @param {{id: string, quantity: number}[]} selected
   * @param {string} shown
   */
  pick(submit, selected, shown) {
    this.#add({ button: submit.payload, selected }, shown);
  }

  tryAgain(id) {
    const entry = this.#entries.get(id);
    if (entry) this.#keep({ ...entry, problem: null });
    this.#pump();
  }

  drop(id) {
    this.#forget(id);
    this.#change();
  }

  #add(send, shown, photos = []) {
    const made = (this.#lastMade = Math.max(Date.now(), this.#lastMade + 1));
    const of = this.credentials?.id ?? null;
    const shownPhotos = photos.map(({ url, name }) => ({ url, name }));
    this.#keep({ id: uuid(), of, made, send, shown, photos: shownPhotos, problem: null });
    this.start();
    this.line.again();
    this.#pump();
  }

  /** @param {string} language in which all of it is shown from now on */
  async speak(language) {
    if (!this.credentials) return;
    this.credentials = { ...this.credentials, language, chosen: language };
    this.kept.credentials = this.credentials;
    const frame = { type: "language", language };
    if (!this.line.send(frame))
      await this.service.speak(this.credentials, language).catch(() => {});
    await this.#readIn(this.credentials, language).catch(() => {});
  }

  markRead() {
    if (!this.credentials || this.last <= this.read) return;
    this.kept.set("read", { of: this.credentials.id, seq: this.last });
    this.line.send({ type: "read", seq: this.last });
    this.#change();
  }

  // Getting sends through

  /** In order. What is on its way already waits for its answer. */
  #pump() {
    const now = Date.now();
    if (this.line.up && now >= this.#pausedUntil) {
      for (const entry of [...this.#entries.values()].sort((a, b) => a.made - b.made)) {
        const others = now - (this.#noticed.get(entry.id) ?? 0) < OTHERS_FIRST;
        if (entry.problem !== null || this.#sent.has(entry.id) || others) continue;
        this.#sent.set(entry.id, now);
        this.line.send({ type: "send", id: entry.id, ...entry.send });
      }
    }
    this.#change();
  }

  /** An answer that got lost is asked for again: the same id changes nothing twice. */
  #lookAgain() {
    if (!this.#entries.size && !this.typing) return;
    const now = Date.now();
    for (const [id, since] of this.#sent) if (now - since > ANSWER_WITHIN) this.#sent.delete(id);
    if (this.typing && now - this.typingSince > TYPING_AT_MOST) this.typing = false;
    this.#pump();
  }

  /** @param {Entry} entry */
  #keep(entry) {
    this.#entries.set(entry.id, entry);
    this.kept.keep(entry);
  }

  #forget(id) {
    this.#entries.delete(id);
    this.#sent.delete(id);
    this.#noticed.delete(id);
    this.kept.drop(id);
  }

  // What is heard

  #heard(frame) {
    switch (frame.type) {
      case "hello":
        this.ready = frame.ready;
        this.holder = frame.holder;
        this.loaded = true;
        this.#tellLanguage(frame.language);
        break;
      case "message":
        this.#message(frame.message);
        break;
      case "accepted":
        this.#wasAccepted(frame.id);
        break;
      case "refused":
        this.#wasRefused(frame.id, frame.problem ?? {});
        break;
      case "typing":
        this.typing = frame.on;
        this.typingSince = Date.now();
        break;
      case "ready":
        this.ready = frame.ready;
        break;
      case "holder":
        this.holder = frame.holder;
        break;
      case "language":
        this.#tellLanguage(frame.language);
        break;
    }
    this.#change();
  }

  #message(message) {
    if (this.messages.some((known) => known.seq === message.seq)) return;
    const later = this.messages.findIndex((known) => known.seq > message.seq);
    this.messages.splice(later < 0 ? this.messages.length : later, 0, message);
    this.#accepted.delete(message.id);
    if (this.#entries.has(message.id)) this.#forget(message.id);
    if (message.from !== "shopper") this.typing = false;
  }

  #wasAccepted(id) {
    const entry = this.#entries.get(id);
    if (!entry) return;
    this.#forget(id);
    this.#accepted.set(id, entry);
  }

  #wasRefused(id, problem) {
    const entry = this.#entries.get(id);
    if (!entry) return;
    this.#sent.delete(id);
    if (problem.retry_after || problem.code === "too_many") {
      const pause = (problem.retry_after ?? 5) * 1000;
      this.#pausedUntil = Date.now() + pause;
      this.#sent.clear();
      this.#in(pause + 50, () => this.#pump());
    } else {
      this.#keep({ ...entry, problem: problem.title ?? "" });
    }
  }

  #tellLanguage(language) {
    if (!language || !this.credentials) return;
    if (language !== this.credentials.language) {
      // The conversation has switched by itself: the past stays as it was said.
      this.credentials = { ...this.credentials, language, chosen: undefined };
      this.kept.credentials = this.credentials;
    }
    this.dispatchEvent(new CustomEvent("words", { detail: language }));
  }

  #lineChanged(state) {
    if (state !== "up") {
      this.#sent.clear();
      this.typing = false;
    }
    this.#pump();
  }

  // Other tabs

  #otherTab(name) {
    if (name === "conversation") this.#otherConversation(this.kept.credentials);
    else if (name.startsWith("send ")) this.#otherSend(name.slice("send ".length));
    else this.#change();
  }

  #otherConversation(credentials) {
    if (!this.#started) return;
    if (!credentials) {
      // Another tab began anew; in a moment it says with what.
      this.#empty();
      this.credentials = null;
      this.#change();
    } else if (credentials.id === this.credentials?.id) {
      const { chosen } = credentials;
      const choice = chosen && chosen !== this.credentials.chosen;
      this.credentials = credentials;
      if (choice) this.#readIn(credentials, chosen).catch(() => {});
    } else {
      this.#take(credentials);
    }
  }

  #otherSend(id) {
    const entry = this.kept.get(`send ${id}`);
    if (entry) {
      this.#entries.set(id, entry);
      this.#noticed.set(id, Date.now());
    } else {
      this.#entries.delete(id);
      this.#sent.delete(id);
    }
    this.#change();
  }

  // Time and news

  /** Several changes in a row are shown once. */
  #change() {
    if (this.#changed || this.#ended) return;
    this.#changed = true;
    queueMicrotask(() => {
      this.#changed = false;
      this.dispatchEvent(new Event("change"));
    });
  }

  #in(milliseconds, work) {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      if (!this.#ended) work();
    }, milliseconds);
    this.#timers.add(timer);
  }

  #every(milliseconds, work) {
    this.#in(milliseconds, () => {
      work();
      this.#every(milliseconds, work);
    });
  }
}

/** Pages without https have no randomUUID. */
function uuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
