/**
 * The drawings of the chat: line icons on a grid of 24, and the boomerang.
 */

import { svg } from "./dom.js";

const LINES = {
  send: ["M12 19V5", "M5.5 11.5 12 5l6.5 6.5"],
  close: ["M6 6l12 12", "M18 6 6 18"],
  down: ["M12 5v14", "M5.5 12.5 12 19l6.5-6.5"],
  shrink: ["M6 9.5l6 6 6-6"],
  more: ["M5.5 12h.01", "M12 12h.01", "M18.5 12h.01"],
  camera: [
    "M4 8.5A1.5 1.5 0 0 1 5.5 7H8l1.5-2.5h5L16 7h2.5A1.5 1.5 0 0 1 20 8.5v9a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 4 17.5z",
    "M15.5 12.75a3.5 3.5 0 1 1-7 0 3.5 3.5 0 0 1 7 0z",
  ],
  picture: [
    "M4 6.5A1.5 1.5 0 0 1 5.5 5h13A1.5 1.5 0 0 1 20 6.5v11a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 4 17.5z",
    "M4.5 17 9.5 12l3.5 3.5 2.5-2.5 4 4",
    "M15 9h.01",
  ],
  person: ["M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8z", "M4.5 20c.8-3.6 3.7-5.5 7.5-5.5s6.7 1.9 7.5 5.5"],
  save: ["M12 4v11", "M7 10.5l5 5 5-5", "M5 20h14"],
  again: ["M4.5 12a7.5 7.5 0 1 0 2.5-5.6", "M4.5 4.5v4h4"],
  check: ["M5.5 12.5l4.5 4.5 8.5-9.5"],
  clock: ["M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16z", "M12 8v4.5l2.8 1.7"],
  warning: ["M12 8.5v4.5", "M12 16.5h.01", "M12 3.5 21 19.5H3z"],
  open: [
    "M13.5 4.5h6v6",
    "M19.5 4.5 11 13",
    "M17.5 14v4.5a1 1 0 0 1-1 1h-11a1 1 0 0 1-1-1v-11a1 1 0 0 1 1-1H10",
  ],
  label: ["M4 7.5 12 3.5l8 4v9l-8 4-8-4z", "M4 7.5l8 4 8-4", "M12 11.5v9", "M8 5.5l8 4"],
  papers: ["M6.5 3.5h7l4 4v13h-11z", "M13.5 3.5v4h4", "M9.5 12h5", "M9.5 15.5h5"],
  receipt: ["M6 3.5h12v17l-2-1.5-2 1.5-2-1.5-2 1.5-2-1.5-2 1.5z", "M9.5 8.5h5", "M9.5 12h5"],
  plus: ["M12 6v12", "M6 12h12"],
  minus: ["M6 12h12"],
  globe: [
    "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17z",
    "M3.5 12h17",
    "M12 3.5c2.3 2.5 3.5 5.3 3.5 8.5s-1.2 6-3.5 8.5c-2.3-2.5-3.5-5.3-3.5-8.5s1.2-6 3.5-8.5z",
  ],
};

/**
 * @param {keyof typeof LINES} name
 * @returns {SVGElement} decoration only: the control around it has the name
 */
export function icon(name) {
  return svg(
    "svg",
    { class: "icon", viewBox: "0 0 24 24", "aria-hidden": "true", focusable: "false" },
    ...LINES[name].map((d) => svg("path", { d })),
  );
}

/** A boomerang on its way back, with the trace of its flight. */
export function mark() {
  return svg(
    "svg",
    { class: "mark", viewBox: "0 0 32 32", "aria-hidden": "true", focusable: "false" },
    svg("path", { class: "wood", d: WOOD }),
    svg("path", { class: "grain", d: "M3 20.4 11.4 20.9M20.4 3 20.9 11.4" }),
    svg("path", {
      class: "flight",
      d: "M15.4 27.8A13 13 0 0 0 27.8 15.4M16 21.8a7.5 7.5 0 0 0 5.8-5.8",
    }),
  );
}

const WOOD =
  "M4.4 25.6C3.2 17.4 3.2 9.6 6.4 6.4 9.6 3.2 17.4 3.2 25.6 4.4c3 .5 3.2 4.4.3 5.2-6.3 1.6-12 1.4-13.5 2.8-1.4 1.5-1.2 7.2-2.8 13.5-.8 2.9-4.7 2.7-5.2-.3z";
