// The teacher's page: the link to scan, who is here, what the class answers to a step and when it sees
// that, and how the server bears it.

import { copyTo } from "../../lib/clipboard.js";
import { fill, h, renew } from "../../lib/dom.js";
import { follow, tell } from "../../net/room.js";
import { View } from "../../view/view.js";
import { linkOf } from "../frame/link.js";
import { QrCode } from "../frame/qr.js";
import { answerBars, total } from "./answers.js";
import { KeyForm } from "./key_form.js";

/** @typedef {import("../../net/room.js").ForTeacher} ForTeacher */
/** @typedef {import("../../net/room.js").Standing} Standing */
/** @typedef {{name: string, asks: ""|"choice"|"patch"}} Step */
/**
 * @typedef {import("../../view/host.js").Data & {steps: Step[], labels?: string[],
 *   facts: Record<string, string>, urls: {lecture: string, lesson: string}}} LectureData
 */

const COMMAND = "make lecture";

/** @extends {View<LectureData>} */
export default class Lecture extends View {
  /** What the room says, null before it is open. @type {ForTeacher|null} */ told = null;
  /** The room that is followed, or opened now. */ room = "";
  /** Where others reach the server, "host:port", as the teacher chose it. */ reached = "";
  /** @type {AbortController|null} */ following = null;
  link = h("a", { class: "join-link", target: "_blank", rel: "noopener" });
  code = new QrCode(360, this.words.qr, { class: "code" });
  joinTitle = h("h3", { tabindex: "-1" }, this.words.join);
  copied = h("span", { class: "copied", role: "status" });
  alone = h("p", { class: "text", role: "status" });
  /** @type {HTMLSelectElement} */
  hosts = h("select", { "aria-label": this.words.hosts, onchange: () => { this.reached = this.hosts.value; this.settle(); } });
  addresses = h("label", { class: "text addresses" }, this.words.hosts, " ", this.hosts);
  here = h("p", { class: "here" }); // a class that comes in would be said one by one
  begin = h("button", { type: "button", class: "chip go", "data-value": "begin", onclick: () => this.open() },
    this.words.begin);
  key = new KeyForm(this.words, () => this.open());
  status = h("p", { class: "status", role: "alert" });
  /** @type {HTMLSelectElement} */
  step = h("select", { "aria-label": this.words.step, onchange: () => this.choose(this.step.value) });
  before = h("button", { type: "button", class: "quiet", onclick: () => this.walk(-1) }, this.words.before);
  after = h("button", { type: "button", class: "quiet", onclick: () => this.walk(1) }, this.words.after);
  everyone = h("button", { type: "button", class: "chip", "data-value": "lead", "data-tip": this.words.everyone_tip, "data-above": "",
    onclick: () => this.post("lead", {}) }, this.words.everyone);
  called = h("span", { class: "text", role: "status" });
  show = h("a", { class: "chip", target: "_blank", rel: "noopener" }, this.words.show);
  asked = h("p", { class: "asked-there" });
  count = h("p", { class: "count" });
  bars = h("div", {});
  peek = h("details", {}, h("summary", {}, this.words.peek));
  reveal = h("button", { type: "button", class: "chip go", "data-value": "reveal", onclick: () => this.turn() });
  seen = h("p", { class: "text", role: "status" });
  server = h("p", { class: "text" });

  mount() {
    const { words } = this;
    this.closed = h("div", { class: "closed" }, h("p", { class: "text" }, words.lead), this.begin, this.key.element);
    this.joining = h("section", { class: "joining" }, this.joinTitle, this.code.element, this.link, this.alone, this.addresses,
      h("div", { class: "line" }, h("button", { type: "button", class: "quiet", onclick: () => this.copy() }, words.copy),
        this.copied));
    this.leading = h("section", { class: "leading" }, this.here,
      h("div", { class: "line" }, this.step, this.before, this.after),
      h("div", { class: "line" }, this.everyone, this.show, this.called),
      this.asked, h("h3", {}, words.answers), this.count, this.bars, this.peek, h("div", { class: "line" }, this.reveal, this.seen),
      h("h3", {}, words.server), this.server);
    this.opened = h("div", { class: "opened" }, this.joining, this.leading);
    this.root.replaceChildren(h("section", { class: "lecture" }, h("h2", {}, words.title), this.status, this.closed,
      this.opened));
    super.mount();
  }

  /** @param {LectureData} data */
  update(data) {
    super.update(data);
    this.step.replaceChildren(...data.steps.map(({ name }, at) => h("option", { value: name },
      `${at + 1}. ${this.words[`title_${name}`]}`)));
    const { room } = this.state.values;
    if (room && room !== this.room) {
      this.following?.abort();
      this.told = null; // what another room said
      this.open(room);
    }
    this.settle();
  }

  get headers() {
    return this.key.headers;
  }

  /** The address of what the room is asked or told. @param {...string} parts */
  address(...parts) {
    return this.host.url([this.data.urls.lecture, ...parts].join("/"));
  }

  /** Opens a room, or that of the address again. @param {string} [room] */
  async open(room = this.state.values.room) {
    this.room = room;
    const { status, said } = await tell(this.address(...(room ? [room] : [])), {}, this.headers);
    if (this.signal.aborted || room !== this.room) return; // another was opened meanwhile
    const there = Object.assign(new URL(location.pathname, location.href), { hostname: "localhost" });
    this.key.refuse(status === 403, fill(this.words.refused, { address: there.href }));
    this.status.textContent = status === 200 || status === 403 ? "" : this.words[status ? "full" : "away"];
    if (status === 200) this.enter(said.room);
    this.settle();
  }

  /** @param {string} room */
  enter(room) {
    this.room = room;
    this.status.textContent = "";
    if (room !== this.state.values.room) this.state.setNow({ room });
    this.following?.abort();
    this.following = new AbortController();
    this.signal.addEventListener("abort", () => this.following?.abort());
    follow(this.address(room, "teacher"), { signal: this.following.signal, headers: this.headers,
      standing: (standing) => this.stands(standing),
      line: (/** @type {ForTeacher} */ told) => { this.told = told; this.settle(); } });
  }

  /** @param {Standing} standing */
  stands(standing) {
    this.status.textContent = standing === "away" ? this.words.away : "";
    if (standing === "gone") this.open(this.room); // a server that was started anew has no rooms
  }

  settle() {
    const { words, formats, told, data, state: { values } } = this;
    if (!this.opened || !this.closed || !data) return;
    const pressed = told && this.closed.matches(":focus-within"); // what opened the room goes
    this.closed.hidden = Boolean(told);
    this.begin.hidden = this.key.asks;
    this.opened.hidden = !told;
    if (!told) return this.wake();
    if (pressed) this.joinTitle.focus({ preventScroll: true });
    this.join(told);
    this.here.textContent = fill(words.here, { count: formats.whole(told.here) });
    const at = data.steps.findIndex((step) => step.name === values.step);
    this.step.value = values.step;
    this.before.disabled = at <= 0;
    this.after.disabled = at === data.steps.length - 1;
    renew(this.called, told.at === values.step ? words.everyone_here : "");
    this.answers(data.steps[at]);
    this.figures(told.server);
    this.wake();
  }

  /** The link that phones scan: the lesson in this room, at the address that others reach.
   * @param {ForTeacher} told */
  join({ hosts, open }) {
    const { room, step } = this.state.values;
    if (!hosts.includes(this.reached)) this.reached = hosts[0] ?? "";
    this.addresses.hidden = hosts.length < 2;
    if (hosts.join() !== this.offered) {
      this.offered = hosts.join();
      this.hosts.replaceChildren(...hosts.map((host) => h("option", { value: host }, host)));
    }
    this.hosts.value = this.reached;
    const lesson = new URL(this.host.url(this.data.urls.lesson));
    lesson.search = new URLSearchParams({ room: this.room || room }).toString();
    const { href, alone } = linkOf(lesson.href, this.reached);
    if (this.link.textContent !== href) {
      this.link.href = this.link.textContent = href;
      this.copied.textContent = ""; // that was another one
      this.code.show(alone ? "" : this.host.url(`api/qr.svg?link=${encodeURIComponent(href)}`));
    }
    const why = open ? this.words.no_network : fill(this.words.alone, { command: COMMAND });
    if (this.alone.textContent !== (alone ? why : "")) this.alone.textContent = alone ? why : "";
    lesson.searchParams.set("step", step);
    this.show.href = lesson.href;
  }

  /** @param {Step} step */
  answers({ name, asks }) {
    const { words, formats, data } = this;
    const { bars = {}, revealed = false } = this.told?.steps[name] ?? {};
    const drawn = answerBars(bars, { words, step: name, asks, grid: data.trace.grid, labels: data.labels,
      whole: formats.whole });
    this.asked.textContent = fill(words[`ask_${name}`] ?? "", data.facts);
    this.count.textContent = asks ? fill(words.count, { count: formats.whole(total(bars)) }) : words.asks_nothing;
    this.bars.replaceChildren(...(revealed ? [drawn] : []));
    this.peek.hidden = revealed || !asks;
    this.peek.replaceChildren(h("summary", {}, words.peek), ...(revealed ? [] : [drawn]));
    this.reveal.hidden = !asks;
    this.reveal.textContent = revealed ? words.hide : words.reveal;
    renew(this.seen, revealed ? words.revealed : "");
  }

  /** @param {ForTeacher["server"]} server */
  figures({ passes, jobs, held, most }) {
    const { words, formats } = this;
    const waiting = fill(words.waiting, { passes: formats.whole(passes), jobs: formats.whole(jobs) });
    const memory = held && most
      ? fill(words.memory, { held: formats.memory(held), most: formats.memory(most) }) : "";
    this.server.textContent = [waiting, memory].filter(Boolean).join(" · ");
  }

  /** Shows the class its answers to this step, or hides them. */
  turn() {
    this.post("reveal", { revealed: !this.told?.steps[this.state.values.step]?.revealed });
  }

  /**
   * Tells the room something; where it is at another replica by now, it is opened there and told again:
   * the class, whose teacher has left the one before, follows.
   * @param {string} act @param {object} facts @param {boolean} [once]  told before @returns {Promise<void>}
   */
  async post(act, facts, once = false) {
    const { room } = this;
    const { status } = await tell(this.address(room, act), { step: this.state.values.step, ...facts }, this.headers);
    if (this.signal.aborted || room !== this.room) return;
    this.status.textContent = status === 200 ? "" : this.words[status ? "full" : "away"];
    if (status !== 404 || once) return;
    await this.open(room);
    if (room === this.room) await this.post(act, facts, true);
  }

  /** @param {string} step */
  choose(step) {
    this.state.setNow({ step });
    this.settle();
  }

  /** @param {number} by */
  walk(by) {
    const { steps } = this.data;
    const at = steps.findIndex((step) => step.name === this.state.values.step);
    this.choose(steps[at + by]?.name ?? this.state.values.step);
  }

  async copy() {
    const { href } = this.link;
    const copied = await copyTo(this.link);
    if (href === this.link.href) this.copied.textContent = copied ? this.words.copied : this.words.selected;
  }

  paint() {
    this.root.dataset.painted = this.told ? this.room : "closed";
  }
}
