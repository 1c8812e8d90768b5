// The ways back and on, once more below a step's view: on a phone that is far below the step's own.

import { fill, h } from "../../lib/dom.js";
import { View } from "../../view/view.js";

/** @typedef {import("../../view/host.js").Fields} Fields */
/**
 * @typedef {import("../../view/host.js").Data & {back: Fields|null, next: Fields|null, number: number,
 *   count: number}} WalkData  what is set to go there, null at an end
 */

/** @extends {View<WalkData>} */
export default class Walk extends View {
  back = h("button", { type: "button", class: "quiet", onclick: () => this.go(this.data.back) }, this.words.back);
  at = h("span", { class: "text" });
  next = h("button", { type: "button", class: "quiet go", onclick: () => this.go(this.data.next) }, this.words.next);

  ways = h("nav", { class: "walk" }, this.back, this.at, this.next);

  mount() {
    this.root.replaceChildren(this.ways);
    super.mount();
  }

  /** @param {WalkData} data */
  update(data) {
    super.update(data);
    this.at.textContent = fill(this.words.step_of, { number: data.number, count: data.count });
    this.ways.ariaLabel = this.at.textContent; // the row of all steps is called otherwise
    this.back.disabled = !data.back;
    this.next.disabled = !data.next;
  }

  /** @param {Fields|null} there */
  go(there) {
    if (there) this.state.setNow(there);
  }
}
