/**
 * One message in the log. Its parts are drawn anew only when they have changed, so that nothing
 * flickers, loses the focus, or is read out a second time.
 */

import { choosing, chosenFrom } from "./choices.js";
import { el, linked, spoken } from "./dom.js";
import { icon, mark } from "./icons.js";
import { attachments, timeline } from "./papers.js";

/**
 * @typedef {object} Surroundings what a message needs to be drawn
 * @property {import("./words.js").Words} words
 * @property {import("./service.js").Service} service
 * @property {Actions} act
 * @property {() => void} moved something has changed its height after it was drawn
 */

/**
 * @typedef {object} Actions
 * @property {(button: {title: string, payload: string}) => void} press
 * @property {(submit: any, selected: {id: string, quantity: number}[], shown: string) => void} pick
 * @property {(id: string) => void} tryAgain
 * @property {(entry: import("./kept.js").Entry) => void} edit
 * @property {(id: string) => void} drop
 * @property {(camera: boolean) => void} photo
 */

/**
 * @typedef {object} Line a message or a send, the same for both
 * @property {string} key
 * @property {"shopper" | "assistant" | "agent" | "system"} from
 * @property {string} at
 * @property {string | null} language
 * @property {string} text
 * @property {any[]} attachments
 * @property {any} [timeline]
 * @property {any} [choices]
 * @property {any[]} [buttons]
 * @property {string | null} [wants]
 * @property {boolean} live its buttons and choices still wait for the shopper
 * @property {boolean} first of several by the same side
 * @property {boolean} last of several by the same side
 * @property {string} [state] of a send, or of the shopper's newest message
 * @property {import("./kept.js").Entry} [entry] the send, as long as it is one
 */

const SENDERS = {
  shopper: "widget.you",
  assistant: "widget.assistant",
  agent: "widget.agent",
  system: "widget.system",
};

export class Bubble {
  constructor() {
    this.avatar = el("div", { class: "avatar", "aria-hidden": "true" });
    this.said = el("div", { class: "said" });
    this.answers = el("div", { class: "answers" });
    this.foot = el("div", { class: "foot" });
    this.node = el(
      "div",
      {},
      this.avatar,
      el("div", { class: "stack" }, this.said, this.answers, this.foot),
    );
    this.versions = {};
  }

  /**
   * @param {Line} line
   * @param {Surroundings} around
   */
  show(line, around) {
    const { words } = around;
    const side = line.from === "shopper" ? "mine" : line.from === "system" ? "aside" : "theirs";
    const classes = `row ${side} ${line.from}${line.first ? " first" : ""}${line.last ? " last" : ""}`;
    if (this.node.className !== classes) this.node.className = classes;
    const { language } = words;
    this.#part("avatar", [line.from, line.first], () =>
      line.first && side === "theirs" ? [line.from === "agent" ? icon("person") : mark()] : [],
    );
    const { text, attachments: papers, timeline: steps } = line;
    this.#part("said", [language, line.from, text, papers.map((p) => p.name), steps], () =>
      said(line, around),
    );
    const { choices, buttons, wants, live } = line;
    this.#part("answers", [language, choices, buttons, wants, live], () => answers(line, around));
    const { at, last, state, entry } = line;
    this.#part("foot", [language, at, last, state, entry?.problem], () => foot(line, around));
  }

  #part(name, facts, draw) {
    const version = JSON.stringify(facts);
    if (this.versions[name] === version) return;
    this.versions[name] = version;
    this[name].replaceChildren(...draw().filter(Boolean));
  }
}

function said(line, around) {
  const { from, text, language } = line;
  const sender = spoken(`${around.words.say(SENDERS[from])}: `);
  const body = from === "shopper" ? [text] : linked(text);
  return [
    ...(line.from === "shopper" ? attachments(line.attachments, around) : []),
    text
      ? el(
          "div",
          { class: "bubble", part: `bubble ${from}`, dir: "auto", lang: language },
          sender,
          ...body,
        )
      : sender,
    line.timeline && timeline(line.timeline, around),
    ...(line.from === "shopper" ? [] : attachments(line.attachments, around)),
  ];
}

function answers({ key, choices, buttons = [], wants, live }, around) {
  const { words, act } = around;
  if (!live) return [choices && chosenFrom(choices, around)];
  return [
    choices && choosing(choices, around, key),
    wants === "photo" &&
      el(
        "div",
        { class: "buttons wants" },
        el(
          "button",
          { type: "button", class: "camera-only primary", on: { click: () => act.photo(true) } },
          icon("camera"),
          words.say("widget.take_photo"),
        ),
        el(
          "button",
          { type: "button", on: { click: () => act.photo(false) } },
          icon("picture"),
          words.say("widget.choose_photo"),
        ),
      ),
    buttons.length > 0 &&
      el(
        "div",
        { class: "buttons" },
        ...buttons.map((button) =>
          el(
            "button",
            { type: "button", part: "button", dir: "auto", on: { click: () => act.press(button) } },
            button.title,
          ),
        ),
      ),
  ];
}

const STATES = {
  kept: ["clock", "widget.state_kept"],
  sending: ["clock", "widget.state_sending"],
  waiting: ["check", "widget.state_waiting"],
  starting: ["clock", "widget.state_starting"],
  sent: ["check", "widget.state_sent"],
  failed: ["warning", "widget.state_failed"],
};

function foot(line, around) {
  const { at, last, state, entry } = line;
  const { words, act } = around;
  const [drawing, word] = STATES[state] ?? [];
  const failed = state === "failed";
  return [
    last && line.from !== "system" && el("time", { datetime: at }, words.time(at)),
    state && el("span", { class: `state ${state}` }, icon(drawing), words.say(word)),
    failed && entry.problem && el("span", { class: "problem", dir: "auto" }, entry.problem),
    failed &&
      el(
        "span",
        { class: "rescue" },
        el(
          "button",
          { type: "button", on: { click: () => act.tryAgain(entry.id) } },
          words.say("widget.try_again"),
        ),
        entry.send.text &&
          el(
            "button",
            { type: "button", on: { click: () => act.edit(entry) } },
            words.say("widget.edit"),
          ),
        el(
          "button",
          { type: "button", on: { click: () => act.drop(entry.id) } },
          words.say("widget.discard"),
        ),
      ),
  ];
}
