// Where the visitor is on a long page. A section has an address, the page's with `#name` behind it,
// that leads there as soon as it is there; and each entry of the browser's history keeps the place
// at which it was left, for Back and for a reload.

import { Hold } from "./hold.js";
import { beginningOf, content, scroller, topIn } from "./scrolling.js";

/** @typedef {import("./hold.js").Target} Target */
/** @typedef {{root: HTMLElement, viewName: string}} Place  one view on the page */
/** @typedef {{names: string[], current: string, edge: number}} Where  the sections that are there, from
 *   the top; the one on screen; the width of the scroll bar */

const CLEAR = 60; // pixels above a section that is led to: the bar lies there
const LINE = 0.35; // of the screen: the section on screen is the last that begins above
const SAVE_AFTER = 200; // milliseconds of rest: some browsers limit how often an entry is changed
const MOVES = ["wheel", "touchmove", "pointerdown", "keydown"]; // of the visitor

export class Sections {
  /** Of each section the view that it is in. @type {Record<string, string>} */
  views = {};
  hold = new Hold({ scroller, topOf: (section) => this.topOf(section) });
  /** A section that was asked for and has not been reached. */
  wanted = "";
  /** @type {Set<(where: Where) => void>} */
  watchers = new Set();
  path = "";
  frame = 0;
  saving = 0;
  observed = new WeakSet();
  observer = new ResizeObserver(() => this.settle());

  /** @param {Set<Place>} live  the places on the page */
  constructor(live) {
    this.live = live;
  }

  /** Listens to the page until `signal` aborts, and goes where its address or its history says.
   * @param {AbortSignal} signal */
  begin(signal) {
    const passive = { capture: true, passive: true, signal };
    this.path = location.pathname;
    document.addEventListener("scroll", (event) => event.target === scroller() && this.moved(), passive);
    for (const name of MOVES) {
      addEventListener(name, () => { this.wanted = ""; this.hold.release(); }, passive);
    }
    addEventListener("popstate", (event) => event.isTrusted && this.return(event.state), { signal });
    addEventListener("pagehide", () => this.save(), { signal });
    signal.addEventListener("abort", () => this.end());
    this.return(history.state);
  }

  end() {
    this.observer.disconnect();
    this.observed = new WeakSet();
    this.hold.release();
    clearTimeout(this.saving);
  }

  /** Goes to where an entry of the history was left, else to the section that the address names.
   * @param {{vitviz?: Target} | null} left  the entry's */
  return(left) {
    clearTimeout(this.saving);
    this.path = location.pathname;
    const name = location.hash.slice(1);
    if (left?.vitviz) this.hold.take(left.vitviz);
    else if (name) this.aim(name);
    else this.hold.release();
  }

  /** Leads to a section, as soon as it is there; "" is the top of the page. @param {string} name */
  go(name) {
    this.save();
    if (this.topOf(name) !== null && location.hash.slice(1) !== name) {
      history.pushState({}, "", name ? `#${name}` : `${location.pathname}${location.search}`);
    }
    this.aim(name);
  }

  /** Scrolls the page by what a wheel said where the page itself does not hear it.
   * @param {number} pixels */
  scroll(pixels) {
    scroller()?.scrollBy({ top: pixels });
  }

  /** @param {string} name */
  aim(name) {
    this.wanted = name;
    this.hold.take({ section: name, by: name ? -CLEAR : 0 });
    this.settle();
  }

  /** A view has come or shows something else. @param {Record<string, string>} views  of constants */
  arrived(views) {
    this.views = views;
    if (location.pathname !== this.path) this.entered();
    if (this.wanted && !Object.hasOwn(views, this.wanted)) this.aim(""); // an address can name anything
    for (const element of [content(), ...[...this.live].map(({ root }) => root)]) {
      if (!element || this.observed.has(element)) continue;
      this.observed.add(element);
      this.observer.observe(element);
    }
    this.settle();
  }

  /** Another page, which begins at its top where nothing else was asked for. */
  entered() {
    this.path = location.pathname;
    if (!this.hold.target) this.hold.take({ section: "", by: 0 });
  }

  settle() {
    this.hold.keep();
    if (this.hold.reached && this.wanted) this.reached(this.wanted);
    this.moved();
  }

  /** The section that was asked for is there: the address names it, the keyboard goes on from it.
   * @param {string} name */
  reached(name) {
    this.wanted = "";
    if (location.hash !== `#${name}`) history.replaceState(history.state, "", `#${name}`);
    const element = this.element(name);
    /** @type {HTMLElement | null | undefined} */
    const target = element?.matches(".vv") ? element.querySelector(":scope > section") ?? element : element;
    if (!target) return;
    target.tabIndex = -1;
    target.focus({ preventScroll: true });
  }

  /** Tells who watches, and keeps the place, once the page rests. */
  moved() {
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      const where = this.where();
      for (const tell of this.watchers) tell(where);
    });
    clearTimeout(this.saving);
    this.saving = window.setTimeout(() => this.save(), SAVE_AFTER);
  }

  /** Keeps the place in the history's entry; one that is still to be reached is in it already. */
  save() {
    clearTimeout(this.saving);
    if (this.hold.target && !this.hold.reached) return;
    const left = this.hold.target ?? this.here();
    if (left) history.replaceState({ ...history.state, vitviz: left }, "");
  }

  /** The place on screen. @returns {Target | null} */
  here() {
    const top = scroller()?.scrollTop;
    if (top === undefined) return null;
    const section = currentOf(this.tops(), top + CLEAR + 1);
    return { section, by: top - (this.topOf(section) ?? 0) };
  }

  /** @returns {Where} */
  where() {
    const around = scroller();
    const tops = this.tops();
    const line = around ? around.scrollTop + around.clientHeight * LINE : 0;
    const aimed = this.hold.target?.section ?? "";
    return { names: tops.map(([name]) => name), edge: around ? around.offsetWidth - around.clientWidth : 0,
      current: tops.some(([name]) => name === aimed) ? aimed : currentOf(tops, line) };
  }

  /** The sections that are there, from the top. @returns {[string, number][]} */
  tops() {
    return Object.keys(this.views).flatMap((name) => {
      const top = this.topOf(name);
      return top === null ? [] : [/** @type {[string, number]} */ ([name, top])];
    }).sort(([, one], [, other]) => one - other);
  }

  /** @param {string} section  "" for the page @returns {number | null} */
  topOf(section) {
    if (!section) return 0;
    const element = this.element(section);
    return element && topIn(element.matches(".vv") ? beginningOf(element) : element);
  }

  /** What bears the section's name, or its view where it is the first of that; a place may bear it that
   * stands for the view, as in a model with several grids.
   * @param {string} section @returns {HTMLElement | null} */
  element(section) {
    const view = this.views[section];
    const place = [...this.live].find(({ root, viewName }) =>
      viewName === view || root.dataset.section === section);
    if (!view || !place) return null;
    const first = Object.keys(this.views).find((name) => this.views[name] === view);
    return place.root.querySelector(`[data-section="${CSS.escape(section)}"]`)
      ?? (section === first ? place.root : null);
  }

  /** Calls `tell` when the page has moved or grown, until `signal` aborts.
   * @param {(where: Where) => void} tell @param {AbortSignal} signal */
  watch(tell, signal) {
    this.watchers.add(tell);
    signal.addEventListener("abort", () => this.watchers.delete(tell));
    this.moved();
  }
}

/**
 * The last section that begins above `line`; of those beside each other the first; "" above all.
 * @param {[string, number][]} tops  of sections, from the top @param {number} line
 */
export function currentOf(tops, line) {
  const above = tops.filter(([, top]) => top <= line);
  const last = above.at(-1)?.[1];
  return above.find(([, top]) => top === last)?.[0] ?? "";
}
