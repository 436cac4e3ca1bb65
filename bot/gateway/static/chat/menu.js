/**
 * The menu in the head of the chat, after the pattern for menu buttons of the ARIA practices.
 */

import { el } from "./dom.js";
import { icon } from "./icons.js";

/**
 * @typedef {object} Item
 * @property {string} title
 * @property {string} [drawing]
 * @property {string} [lang]
 * @property {boolean} [checked] one of several, of which one holds
 * @property {() => void} does
 */

export class Menu {
  constructor() {
    this.button = el(
      "button",
      {
        type: "button",
        class: "round quiet",
        "aria-haspopup": "menu",
        "aria-expanded": "false",
        "aria-controls": "menu",
        on: { click: () => this.toggle(), keydown: (event) => this.#opens(event) },
      },
      icon("more"),
    );
    this.list = el("div", {
      class: "menu",
      id: "menu",
      part: "menu",
      role: "menu",
      hidden: true,
      on: { keydown: (event) => this.#key(event), focusout: (event) => this.#left(event) },
    });
  }

  /**
   * @param {string} name
   * @param {{label?: string, items: Item[]}[]} groups
   */
  show(name, groups) {
    this.button.setAttribute("aria-label", name);
    this.button.title = name;
    this.list.setAttribute("aria-label", name);
    this.list.replaceChildren(...groups.map((group) => this.#group(group)));
  }

  get open() {
    return !this.list.hidden;
  }

  toggle(open = !this.open) {
    this.list.hidden = !open;
    this.button.setAttribute("aria-expanded", String(open));
    if (open) this.#items[0].focus();
  }

  close() {
    if (!this.open) return;
    this.toggle(false);
    this.button.focus();
  }

  get #items() {
    return [...this.list.querySelectorAll("button")];
  }

  #group({ label, items }) {
    return el(
      "div",
      { role: "group", "aria-label": label },
      label && el("p", { class: "heading", "aria-hidden": "true" }, label),
      ...items.map(({ title, drawing, lang, checked, does }) =>
        el(
          "button",
          {
            type: "button",
            role: checked === undefined ? "menuitem" : "menuitemradio",
            "aria-checked": checked === undefined ? null : String(checked),
            lang,
            tabindex: "-1",
            on: {
              click: () => {
                this.close();
                does();
              },
            },
          },
          drawing ? icon(drawing) : el("span", { class: "icon" }, checked && icon("check")),
          el("span", { dir: "auto" }, title),
        ),
      ),
    );
  }

  #opens(event) {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    this.toggle(true);
    if (event.key === "ArrowUp") this.#items.at(-1).focus();
  }

  #key(event) {
    const items = this.#items;
    const here = items.indexOf(this.list.getRootNode().activeElement);
    const to = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: -1 }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      items.at(to % items.length).focus();
    } else if (event.key === "Escape") {
      event.stopPropagation();
      this.close();
    } else if (event.key === "Tab") {
      this.toggle(false);
    }
  }

  #left({ relatedTarget }) {
    if (relatedTarget === this.button || this.list.contains(relatedTarget)) return;
    this.toggle(false);
  }
}
