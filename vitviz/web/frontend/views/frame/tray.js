// The row where a photo comes in, and beside it the model and the number of patches.
//
// The view shows what Python says; a pick is shown as pending until Python confirms it.

import { watch } from "./arrivals.js";
import { fill, h, segments, term } from "../../lib/dom.js";
import { icon } from "../../lib/icons.js";
import { Intake } from "./intake.js";
import { containKeys, keepingFocus } from "../../lib/keys.js";
import { Strip } from "./strip.js";
import { View } from "../../view/view.js";

/**
 * @typedef {{state: {photo: string, model: string, weights: string},
 *   photos: import("./strip.js").Photo[],
 *   own: {id: string, url: string, title?: string} | null,
 *   models: {id: string, title: string, hint?: string, model: string, weights: string}[],
 *   rows: number, sizes: {rows: number, label: string, hint?: string}[],
 *   max_bytes: number}} TrayData
 * @typedef {{name: string, url: string, part: number, stage: "sending" | "reading" | "opening",
 *   stop: AbortController}} Job
 */

/**
 * What outlives a change of the language: a photo on its way, the visitor's own as this tab has it,
 * and the view that shows both now.
 * @type {{job: Job | null, mine: {id: string, url: string} | null, tray: Tray | null}}
 */
const tab = { job: null, mine: null, tray: null };

export default class Tray extends View {
  /** @type {Record<string, string>} */
  built = {};
  element = h("section", { class: "tray" });

  mount() {
    tab.tray = this;
    this.root.replaceChildren(this.element);
    containKeys(this.root);
    this.build();
    watch({ over: (is) => this.intake.over(is), file: (file) => this.take(file),
      nothing: (reason) => this.complain(this.words[reason]) }, this.signal);
    super.mount();
  }

  /** @param {import("../../view/host.js").Data & TrayData} data */
  update(data) {
    super.update(data);
    // Python has taken the photo, or has answered in another way.
    if (tab.job?.stage === "opening" && !("photo" in this.picked)) this.endJob();
    keepingFocus(this.root, () => this.rebuild(data));
    this.mark();
  }

  /** What was picked and Python has not confirmed. @returns {Record<string, string | number>} */
  get picked() {
    return this.host.pending.over({}, this.host.scope);
  }

  /** Makes anew only what has changed, so that nothing flickers and no focus is lost. */
  rebuild(data) {
    const changed = (name, value) => {
      const text = JSON.stringify(value);
      const is = this.built[name] !== text;
      this.built[name] = text;
      return is;
    };
    if (changed("photos", [data.photos, data.own])) this.strip.fill(this.photos(data));
    if (changed("choices", [data.models, data.sizes])) this.buildChoices(data);
  }

  build() {
    const { words } = this;
    this.intake = new Intake(words, { file: (file) => this.take(file), cancel: () => this.cancel(),
      problem: (sentence) => this.complain(sentence) }, this.signal);
    this.strip = new Strip(words, (photo) => this.pick({ photo }), this.signal);
    this.choices = h("div", { class: "choices" });
    this.said = h("p", { role: "alert" });
    this.line = h("div", { class: "problem", hidden: true }, this.said,
      h("button", { type: "button", class: "close", "aria-label": words.dismiss,
        title: words.dismiss, onclick: () => this.complain("") }, icon("cross")));
    this.element.replaceChildren(this.intake.element, this.strip.element, this.choices, this.line);
  }

  photos({ photos, own }) {
    const { url } = this.host;
    const all = photos.map((photo) => ({ ...photo, url: url(photo.url) }));
    if (!own) return all;
    const seen = tab.mine?.id === own.id ? { url: tab.mine.url, fallback: url(own.url) }
      : { url: url(own.url) };
    return [{ ...own, title: own.title || this.words.yours, ...seen }, ...all];
  }

  buildChoices({ models, sizes }) {
    const { words } = this;
    this.model = h("select", { "aria-label": words.model,
      onchange: ({ target }) => this.pickModel(target.value) },
    ...models.map(({ id, title, hint }) => h("option", { value: id, title: hint }, title)));
    this.sizes = segments(words.patches, sizes.map(({ rows, label, hint }) => [rows, label, hint]),
      (rows) => this.pick({ rows }));
    this.modelName = h("span", { class: "label" });
    this.choices.replaceChildren(
      h("div", { class: "choice model" }, this.modelName,
        h("div", { class: "pick" }, this.model, icon("down"))),
      h("div", { class: "choice" }, h("span", { class: "label" },
        term(words.patches, words.patches_hint)), this.sizes.element));
  }

  /** Shows what is current and what is pending. */
  mark() {
    const { data, picked, intake, strip, model, sizes, state: { values } } = this;
    strip.set(data.state.photo, picked.photo);
    const named = data.models.find((one) => one.model === values.model && one.weights === values.weights);
    model.value = named?.id ?? "";
    model.toggleAttribute("data-pending", "model" in picked);
    this.modelName.replaceChildren(named?.hint ? term(this.words.model, named.hint) : this.words.model);
    sizes.set(data.rows);
    for (const button of sizes.buttons) {
      button.toggleAttribute("data-pending", button.dataset.value === String(picked.rows));
    }
    intake.show(tab.job, this.formats.percent);
  }

  pickModel(id) {
    const { model, weights } = this.data.models.find((one) => one.id === id);
    this.pick({ model, weights });
  }

  pick(change) {
    const shown = { ...this.data.state, rows: this.data.rows };
    const fields = Object.keys(change);
    const same = fields.every((name) => String(shown[name]) === String(change[name]));
    if (same && !fields.some((name) => name in this.picked)) return;
    this.state.setNow(change);
    this.mark();
  }

  complain(sentence) {
    this.said.textContent = sentence;
    this.line.hidden = !sentence;
  }

  async take(file) {
    const { data } = this;
    this.cancel();
    this.complain("");
    if (file.size > data.max_bytes) return this.complain(this.tooLarge(file.size));
    const job = { name: file.name, url: URL.createObjectURL(file), part: 0, stage: "sending",
      stop: new AbortController() };
    tab.job = job;
    this.mark();
    const progress = (part) => {
      Object.assign(job, { part, stage: part < 1 ? "sending" : "reading" });
      if (tab.job === job) tab.tray?.mark();
    };
    try {
      const { photo } = await this.host.post("api/photo", file, { progress, signal: job.stop.signal });
      if (tab.job === job) tab.tray?.open(job, photo);
    } catch (error) {
      if (tab.job === job) tab.tray?.refused(error); // else cancelled, or another photo has come
    }
  }

  refused(error) {
    this.endJob();
    const { words } = this;
    const known = { unreachable: words.unreachable, unreadable: words.unreadable }[error.kind];
    this.complain(error.sentence ?? fill(known ?? words.failed, error));
  }

  /** The server has the photo: the page is asked to show it. */
  open(job, photo) {
    if (tab.mine) URL.revokeObjectURL(tab.mine.url);
    tab.mine = { id: photo, url: job.url };
    job.stage = "opening";
    if (photo === this.data.state.photo) this.endJob(); // the same photo as on screen
    else this.pick({ photo });
  }

  cancel() {
    tab.job?.stop.abort();
    this.endJob();
  }

  endJob() {
    const { job, mine } = tab;
    tab.job = null;
    if (job && job.url !== mine?.url) URL.revokeObjectURL(job.url);
    if (job) this.mark();
  }

  tooLarge(bytes) {
    const { words, host: { language }, data: { max_bytes: limit } } = this;
    const size = new Intl.NumberFormat(language, { style: "unit", unit: "megabyte",
      maximumFractionDigits: 1 });
    const megabytes = Math.ceil(bytes / 1e5) / 10; // never rounded down to the limit itself
    return fill(words.too_large, { size: size.format(megabytes), limit: size.format(limit / 1e6) });
  }
}
