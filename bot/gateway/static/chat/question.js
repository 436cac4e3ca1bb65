/**
 * A question over the chat that wants a yes or a no before anything else.
 */

import { el } from "./dom.js";

/**
 * @param {HTMLElement} over what it covers; it cannot be reached meanwhile
 * @param {{title: string, text: string, yes: string, no: string}} words
 * @returns {Promise<boolean>}
 */
export function ask(over, { title, text, yes, no }) {
  const root = over.getRootNode();
  const before = root.activeElement;
  const behind = [...over.children];
  return new Promise((answer) => {
    const end = (agreed) => {
      veil.remove();
      for (const one of behind) one.inert = false;
      before?.focus();
      answer(agreed);
    };
    const key = (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      end(false);
    };
    const stay = el("button", { type: "button", on: { click: () => end(false) } }, no);
    const go = el(
      "button",
      { type: "button", class: "primary", on: { click: () => end(true) } },
      yes,
    );
    const veil = el(
      "div",
      { class: "veil", on: { keydown: key } },
      el(
        "div",
        {
          class: "question",
          role: "alertdialog",
          "aria-modal": "true",
          "aria-labelledby": "question",
          "aria-describedby": "consequence",
        },
        el("h2", { id: "question" }, title),
        el("p", { id: "consequence" }, text),
        el("div", { class: "buttons" }, stay, go),
      ),
    );
    for (const one of behind) one.inert = true;
    over.append(veil);
    stay.focus();
  });
}
