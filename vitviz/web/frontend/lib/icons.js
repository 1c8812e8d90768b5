// The few line drawings of the page's head, on a 16 x 16 grid, in the colour of the text.

import { s } from "./svg.js";

const PATHS = {
  folder: "M2 12.5v-9h4l1.5 2H14v7z",
  camera: "M2 5h2.6l1.2-1.7h4.4L11.4 5H14v7.7H2zM8 6.6a2.2 2.2 0 1 0 0 4.4 2.2 2.2 0 0 0 0-4.4z",
  paste: "M5.5 3H3.2v10.8h9.6V3h-2.3M5.5 2h5v2.4h-5zM5.6 7.4h4.8M5.6 10.2h4.8",
  picture: "M2 3h12v10H2zM2.4 11.6 6 8l2.4 2.4L10.6 8l3 3M10.8 5.8h.01",
  share: "M2 2h4v4H2zM10 2h4v4h-4zM2 10h4v4H2zM10 10h1.5v1.5H10zM12.8 12.8H14V14h-1.2zM14 10h.01M10 14h.01",
  down: "M4.5 6.5 8 10l3.5-3.5",
  cross: "M4 4l8 8M12 4l-8 8",
  sun: "M8 5.1a2.9 2.9 0 1 0 0 5.8 2.9 2.9 0 0 0 0-5.8zM8 1.3v1.4M8 13.3v1.4M1.3 8h1.4M13.3 8h1.4"
    + "M3.3 3.3l1 1M11.7 11.7l1 1M3.3 12.7l1-1M11.7 4.3l1-1",
  moon: "M13.4 9.6A5.8 5.8 0 0 1 6.4 2.6a5.8 5.8 0 1 0 7 7z",
  large: "M1.5 13 5.6 3h.8l4.1 10M3 9.6h6M10.8 13l2-5.2h.6l2 5.2M11.5 11.3h3.2",
  screen: "M2 3h12v8H2zM5.5 13.7h5M8 11v2.7",
};

/** The drawing called `name`; it says nothing to a screen reader.
 * @param {keyof typeof PATHS} name */
export function icon(name) {
  return s("svg", { viewBox: "0 0 16 16", class: "icon", "aria-hidden": "true" },
    s("path", { d: PATHS[name], fill: "none", stroke: "currentColor", "stroke-width": "1.3",
      "stroke-linecap": "round", "stroke-linejoin": "round" }));
}

/** The mark: what a Vision Transformer sees, a square cut into patches, one of them the query. */
export function mark() {
  const lines = "M8.5 1v22.5M16 1v22.5M1 8.5h22.5M1 16h22.5";
  return s("svg", { viewBox: "0 0 24.5 24.5", class: "mark", "aria-hidden": "true" },
    s("rect", { x: 1, y: 1, width: 22.5, height: 22.5, rx: 2.5, class: "sheet" }),
    s("path", { d: lines, class: "grid" }),
    s("rect", { x: 8.5, y: 8.5, width: 7.5, height: 7.5, class: "query" }));
}
