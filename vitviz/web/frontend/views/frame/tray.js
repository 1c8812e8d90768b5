// The row where a photo comes in, and beside it the model and the number of patches.
//
// The view shows what Python says. A pick is only shown as pending until Python confirms it:
// answers are numbered, and each carries all that is not confirmed yet.

import { watch } from "./arrivals.js";
import { fill, followTheme, formats, h, segments, term, tips } from "../../lib/dom.js";
import { icon } from "../../lib/icons.js";
import { Intake } from "./intake.js";
import { keepFromStreamlit, keepingFocus } from "../../lib/keys.js";
import { Strip } from "./strip.js";
import { post } from "../../net/upload.js";

export function create(root, send) {
  const tray = new Tray(root, send);
  return { update: (data) => tray.update(data), destroy: () => tray.destroy() };
}

/**
 * @typedef {{words: Record<string, string>, language: string, n: number,
 *   photo: string, photos: import("./strip.js").Photo[],
 *   own: {id: string, url: string, title?: string} | null,
 *   model: string, models: {id: string, title: string, hint?: string}[],
 *   rows: number, sizes: {rows: number, label: string, hint?: string}[],
 *   upload_url: string, max_bytes: number}} TrayData
 */
class Tray {
  constructor(root, send) {
    Object.assign(this, { root, send, n: 0, sent: 0, pending: {}, job: null, kept: null });
    this.built = {};
    this.element = h("section", { class: "tray" });
    root.replaceChildren(this.element);
    this.ending = new AbortController();
    tips(root, this.ending.signal);
    keepFromStreamlit(root);
    watch({ over: (is) => this.intake?.over(is), file: (file) => this.take(file),
      nothing: (reason) => this.complain(this.data.words[reason]) }, this.ending.signal);
  }

  update(/** @type {TrayData} */ data) {
    followTheme(this.root);
    this.data = data;
    this.formats = formats(data.language);
    this.confirm(data);
    keepingFocus(this.root, () => this.rebuild(data));
    this.mark();
  }

  /** Forgets what Python has taken, or has answered in another way. */
  confirm(data) {
    this.n = Math.max(this.n, data.n ?? 0);
    for (const [name, value] of Object.entries(this.pending)) {
      if (data.n >= this.sent || String(data[name]) === String(value)) delete this.pending[name];
    }
    if (this.job?.stage === "opening" && this.pending.photo === undefined) this.endJob();
  }

  /** Makes anew only what has changed, so that nothing flickers and no focus is lost. */
  rebuild(data) {
    const changed = (name, value) => {
      const text = JSON.stringify(value);
      const is = this.built[name] !== text;
      this.built[name] = text;
      return is;
    };
    const anew = changed("words", data.words);
    if (anew) this.build(data.words);
    if (changed("photos", [data.words, data.photos, data.own])) this.strip.fill(this.photos(data));
    if (changed("choices", [data.words, data.models, data.sizes])) this.buildChoices(data);
  }

  build(words) {
    this.spoken?.abort();
    this.spoken = new AbortController(); // ends what was built in the language before
    const { signal } = this.spoken;
    this.intake = new Intake(words, { file: (file) => this.take(file), cancel: () => this.cancel(),
      problem: (sentence) => this.complain(sentence) }, signal);
    this.strip = new Strip(words, (photo) => this.pick({ photo }), signal);
    this.choices = h("div", { class: "choices" });
    this.said = h("p", { role: "alert" });
    this.line = h("div", { class: "problem", hidden: true }, this.said,
      h("button", { type: "button", class: "close", "aria-label": words.dismiss,
        title: words.dismiss, onclick: () => this.complain("") }, icon("cross")));
    this.element.replaceChildren(this.intake.element, this.strip.element, this.choices, this.line);
  }

  photos({ photos, own, words }) {
    if (!own) return photos;
    const seen = this.kept?.id === own.id ? { url: this.kept.url, fallback: own.url } : {};
    return [{ ...own, title: own.title || words.yours, ...seen }, ...photos];
  }

  buildChoices({ words, models, sizes }) {
    this.model = h("select", { "aria-label": words.model,
      onchange: ({ target }) => this.pick({ model: target.value }) },
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
    const { data, pending, intake, strip, model, sizes } = this;
    strip.set(data.photo, pending.photo);
    model.value = pending.model ?? data.model;
    model.toggleAttribute("data-pending", "model" in pending);
    const { hint } = data.models.find(({ id }) => id === model.value) ?? {};
    this.modelName.replaceChildren(hint ? term(data.words.model, hint) : data.words.model);
    sizes.set(data.rows);
    for (const button of sizes.buttons) {
      button.toggleAttribute("data-pending", button.dataset.value === String(pending.rows));
    }
    intake.show(this.job, this.formats.percent);
  }

  pick(change) {
    const [[name, value]] = Object.entries(change);
    const same = String(this.data[name]) === String(value);
    if (same && !(name in this.pending)) return;
    Object.assign(this.pending, change);
    this.n += 1;
    this.sent = this.n;
    this.send({ n: this.n, ...this.pending });
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
    this.job = job;
    this.mark();
    const progress = (part) => {
      Object.assign(job, { part, stage: part < 1 ? "sending" : "reading" });
      if (this.job === job) this.mark();
    };
    try {
      const { photo } = await post(data.upload_url, file,
        { language: data.language, progress, signal: job.stop.signal });
      if (this.job === job) this.open(job, photo);
    } catch (error) {
      if (this.job !== job) return; // cancelled, or another photo has come
      this.endJob();
      const { words } = this.data;
      this.complain(error.sentence ?? fill(words[error.kind] ?? words.failed, error));
    }
  }

  /** The server has the photo: the page is asked to show it. */
  open(job, photo) {
    if (this.kept) URL.revokeObjectURL(this.kept.url);
    this.kept = { id: photo, url: job.url };
    job.stage = "opening";
    if (photo === this.data.photo) this.endJob(); // the same photo as on screen
    else this.pick({ photo });
  }

  cancel() {
    this.job?.stop.abort();
    this.endJob();
  }

  endJob() {
    const { job, kept } = this;
    this.job = null;
    if (job && job.url !== kept?.url) URL.revokeObjectURL(job.url);
    if (job) this.mark();
  }

  tooLarge(bytes) {
    const { words, language, max_bytes: limit } = this.data;
    const size = new Intl.NumberFormat(language, { style: "unit", unit: "megabyte",
      maximumFractionDigits: 1 });
    const megabytes = Math.ceil(bytes / 1e5) / 10; // never rounded down to the limit itself
    return fill(words.too_large, { size: size.format(megabytes), limit: size.format(limit / 1e6) });
  }

  destroy() {
    this.ending.abort();
    this.cancel();
    this.spoken?.abort();
    if (this.kept) URL.revokeObjectURL(this.kept.url);
  }
}
