// One step of the Lesson: an idea, a question, and then what this photo showed. The step's view, taken
// from its own page, comes below once the question is answered.

import { bound, fill, h, renew, withTerms } from "../../lib/dom.js";
import { floats } from "../../math/slices.js";
import { PanelView } from "../../view/panel_view.js";
import { photoScene } from "../../view/photo_scene.js";
import { Awaited } from "./awaited.js";
import { Before } from "./before.js";
import { answersOf, placeName, told, written } from "./facts.js";
import { besideOf, sentenceOf, SKIPPED } from "./finding.js";
import { formulaOf } from "./formulas.js";
import { Place } from "./place.js";
import { Choices } from "./question.js";
import { ClassRoom } from "./room.js";
import { StepsRow } from "./steps_row.js";
import { Summary } from "./summary.js";

/** @typedef {import("../../view/host.js").Fields} Fields */
/** @typedef {import("./facts.js").Facts} Facts */
/** @typedef {import("./question.js").Choice} Choice */
/**
 * @typedef {import("../../view/host.js").Data & {asks: ""|"choice"|"patch", lacks: string,
 *   choices: Choice[], facts: Facts, settings: Fields, unset: Fields, moves: Record<string, Fields>,
 *   finding: string, guesses: Record<string, string>, page: string, waits?: string}} LessonData
 *   `settings`: what an answer sets, `unset`: what takes that back; `guesses`: at the end, by step, where the words do not have them; `page`: whose view the step shows;
 *   `waits`: where its photo is not seen yet (awaited.js), and then nothing of it is here
 */

export default class Lesson extends PanelView {
  /** @type {LessonData} */ data = /** @type {LessonData} */ (/** @type {unknown} */ (null));
  /** What was found, of the step and the photo on screen. @type {Facts|null} */ found = null;
  /** @type {Float32Array|null} */ map = null;
  asked = "";
  shown = "";
  told = "";
  row = new StepsRow(this.words, (step) => this.go(step));
  choices = new Choices(this.words, (id) => this.answer(id));
  place = new Place(this.words, { answer: (patch) => this.answer(String(patch)), wake: () => this.wake() });
  summary = new Summary(this.host, () => this.speech, (step) => this.go(step));
  before = new Before(this.host, (left) => this.state.setNow({ ...left }));
  count = h("p", { class: "text count" });
  title = h("h2", { tabindex: "-1" });
  idea = h("p", { class: "idea" });
  formula = h("div", { class: "formula-line" });
  ask = h("p", { class: "ask" });
  skip = h("button", { type: "button", class: "quiet", onclick: () => this.pass() }, this.words.skip);
  again = h("button", { type: "button", class: "quiet", onclick: () => this.askAgain() }, this.words.again);
  answered = h("p", { role: "status" }); // one sentence: of several a screen reader says each by itself, in any order
  beside = h("div"); // to be read after it
  lecture = new ClassRoom({ words: this.words, url: this.host.url, signal: this.signal,
    changed: () => this.released(), go: (step) => this.go(step) });
  awaited = new Awaited({ words: this.words, language: this.host.language, url: this.host.url, signal: this.signal,
    there: (waits) => this.host.notify({ awaited: waits }) });
  back = h("button", { type: "button", class: "quiet", onclick: () => this.walk(-1) }, this.words.back);
  next = h("button", { type: "button", class: "quiet go", onclick: () => this.walk(1) }, this.words.next);

  mount() {
    this.question = h("div", { class: "question" }, this.ask, this.place.element, this.choices.element,
      this.request.status, h("div", { class: "line" }, this.skip, this.again));
    this.root.replaceChildren(h("section", { class: "lesson", "data-section": "step" }, this.row.element,
      this.lecture.element, this.before.element,
      h("div", { class: "step" },
        h("div", { class: "told" }, this.count, this.title, this.random, this.idea, this.formula),
        h("div", { class: "asks" }, this.question, this.awaited.element,
          h("div", { class: "found" }, this.answered, this.beside))),
      this.summary.element,
      h("div", { class: "walk" }, this.back, this.next)));
    super.mount();
  }

  /** @param {LessonData} data */
  update(data) {
    const moved = data.trace.key !== this.data?.trace.key;
    const another = data.state.step !== this.shown;
    super.update(data);
    this.row.offer(Object.keys(data.moves));
    this.lecture.join(this.state.values.room);
    this.awaited.set(data.waits);
    if (moved && !this.waits) this.place.setScene(photoScene(this));
    if (another || moved) this.forget();
    if (another) this.open();
    this.settle();
  }

  /** The step on screen. The state may be a step ahead of it, until the server has told of that one. */
  get step() {
    return this.data.state.step;
  }

  /** Whether the photo is not seen yet. */
  get waits() {
    return this.data.waits !== undefined;
  }

  get answers() {
    return answersOf(this.state.values.answers);
  }

  /** Another step, or another photo. */
  forget() {
    this.request.end(); // what was asked of another step is no answer to this one
    this.found = null;
    this.map = null;
    this.asked = "";
    this.place.at = -1;
  }

  /** Another step is shown: its title takes the focus where one walked to it. */
  open() {
    const walked = this.shown !== "";
    this.shown = this.step;
    const { words, step } = this;
    this.title.textContent = words[`title_${step}`];
    this.formula.replaceChildren(...[formulaOf(step, words)].filter((line) => line !== null));
    if (walked) this.title.focus({ preventScroll: true });
    const above = this.title.getBoundingClientRect().top < 0; // Next was pressed below the view
    if (walked) (above ? this.title : this.root).scrollIntoView({ block: above ? "start" : "nearest" });
  }

  settle() {
    const { words, data, step, answers } = this;
    const steps = Object.keys(data.moves);
    const at = steps.indexOf(step);
    const answered = answers[step];
    this.row.set(step, answers);
    this.before.set(this.state.values);
    this.lecture.lead(step, steps);
    this.count.textContent = fill(words.step_of, { number: at + 1, count: steps.length });
    this.back.disabled = at === 0;
    this.next.disabled = at === steps.length - 1;
    const facts = { ...told(data.facts, this.formats, this.host.language), ...this.names(data.facts) };
    this.tell(bound(fill(this.saying("idea"), facts)));
    this.ask.textContent = data.lacks || (data.asks ? bound(fill(this.saying("ask"), facts)) : "");
    this.choices.offer(step, data.choices, this.ask.textContent ?? "");
    this.skip.hidden = !data.asks || answered !== undefined || step in this.lecture.given;
    this.skip.textContent = this.lecture.holds(step) ? words.answers_skip : words.skip;
    this.again.hidden = !data.asks || answered === undefined;
    this.place.element.hidden = !this.pictured;
    if (data.asks && answered !== undefined && !this.waits) this.find();
    this.say(answered);
    this.sum();
    this.wake();
  }

  /** The idea, made anew only where it is another: a term in it may have the focus. @param {string} idea */
  tell(idea) {
    if (idea === this.told) return;
    this.told = idea;
    this.idea.replaceChildren(...withTerms(idea, this.words));
  }

  /** What is said of the step in this model. @param {"idea"|"ask"} kind */
  saying(kind) {
    const { words, step, data: { facts } } = this;
    return ("read" in facts ? words[`${kind}_${step}_classless`] : words[`${kind}_${step}`]) ?? "";
  }

  /** The last step: what was found and guessed at all of them. */
  sum() {
    const { data, step, answers } = this;
    const ends = !data.asks && !data.lacks && !this.waits;
    this.summary.element.hidden = !ends;
    this.root.toggleAttribute("data-summary", ends);
    if (!ends) return;
    const steps = Object.keys(data.moves).filter((name) => name !== step);
    this.summary.set({ key: data.trace.key, address: data.urls.analysis, steps, answers, guesses: data.guesses });
  }

  /** Whether the question has the photo beside it. */
  get pictured() {
    return Boolean(this.data.asks) && (this.data.asks === "patch" || "query" in this.data.facts);
  }

  /** What the patches that a question is about are called. @param {Facts} facts */
  names(facts) {
    if (!("query" in facts)) return {};
    const { trace: { grid } } = this.data;
    return { query_name: placeName(Number(facts.query), grid, this.words),
      key_name: placeName(Number(facts.key), grid, this.words) };
  }

  /** Asks what the photo shows, once a step and setting. */
  find() {
    const address = `${this.data.urls.analysis}/${this.data.finding}`;
    if (address === this.asked && !this.request.lost) return;
    this.asked = address;
    this.request.get(address, ({ header, arrays }) => {
      this.found = /** @type {Facts} */ (header);
      this.map = arrays.map ? floats(arrays.map) : null;
      this.settle();
    });
  }

  /** What the photo showed, beside what was guessed. @param {string|undefined} answered */
  say(answered) {
    const { words, found, step } = this;
    const known = answered !== undefined && found ? found : null;
    const given = answered === undefined ? this.lecture.given[step] : undefined;
    this.choices.mark(answered ?? given, known ? String(known.right) : undefined, given !== undefined);
    const measures = answered !== undefined && !found && this.data.asks && !this.request.lost && !this.waits;
    const finding = known && { step, facts: known, map: this.map, answered };
    const said = finding ? sentenceOf(finding, this.speech) : given !== undefined ? words.room_waits : "";
    this.answered.className = said ? "finding" : "text";
    this.hear(said || (measures ? words.measuring : ""));
    renew(this.beside, ...finding ? [...besideOf(finding, this.speech), ...this.lecture.bars({ words, step,
      asks: this.data.asks, grid: this.data.trace.grid, labels: this.data.labels, whole: this.formats.whole }),
    h("p", { class: "text" }, words.below)] : []);
  }

  /** @param {string} said */
  hear(said) {
    if (said !== this.answered.textContent) this.answered.textContent = said;
  }

  /** How a finding is said here. @returns {import("./finding.js").Speech} */
  get speech() {
    const { words, formats, host: { language }, data: { trace: { grid } } } = this;
    return { words, formats, language, grid };
  }

  /** @param {string} id */
  answer(id) {
    const { step, data } = this;
    this.lecture.answer(step, id);
    const here = step === this.state.values.step; // else Next was pressed: the settings are another step's by now
    if (!(step in this.lecture.given)) this.state.setNow({ answers: written({ ...this.answers, [step]: id }), ...here && data.settings });
    this.settle();
  }

  /** Goes on without a guess: the button goes, and what comes in its place has the focus. */
  pass() {
    this.answer(SKIPPED);
    if (!this.again.hidden) this.again.focus({ preventScroll: true });
  }

  /** What the teacher revealed, or no teacher can any more, is answered now. */
  released() {
    const released = this.lecture.released();
    const settings = this.step in released ? this.data.settings : {};
    if (Object.keys(released).length) this.state.setNow({ answers: written({ ...this.answers, ...released }), ...settings });
    this.settle();
  }

  askAgain() {
    const { [this.step]: _gone, ...others } = this.answers;
    this.forget();
    this.state.setNow({ answers: written(others) });
    this.settle();
    if (!this.skip.hidden) this.skip.focus({ preventScroll: true });
  }

  /** What an answer has set a moment ago goes too: the server's ways do not know of it yet.
   * @param {string} step */
  go(step) {
    const { answers, data, state } = this;
    if (step !== state.values.step) state.setNow({ ...this.step in answers && data.unset, ...data.moves[step] });
  }

  /** @param {number} by */
  walk(by) {
    const steps = Object.keys(this.data.moves);
    const from = this.state.values.step; // Next pressed twice goes two on
    this.go(steps[steps.indexOf(from) + by] ?? from);
  }

  paint() {
    const { data, found, map } = this;
    const answered = this.answers[this.step];
    if (this.pictured) {
      const asks = data.asks === "patch" && answered === undefined;
      const [query, marks] = this.outlined(answered ?? this.lecture.given[this.step], found);
      this.place.paint({ colours: this.colours, asks, query, marks, map });
    }
    if (!data.asks) this.summary.keptAt(location.href);
    if (this.waits || (answered !== undefined && data.asks && !found)) return;
    this.root.dataset.painted = data.trace.key;
    if (this.pictured && !this.place.scene?.image) return;
    this.root.dataset.looked = `${data.trace.key}/${this.step}`;
    if (data.page) this.host.expect(data.page);
  }

  /** The patch outlined bold and those outlined thin. @param {string|undefined} answered
   * @param {Facts|null} found @returns {[number, number[]]} */
  outlined(answered, found) {
    const { facts } = this.data;
    if ("query" in facts) return [Number(facts.query), [Number(facts.key)]];
    if (!found) return [Number(answered ?? -1), []];
    return [Number.isNaN(Number(answered)) ? -1 : Number(answered), [Number(found.right)]];
  }
}
