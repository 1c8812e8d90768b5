// A model that is not in memory: what it is, how far the server is with it, and a way back. What is
// on the server's disk is opened at once; what would be downloaded waits for a press.

import { fill, h, together } from "../../lib/dom.js";
import { sentence } from "../../view/request.js";
import { View } from "../../view/view.js";
import { wasPressed } from "./pressed.js";

/** @typedef {import("../../view/host.js").Data} Data */
/**
 * @typedef {import("../../net/stream.js").Reached & {stage: string}} Reached  `done` of `total` bytes
 *   of a download
 *
 * @typedef {object} OpeningFacts
 * @property {string} name  the one full way of writing it
 * @property {string} typed  as the address has it
 * @property {boolean} here  it needs no network
 * @property {number} bytes  about, 0 where nobody knows
 * @property {string} refused  why it does not open, if it was tried
 * @property {string} known  why its architecture did not open when it was tried, "" if it did
 * @property {string} weights  "published" or "random"
 * @property {Record<string, string|number>} back  the fields of the state that name the model on
 *   screen meanwhile
 * @property {string} shown_title  what it is called
 * @property {string} field  of the state, which names the model that is opened
 * @property {{open: string}} urls
 */

const STAGES = ["waiting", "downloading", "loading", "probing"];

/** @extends {View<Data & OpeningFacts>} */
export class OpeningView extends View {
  asked = "";
  other = ""; // what may be opened in its place
  /** @type {AbortController | null} */
  listening = null;
  title = h("h2", {});
  text = h("p", { class: "text" });
  stage = h("span", { class: "text", "aria-live": "off" });
  /** @type {HTMLProgressElement} */
  bar = h("progress", { max: "1", "aria-label": this.words.progress });
  status = h("p", { class: "status", role: "alert" });
  start = h("button", { type: "button", class: "chip", "data-value": "start", onclick: () => this.open() });
  cancel = h("button", { type: "button", class: "chip", "data-value": "cancel",
    onclick: () => this.leave() }, this.words.cancel);
  back = h("button", { type: "button", class: "chip", "data-value": "back", onclick: () => this.leave() });
  copy = h("button", { type: "button", class: "chip", "data-value": "copy",
    onclick: () => this.state.setNow({ [this.data.field]: this.other }) });
  working = h("div", { class: "working", role: "status", hidden: true }, this.bar, this.stage, this.cancel);

  mount() {
    this.root.replaceChildren(h("section", { class: "opening" }, this.title, this.text, this.status,
      this.working, h("div", { class: "line" }, this.copy, this.start, this.back)));
    super.mount();
  }

  /** @param {Data & OpeningFacts} data */
  update(data) {
    super.update(data);
    const { words, formats } = this;
    this.title.textContent = fill(words.opening_title, { model: data.name });
    this.text.textContent = together(
      data.typed !== data.name && fill(words.read_as, { typed: data.typed, model: data.name }),
      !data.here && fill(words.absent, { model: data.name }),
      data.known && words.not_expected, data.known,
      !data.here && data.bytes > 0 && fill(words.size, { size: formats.megabytes(data.bytes) }),
      fill(words.opening_meanwhile, { model: data.shown_title }));
    this.back.textContent = fill(words.opening_back, { model: data.shown_title });
    this.status.textContent = data.refused;
    const wanted = data.urls.open;
    if (wanted !== this.asked) {
      this.listening?.abort();
      this.listening = null;
      this.asked = wanted;
      this.other = "";
      const pressed = wasPressed(data.typed, data.weights);
      const begun = this.host.runs.has(wanted) || pressed;
      if (pressed) this.root.scrollIntoView({ block: "center" });
      if (!data.refused && (data.here || begun)) this.open();
    }
    this.show();
  }

  async open() {
    const { data: { urls, name }, words, host } = this;
    const aborter = new AbortController();
    this.listening = aborter;
    this.status.textContent = "";
    this.other = "";
    this.show();
    this.reached({ done: 0, total: 0, ahead: 0, stage: "" });
    const { signal } = aborter;
    try {
      await host.runs.get(urls.open, { signal, language: host.language,
        progress: (how) => { if (!signal.aborted) this.reached(/** @type {Reached} */ (how)); },
        about: { title: fill(words.opening_title, { model: name }), section: "", href: `${location.pathname}${location.search}` } });
      if (!signal.aborted) host.notify({ opened: name }); // the run that this is shows it
    } catch (error) {
      if (signal.aborted) return;
      this.listening = null;
      this.status.textContent = sentence(error, words);
      this.other = /** @type {import("../../net/stream.js").Failure} */ (error).copy ?? "";
      this.show();
    }
  }

  /** @param {Reached} how */
  reached({ done, total, stage }) {
    const { words, formats } = this;
    if (total) this.bar.value = done / total;
    else this.bar.removeAttribute("value");
    const places = { percent: formats.percent(total ? done / total : 0), size: formats.megabytes(total) };
    const said = stage === "downloading" && !total ? words.looking : words[stage];
    this.stage.textContent = STAGES.includes(stage) ? fill(said, places) : "";
  }

  show() {
    const { data: { here, refused }, words } = this;
    const under = this.listening !== null;
    this.working.hidden = !under;
    const failed = Boolean(refused || this.status.textContent);
    this.start.hidden = under || (Boolean(refused) && here);
    this.start.textContent = failed ? words.again : words.download;
    this.copy.hidden = under || !this.other;
    this.copy.textContent = fill(words.opening_copy, { model: this.other });
    this.back.hidden = under;
  }

  /** Wants it no longer: the model that is shown is asked for again. */
  leave() {
    this.listening?.abort();
    this.host.runs.stop(this.asked);
    this.listening = null;
    this.state.setNow(this.data.back);
    this.show();
  }

  destroy() {
    this.listening?.abort();
    super.destroy();
  }
}
