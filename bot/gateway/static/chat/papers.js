/**
 * What comes with a message: labels, papers, receipts and photos, and how far a case has got.
 */

import { el, spoken } from "./dom.js";
import { icon } from "./icons.js";

const ICONS = {
  label: "label",
  guide: "label",
  code: "label",
  receipt: "receipt",
  papers: "papers",
};

/** @param {import("./bubble.js").Surroundings} around */
export function attachments(list, around) {
  const photos = list.filter((one) => one.kind === "photo");
  const papers = list.filter((one) => one.kind !== "photo");
  return [
    photos.length && el("div", { class: "photos" }, ...photos.map((one) => photo(one, around))),
    papers.length && el("ul", { class: "papers" }, ...papers.map((one) => paper(one, around))),
  ];
}

function photo({ url, name }, { service, words, moved }) {
  const href = service.address(url);
  if (!href) return null;
  const image = el("img", { alt: name || words.say("widget.photo_alt"), on: { load: moved } });
  image.src = href;
  if (href.startsWith("blob:")) return el("span", { class: "photo" }, image);
  return el("a", { class: "photo", href, target: "_blank", rel: "noopener" }, image);
}

function paper({ kind, url, name, type }, { service, words }) {
  const href = service.address(url);
  if (!href) return null;
  const ending = (type ?? "").split("/").pop().toUpperCase();
  const follow = (attributes, drawing, word) =>
    el(
      "a",
      {
        href,
        rel: "noopener",
        class: "follow",
        "aria-label": `${words.say(word)}: ${name}`,
        ...attributes,
      },
      icon(drawing),
      el("span", {}, words.say(word)),
    );
  return el(
    "li",
    { class: "paper", part: "attachment" },
    el("span", { class: "picture", "aria-hidden": "true" }, icon(ICONS[kind] ?? "papers")),
    el(
      "span",
      { class: "description" },
      el("span", { class: "name", dir: "auto" }, name),
      el("span", { class: "muted" }, ending),
    ),
    el(
      "span",
      { class: "follows" },
      follow({ target: "_blank" }, "open", "widget.open_file"),
      follow({ download: "" }, "save", "widget.download"),
    ),
  );
}

/** The steps of a case, those behind, the one it is at, and those ahead. */
export function timeline({ title, steps }, { words }) {
  const stand = {
    done: "widget.step_done",
    current: "widget.step_current",
    ahead: "widget.step_ahead",
  };
  return el(
    "div",
    { class: "timeline", part: "timeline" },
    el("p", { class: "name", dir: "auto" }, title),
    el(
      "ol",
      {},
      ...steps.map((step) =>
        el(
          "li",
          { class: step.state, "aria-current": step.state === "current" ? "step" : null },
          el(
            "span",
            { class: "dot", "aria-hidden": "true" },
            step.state === "done" && icon("check"),
          ),
          el(
            "span",
            { class: "description" },
            el(
              "span",
              { class: "name", dir: "auto" },
              step.title,
              spoken(` (${words.say(stand[step.state])})`),
            ),
            step.at &&
              el("time", { class: "muted", datetime: step.at, dir: "auto" }, words.moment(step.at)),
            step.note && el("span", { class: "remark", dir: "auto" }, step.note),
          ),
        ),
      ),
    ),
  );
}
