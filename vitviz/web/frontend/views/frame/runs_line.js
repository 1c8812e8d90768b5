// One line in the bar: what is computed for this tab, how far it is, and the way there.

import { fill, h } from "../../lib/dom.js";

/** @typedef {import("../../view/host.js").RunState} RunState */
/** @typedef {import("../../view/view.js").View<any>} View */

export class RunsLine {
  /** The newest one. @type {RunState | null} */
  shown = null;
  title = h("span", { class: "run-title" });
  state = h("span", { class: "run-state" });
  bar = h("span", { class: "run-bar", "aria-hidden": "true" }, h("i"));
  element;

  /** @param {View} view  the bar */
  constructor(view) {
    this.view = view;
    this.element = h("a", { class: "run", href: "#", hidden: true, "data-value": "run",
      onclick: (event) => this.go(event) }, this.title, this.state, this.bar);
  }

  /** @param {MouseEvent} event */
  go(event) {
    if (!this.shown || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    this.view.host.visit(this.shown.about);
  }

  /** @param {RunState[]} states  the newest first */
  show(states) {
    const { words, formats } = this.view;
    const [shown] = states;
    this.shown = shown ?? null;
    this.element.hidden = !shown;
    if (!shown) return;
    const { about: { title, href, section }, part, ready } = shown;
    this.element.href = `${href}#${section}`;
    this.title.textContent = title;
    const more = states.length > 1 ? fill(words.run_more, { count: states.length - 1 }) : "";
    const far = part > 0 ? formats.percent(part) : ""; // of what has no measure nobody knows how far
    this.state.textContent = `${ready ? words.run_ready : far} ${more}`.trim();
    this.bar.style.setProperty("--part", String(part));
  }
}
