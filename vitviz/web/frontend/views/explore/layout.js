// Where the explorer's parts stand: photo and query, the wall, the chosen head, reach, the sequence.

import { h } from "../../lib/dom.js";
import { exportMenus } from "./exports.js";

/** @typedef {import("./explorer.js").default} Explorer */

/** @param {Explorer} explorer @returns {HTMLElement} */
export function laidOut(explorer) {
  const { words, controls, photo, wall, focus, sequence, comparison, readout, reach } = explorer;
  const menus = exportMenus(explorer);
  const section = (/** @type {string} */ name, /** @type {string} */ label, /** @type {HTMLElement[]} */ ...parts) =>
    h("section", { class: name, "aria-label": label,
      ...name === "below" ? { "data-section": "sequence" } : {} }, ...parts); // an address of its own
  return h("div", { class: "explorer" },
    section("left", words.photo_title, controls.direction.element, explorer.invite, explorer.said.element,
      photo.element, controls.queries, explorer.said.about, explorer.status),
    section("middle", words.wall_title,
      h("div", { class: "top" }, h("div", { class: "line" }, controls.order.element, controls.scale.element,
        explorer.sweep.button),
        menus.wall.element), wall.element, controls.text),
    section("right", words.focus_title, h("div", { class: "top" }, explorer.title, menus.head.element),
      controls.pins, focus.element, focus.scale, controls.overlay, comparison.element, readout.element, explorer.own.element,
      explorer.arisen.element),
    section("reach", words.reach_title, reach.element),
    section("below", words.sequence_title, controls.sequenceTitle, sequence.element,
      explorer.own.instead));
}
