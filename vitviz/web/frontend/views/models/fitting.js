// A file of weights that does not say its architecture: those of timm that fit are asked for on a
// press, since it takes the server seconds, and offered.

import { fill, h } from "../../lib/dom.js";
import { Request } from "../../view/request.js";

/** @typedef {import("./own.js").Own} Own */
/** @typedef {{name: string, architecture: string, heads: number, inferred: string, kind: string}} Fit
 *   `inferred`: what it needs beside its name; `name` opens it, a `kind` "cnn" beside the ViT */

export class Fitting {
  /** @type {Map<string, Fit[]>} */ known = new Map();
  /** @type {Map<string, Request>} */ requests = new Map();
  /** @type {Map<string, HTMLElement>} */ places = new Map();

  /** @param {import("../../view/view.js").View} view @param {(name: string, kind: string) => void} open */
  constructor(view, open) {
    this.view = view;
    this.open = open;
  }

  /** What stands at the end of its row. @param {Own} model @returns {HTMLElement[]} */
  of(model) {
    const place = h("div", { class: "fitting" });
    this.places.set(model.name, place);
    this.draw(model);
    return [place];
  }

  /** @param {Own} model */
  draw(model) {
    const { words } = this.view;
    const found = this.known.get(model.name);
    const request = this.requests.get(model.name);
    const shown = found?.map((fit) => this.chip(fit)) ?? (request ? [request.element] : [this.asking(model)]);
    this.places.get(model.name)?.replaceChildren(...(shown.length ? shown : [none(model, words)]));
  }

  /** @param {Own} model */
  asking(model) {
    const { words } = this.view;
    return h("button", { type: "button", class: "chip", "data-value": `fits-${model.name}`,
      "data-tip": words.own_fitting_tip, onclick: () => this.ask(model) }, words.own_fitting);
  }

  /** @param {Own} model */
  ask(model) {
    const request = new Request(this.view);
    request.working.ariaLive = "polite";
    this.requests.set(model.name, request);
    this.draw(model);
    request.get(`${this.view.data.urls.fitting}?${new URLSearchParams({ model: model.name })}`, ({ header }) => {
      this.known.set(model.name, header.fitting);
      this.draw(model);
      this.places.get(model.name)?.querySelector("button")?.focus();
    });
    request.working.textContent = this.view.words.own_holding;
  }

  /** @param {Fit} fit */
  chip({ name, architecture, heads, inferred, kind }) {
    const { words } = this.view;
    return h("button", { type: "button", class: "chip", "data-value": name, "data-tip": words.own_fitting_tip,
      onclick: () => this.open(name, kind) },
    fill(said(words, heads > 0, inferred !== ""), { architecture, heads, inferred }));
  }

  end() {
    for (const request of this.requests.values()) request.end();
  }
}

/** @param {import("../../lib/types.js").Words} words @param {boolean} heads @param {boolean} inferred */
function said(words, heads, inferred) {
  if (heads) return inferred ? words.own_fits_with : words.own_fits;
  return inferred ? words.own_fits_without_heads : "{architecture}";
}

/** @param {Own} model @param {import("../../lib/types.js").Words} words */
function none({ title }, words) {
  const file = `${title.replace(/\.[^.]*$/, "")}.json`;
  return h("span", { class: "text" }, fill(words.own_none_fits, { file, example: "{\"architecture\": \"resnet50\"}" }));
}
