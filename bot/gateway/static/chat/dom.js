/**
 * Making elements. Text only ever becomes text: there is no way here to pass HTML.
 */

const SVG = "http://www.w3.org/2000/svg";

/**
 * @typedef {Node | string | null | undefined | false} Child
 */

/**
 * @param {string} tag
 * @param {Record<string, any>} [properties] attributes; `on` holds listeners by event name.
 *   What is null, undefined or false is left out.
 * @param {...Child} children
 * @returns {any}
 */
export function el(tag, properties = {}, ...children) {
  return fill(document.createElement(tag), properties, children);
}

/** The same for drawings. */
export function svg(tag, properties = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), properties, children);
}

function fill(node, { on = {}, ...attributes }, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    node.setAttribute(name, value === true ? "" : String(value));
  }
  for (const [name, listener] of Object.entries(on)) node.addEventListener(name, listener);
  node.append(...children.filter((child) => child || child === 0));
  return node;
}

/** Words that only a screen reader says. */
export function spoken(text) {
  return el("span", { class: "spoken" }, text);
}

/**
 * Text in which web addresses can be followed. Only for what the shop's side wrote.
 * @param {string} text
 * @returns {Node[]}
 */
export function linked(text) {
  return text
    .split(/(https?:\/\/[^\s<>"']*[^\s<>"'.,;:!?)\]}，。；：！？）])/u)
    .map((piece, i) =>
      i % 2
        ? el("a", { href: piece, target: "_blank", rel: "noopener noreferrer" }, piece)
        : document.createTextNode(piece),
    );
}

/** What can be reached by Tab within an element, in order. */
export function reachable(within) {
  const all = within.querySelectorAll("a[href], button, input, textarea, select, [tabindex]");
  return [...all].filter(
    (one) => !one.disabled && one.tabIndex >= 0 && one.checkVisibility?.() !== false,
  );
}
