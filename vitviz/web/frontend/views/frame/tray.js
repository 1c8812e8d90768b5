// The row where a photo comes in, and beside it the model and the number of patches.
//
// The view shows what Python says; a pick is shown as pending until Python confirms it.

import { watch } from "./arrivals.js";
import { Choices } from "./choices.js";
import { fill, h } from "../../lib/dom.js";
import { today } from "../../lib/formats.js";
import { icon } from "../../lib/icons.js";
import { Intake } from "./intake.js";
import { containKeys, keepingFocus } from "../../lib/keys.js";
import { reduced } from "../../net/reduced.js";
import { tell } from "../../net/room.js";
import { OwnPhoto } from "./own_photo.js";
import { offered, owns } from "./own_photos.js";
import { Strip } from "./strip.js";
import { View } from "../../view/view.js";

/** @typedef {import("./strip.js").Photo} Photo */
/** @typedef {import("./types.js").Job} Job */
/** @typedef {import("./types.js").TrayData} TrayData */
/** @typedef {import("../../view/host.js").Fields} Fields  of the view state */

/**
 * What outlives a change of the page and of the language: a photo on its way, the visitor's own
 * ones, and the view that shows them now.
 * @type {{job: Job | null, owns: typeof owns, tray: Tray | null}}
 */
const tab = { job: null, owns, tray: null };
const SURELY = 500; // milliseconds after which it is known whether the server answers at all

/** @extends {View<TrayData>} */
export default class Tray extends View {
  /** @type {Record<string, string>} */
  built = {};
  recalled = "";
  announced = "";
  element = h("section", { class: "tray" });
  intake = new Intake(this.words, { file: (file) => this.take(file), cancel: () => this.cancel(),
    problem: (sentence) => this.complain(sentence) }, this.signal);
  strip = new Strip(this.words, { pick: (photo) => this.pick({ photo }),
    remove: (id) => this.remove(id), lost: (id) => this.lost(id) }, this.signal);
  choices = new Choices(this, (change) => this.pick(change));
  text = h("p", { role: "alert" });
  line = h("div", { class: "problem", hidden: true }, this.text,
    h("button", { type: "button", class: "close", "aria-label": this.words.dismiss,
      title: this.words.dismiss, onclick: () => this.complain("") }, icon("cross")));
  paper = h("p", { class: "text on-paper" }); // in place of all of it

  mount() {
    tab.tray = this;
    this.root.replaceChildren(this.element, this.paper);
    containKeys(this.root);
    this.element.replaceChildren(this.intake.element, this.strip.element, this.choices.summary,
      this.choices.list, this.line);
    watch({ over: (is) => this.intake.over(is), file: (file) => this.take(file),
      nothing: (reason) => this.complain(this.words[reason]) }, this.signal);
    this.host.connection.before(() => this.again(), this.signal);
    super.mount();
  }

  /** @param {TrayData} data */
  update(data) {
    super.update(data);
    // Python has taken the photo, or has answered in another way.
    if (tab.job?.stage === "opening" && !("photo" in this.picked)) this.endJob();
    tab.owns.hear(data.own);
    keepingFocus(this.root, () => this.rebuild(data));
    this.mark();
    this.paper.textContent = [...data.caption, today(this.host.language)].join(" ");
    this.intake.promise(data.reduced_to ? this.formats.whole(data.reduced_to) : "");
    this.recall(data);
  }

  /** Whether the page asks before it shows: the Lesson. */
  get asks() {
    return !this.data.sizes.length;
  }

  /** What was picked and Python has not confirmed. @returns {Fields} */
  get picked() {
    return this.host.pending.over({}, this.host.scope);
  }

  /** Makes anew only what has changed, so that nothing flickers and no focus is lost.
   * @param {TrayData} data */
  rebuild(data) {
    const changed = (/** @type {string} */ name, /** @type {unknown} */ value) => {
      const text = JSON.stringify(value);
      const is = this.built[name] !== text;
      this.built[name] = text;
      return is;
    };
    const photos = this.photos(data);
    if (changed("photos", photos)) this.strip.fill(photos);
    if (changed("choices", [data.models, data.other, data.other_cnn, data.sizes, data.shapes, data.cnn_sizes])) this.choices.fill(data);
    this.root.toggleAttribute("data-asks", this.asks);
  }

  /** The visitor's own photos and the bundled ones. @param {TrayData} data @returns {Photo[]} */
  photos({ photos, extra }) {
    const bundled = extra ? [extra, ...photos] : photos;
    return [...tab.owns.all.map((one) => offered(one, this.words, this.host.url)),
      ...bundled.map((photo) => ({ ...photo, url: this.host.url(photo.url) }))];
  }

  /** Takes an own photo out of the strip; the one beside it is shown in its place.
   * @param {string} id @returns {string} that one */
  remove(id) {
    const shown = this.picked.photo ?? this.data.state.photo;
    const next = tab.owns.remove(id) ?? this.data.photos[0]?.id ?? "";
    if (shown === id && next) this.pick({ photo: next });
    this.rebuild(this.data);
    this.mark();
    return next;
  }

  /** No picture of an own photo is left where the server has dropped it and no file is here.
   * @param {string} id */
  async lost(id) {
    const dropped = () => tab.owns.fileless(id) && id !== (tab.tray?.picked.photo ?? tab.tray?.data.state.photo);
    if (!dropped()) return;
    const there = await this.host.holds(`api/thumb/${id}.jpg`).catch(() => true);
    if (!there && dropped()) tab.tray?.remove(id); // it may have been picked, or given, meanwhile
  }

  /** Shows what is current and what is pending. */
  mark() {
    const { data, picked, intake, strip } = this;
    strip.set(data.state.photo, "photo" in picked ? String(picked.photo) : undefined);
    this.choices.mark(data, this.state.values, picked);
    intake.show(tab.job, this.formats.percent);
  }

  /** @param {Fields} change */
  pick(change) {
    /** @type {Record<string, unknown>} */
    const shown = { ...this.data.state, rows: this.data.rows, cols: this.data.cols,
      cnn_size: this.data.cnn_size };
    const fields = Object.keys(change);
    const same = fields.every((name) => String(shown[name]) === String(change[name]));
    if (same && !fields.some((name) => name in this.picked)) return;
    this.state.setNow(change);
    this.mark();
  }

  /** Says what is the matter, or "" for nothing. @param {string} sentence */
  complain(sentence) {
    this.text.textContent = sentence;
    this.line.hidden = !sentence;
  }

  /** A photo comes in. @param {File} file */
  async take(file) {
    this.cancel();
    this.complain("");
    tab.job = { file, name: file.name, url: URL.createObjectURL(file), part: 0, stage: "sending",
      stop: new AbortController() };
    this.mark();
    await this.deliver(tab.job);
  }

  /** Sends a photo; while no server answers it waits. @param {Job} job */
  async deliver(job) {
    const progress = (/** @type {number} */ part) => {
      Object.assign(job, { part, stage: part < 1 ? "sending" : "reading" });
      if (tab.job === job) tab.tray?.mark();
    };
    try {
      job.file = await reduced(job.file, this.data.reduced_to);
      if (tab.job !== job) return;
      if (job.file.size > this.data.max_bytes) return tab.tray?.tooLarge(job.file.size);
      const { photo } = await this.host.post("api/photo", job.file, { progress, signal: job.stop.signal });
      if (tab.job === job) tab.tray?.open(job, photo);
    } catch (error) {
      const unheard = /** @type {{kind?: string}} */ (error).kind === "unreachable";
      if (unheard) await new Promise((done) => { setTimeout(done, SURELY); });
      if (tab.job !== job) return; // cancelled, or another photo has come
      if (!unheard || this.host.connection.standing === "here") return tab.tray?.refused(error);
      Object.assign(job, { part: 0, stage: "waiting" });
      tab.tray?.mark();
    }
  }

  /** The page is about to run again: the server is given what it has forgotten.
   * @returns {Promise<Fields>}  what the photo on screen is called from now on, where it changes */
  async again() {
    const { job, owns } = tab;
    if (job?.stage === "waiting") this.deliver(job);
    const shown = this.state.values.photo;
    const mine = owns.find(shown);
    this.recalled = this.announced = "";
    if (mine?.file && this.asks) return this.announce(shown);
    if (!mine?.file || await this.host.holds(`api/thumb/${shown}.jpg`)) return {};
    const photo = await this.restore(mine);
    return photo === shown ? {} : { photo };
  }

  /** The page stands without its photo, which it is told to expect: it is brought once the page asks
   * for it (`recall`). @param {string} photo @returns {Promise<Fields>} */
  async announce(photo) {
    await tell(this.host.url("api/in_line"), { photo });
    return {};
  }

  /** @param {OwnPhoto} mine @returns {Promise<string>} its name */
  restore(mine) {
    return mine.give((file, signal) => this.host.post("api/photo", file, { progress: () => {}, signal }));
  }

  /** Python is asked for a photo that it has not, but this tab has: under that name or another.
   * @param {TrayData} data */
  async recall({ state: { photo }, own, expects }) {
    if (own?.id === photo || "photo" in this.picked) return;
    const renamed = tab.owns.renamed(photo);
    if (renamed) return this.pick({ photo: renamed.id });
    const mine = tab.owns.find(photo);
    if (!mine?.file || this.recalled === photo) return;
    if (this.asks && !expects && this.announced !== photo) { // the page ran before it had heard
      this.announced = photo;
      await this.announce(photo);
      if (!this.signal.aborted) this.host.notify({ announced: photo });
      return;
    }
    this.recalled = photo; // once: what comes back and still cannot be shown is said in a sentence
    try {
      const found = await this.restore(mine);
      if (this.signal.aborted) return; // the view after this one asks for itself
      if (photo !== this.state.values.photo) return; // another was picked meanwhile
      if (found === photo) this.missing();
      else this.pick({ photo: found });
    } catch {
      if (this.asks && !this.signal.aborted && photo === this.state.values.photo) this.host.notify({ not_brought: photo }); // else the page says what to do
    }
  }

  /** @param {unknown} error  of the upload */
  refused(error) {
    const { kind, sentence, status } = /** @type {import("../../net/upload.js").UploadError} */ (error);
    this.endJob();
    const { unreachable, unreadable, failed } = this.words;
    /** @type {Record<string, string>} */
    const sentences = { unreachable, unreadable };
    this.complain(sentence ?? fill(sentences[kind] ?? failed, { status }));
  }

  /** The server has the photo: the page is asked to show it.
   * @param {Job} job @param {string} photo */
  open(job, photo) {
    tab.owns.add(new OwnPhoto(photo, job.url, job.file));
    job.stage = "opening";
    if (photo !== this.data.state.photo) return this.pick({ photo });
    this.rebuild(this.data); // the same photo as on screen
    this.endJob();
  }

  cancel() {
    tab.job?.stop.abort();
    this.endJob();
  }

  endJob() {
    const { job, owns } = tab;
    tab.job = null;
    if (job && !owns.uses(job.url)) URL.revokeObjectURL(job.url);
    if (job) this.mark();
  }

  /** @param {number} bytes */
  tooLarge(bytes) {
    const { words, formats: { megabytes }, data: { max_bytes: limit } } = this;
    this.endJob();
    this.complain(fill(words.too_large, { size: megabytes(bytes), limit: megabytes(limit) }));
  }
}
