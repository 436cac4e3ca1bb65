/**
 * Items with pictures, to pick one or several of, each in a quantity.
 */

import { el } from "./dom.js";
import { icon } from "./icons.js";

/**
 * @param {any} choices as the service sent them
 * @param {import("./bubble.js").Surroundings} around
 * @param {string} key makes the names of the fields unique
 * @returns {HTMLFormElement}
 */
export function choosing(choices, around, key) {
  const { words } = around;
  const picks = new Map();
  const total = el("span", { class: "total", "aria-hidden": "true" });
  const confirm = el(
    "button",
    { class: "primary", type: "submit", part: "confirm", disabled: true },
    choices.submit.title,
    total,
  );

  const changed = () => {
    confirm.disabled = picks.size === 0;
    const units = [...picks.values()].reduce((sum, quantity) => sum + quantity, 0);
    total.textContent = units > 1 ? words.number(units) : "";
  };
  const cards = choices.items.map((item) =>
    card(item, around, choices.multiple, key, (quantity) => {
      if (!choices.multiple) picks.clear();
      if (quantity) picks.set(item.id, quantity);
      else picks.delete(item.id);
      changed();
    }),
  );
  const submit = (event) => {
    event.preventDefault();
    if (!picks.size) return;
    const selected = [...picks].map(([id, quantity]) => ({ id, quantity }));
    around.act.pick(choices.submit, selected, told(choices.items, picks, words));
  };
  return el(
    "form",
    { class: "choices", on: { submit } },
    el(
      "fieldset",
      {},
      el("legend", {}, words.say(choices.multiple ? "widget.pick_some" : "widget.pick_one")),
      el("ul", { class: "cards" }, ...cards),
    ),
    confirm,
  );
}

/** The items of a question that has been answered: to look at. */
export function chosenFrom(choices, around) {
  const cards = choices.items.map((item) =>
    el("li", { class: "card past" }, picture(item, around), description(item)),
  );
  return el("ul", { class: "cards" }, ...cards);
}

function card(item, around, multiple, key, picked) {
  const field = el("input", {
    type: multiple ? "checkbox" : "radio",
    name: `pick ${key}`,
    value: item.id,
    disabled: item.disabled,
  });
  const most = Math.max(1, item.quantity ?? 1);
  // All of them is what most people send back, so that is where the counting starts.
  const stepper = most > 1 && !item.disabled ? steps(item, most, around, (n) => picked(n)) : null;
  field.addEventListener("change", () => {
    // A radio says nothing when another one takes its place, so that is asked of the whole group.
    for (const other of field.form.querySelectorAll(".card")) {
      other.classList.toggle("on", other.querySelector("input").checked);
    }
    picked(field.checked ? (stepper?.quantity() ?? 1) : 0);
  });
  const what = el(
    "label",
    { class: "what" },
    field,
    picture(item, around),
    description(item),
    el("span", { class: "tick", "aria-hidden": "true" }, icon("check")),
  );
  return el(
    "li",
    { class: item.disabled ? "card off" : "card", part: "card" },
    what,
    stepper?.node,
  );
}

function picture(item, around) {
  const url = item.image && around.service.address(item.image);
  const frame = el("span", { class: "picture", "aria-hidden": "true" }, icon("label"));
  if (!url) return frame;
  // The name stands beside it; a picture that does not come leaves the drawing of a parcel.
  const image = el("img", { alt: "", loading: "lazy", on: { error: () => image.remove() } });
  image.src = url;
  frame.append(image);
  return frame;
}

function description(item) {
  return el(
    "span",
    { class: "description" },
    el("span", { class: "name", dir: "auto" }, item.title),
    item.subtitle && el("span", { class: "muted", dir: "auto" }, item.subtitle),
    item.note && el("span", { class: "remark", dir: "auto" }, item.note),
  );
}

function steps(item, most, around, changed) {
  const { words } = around;
  let quantity = most;
  const shown = el("output", { "aria-live": "polite" });
  const named = { item: item.title };
  const less = el(
    "button",
    {
      type: "button",
      "aria-label": words.say("widget.less", named),
      on: { click: () => step(-1) },
    },
    icon("minus"),
  );
  const more = el(
    "button",
    {
      type: "button",
      "aria-label": words.say("widget.more_of", named),
      on: { click: () => step(1) },
    },
    icon("plus"),
  );
  const show = () => {
    shown.textContent = words.say("widget.some_of", {
      count: words.number(quantity),
      all: words.number(most),
    });
    less.setAttribute("aria-disabled", String(quantity === 1));
    more.setAttribute("aria-disabled", String(quantity === most));
  };
  const step = (by) => {
    const next = Math.min(most, Math.max(1, quantity + by));
    if (next === quantity) return;
    quantity = next;
    show();
    changed(quantity);
  };
  show();
  const label = words.say("widget.quantity");
  const node = el(
    "div",
    { class: "stepper", role: "group", "aria-label": `${label}: ${item.title}` },
    el("span", { class: "muted", "aria-hidden": "true" }, label),
    less,
    shown,
    more,
  );
  return { node, quantity: () => quantity };
}

/** What was picked, as the shopper's own words until the service has stored theirs. */
function told(items, picks, words) {
  const names = items
    .filter((item) => picks.has(item.id))
    .map((item) =>
      picks.get(item.id) > 1 ? `${words.number(picks.get(item.id))} × ${item.title}` : item.title,
    );
  return new Intl.ListFormat(words.language, { type: "conjunction" }).format(names);
}
