// Streamlit as a host of our views: each place on a page where a component is mounted holds one
// view. A message names the view, its language and what it shows; modules, words and styles are
// loaded by name, once.

import { get } from "../net/get.js";
import { fitting, picture } from "../net/picture.js";
import { post } from "../net/upload.js";
import { whenIdle } from "./ahead.js";
import { Appearance } from "./appearance.js";
import { canShow, Connection, holds, watchStreamlit } from "./connection.js";
import { dismissed } from "./greeting.js";
import { arrived, movedWithin, readAnew, stepped } from "./history.js";
import { keepingFocus } from "../lib/keys.js";
import { memory } from "./memory.js";
import { printing, waitedFor } from "./printing.js";
import { ahead, resourcesOf } from "./resources.js";
import { Runs } from "./runs.js";
import { Sections } from "./sections.js";
import { takeOver } from "./tab.js";
import { theme } from "./theme.js";
import { Pending } from "../view/pending.js";

/**
 * What Streamlit gives a component: its data, its place, how to answer.
 * @typedef {{data: Uint8Array, parentElement: HTMLElement,
 *   setTriggerValue: (name: string, value: unknown) => void}} Component
 * @typedef {import("../view/host.js").Host} Host
 * @typedef {import("../view/host.js").Data} Data
 * @typedef {import("../view/view.js").View} View
 */

/** @type {WeakMap<HTMLElement, Place>} */
const places = new WeakMap();
/** What the tab's views changed and Python has not acknowledged: it outlives them. */
const pending = new Pending();
const AGAIN_AFTER = 2000; // milliseconds until what was not acknowledged is sent again
const LOAD_AFTER = 15_000; // milliseconds until what a view needs and did not come is asked for again
const SAME_AFTER = 5000; // milliseconds after which a run that sent no message had nothing new
let again = 0;
const at = (/** @type {string} */ address) => new URL(address, document.baseURI);
/** The places on the page now. @type {Set<Place>} */
const live = new Set();
const sections = new Sections(live);
const runs = new Runs((url, options) => get(at(url).href, options), () => sessionStorage);
/** What happened while nobody answered, and whether the page was asked to run again since then.
 * @type {{events: Record<string, unknown>, stepped: boolean, resumed: boolean}} */
const missed = { events: {}, stepped: false, resumed: false };
const connection = new Connection(() => canShow(at("readyz").href), resume);
/** Ends what is listened to outside of the places. */
let listening = new AbortController();

/** Takes a message for the place of `component`. @param {Component} component */
export function take(component) {
  const left = takeOver(leaveTab);
  if (left) enterTab(left);
  const root = component.parentElement;
  let place = places.get(root);
  if (!place) places.set(root, place = new Place(root));
  return place.take(component);
}

/** The place is gone from the page. @param {HTMLElement} root */
export function leave(root) {
  places.get(root)?.end();
  places.delete(root);
}

/** One place on the page, and the view in it; another language or scope makes the view anew. */
class Place {
  /** @type {View | null} */
  view = null;
  shown = "";
  viewName = "";
  over = false;
  /** Streamlit's, as of the newest message. @type {Component | null} */
  component = null;
  /** @type {Promise<void>} */
  turn = Promise.resolve();
  later = 0;

  /** @param {HTMLElement} parent */
  constructor(parent) {
    this.parent = parent;
    live.add(this);
    this.root = /** @type {HTMLElement} */ (parent.querySelector(".vv"));
  }

  /** Python's answer channel; open where somebody answers. @param {string} name  @param {unknown} value */
  trigger(name, value) {
    if (connection.standing === "here") this.component?.setTriggerValue(name, value);
  }

  /** What happened, and how much the tab has heard. @param {object} event */
  happened(event) {
    this.trigger("event", { ...event, heard: pending.heard });
  }

  /** Tells Python what happened, now or as soon as it can hear. @param {object} event */
  tell(event) {
    if (connection.standing === "here" && !missed.resumed) this.happened(event);
    else Object.assign(missed.events, event);
  }

  /** One message after another, for the first ones wait for what they load; one that cannot be shown
   * keeps no other from being shown. @param {Component} component */
  take(component) {
    clearTimeout(this.later);
    this.component = component;
    this.turn = this.turn.catch(() => {}).then(() => this.show(component)).catch((error) => {
      this.shown = ""; // the loader's sentence stands there: the next message makes the view anew
      throw error;
    });
    return this.turn;
  }

  /** @param {Component} component */
  async show(component) {
    if (this.over || component !== this.component) return; // a newer message waits already
    const message = JSON.parse(new TextDecoder().decode(component.data));
    heard(message.n);
    catchUp(this);
    dismissed();
    const found = await resourcesOf(message, at).catch((error) => {
      if (component === this.component) this.later = window.setTimeout(() => { this.take(component).catch(() => {}); }, LOAD_AFTER);
      throw error;
    });
    if (this.over || component !== this.component) return; // it comes next
    const { version, view, language, scope } = message;
    this.viewName = view;
    const shown = [version, view, language, scope].join("/");
    const update = () => {
      theme(this.root);
      this.view?.update({ ...found.given, ...message.data, state: message.state });
    };
    if (shown === this.shown) update();
    else {
      this.shown = shown;
      keepingFocus(this.root, () => this.change(message, found, update));
    }
    sections.arrived(found.constants.sections);
    whenIdle(message, Object.values(found.constants.parts), at);
  }

  /** Another view takes the place.
   * @param {{version: string, language: string, scope: string}} message
   * @param {import("./resources.js").Resources} found @param {() => void} update */
  change(message, found, update) {
    this.view?.destroy();
    this.view = null;
    dress(this.root, found.sheet);
    this.view = new found.Shown(this.root, this.host(message, found));
    this.view.mount();
    update();
  }

  /**
   * @param {{version: string, language: string, scope: string}} message
   * @param {Pick<Host, "words"|"constants">} given
   * @returns {Host}
   */
  host({ version, language, scope }, { words, constants }) {
    const expect = (/** @type {string} */ page) => {
      if (page in constants.parts) ahead({ version, language }, constants.parts[page], at);
    };
    return {
      words, language, constants, pending, scope,
      get: (address, options = {}) => waitedFor(get(at(address).href, { language, ...options })),
      picture: (address) => waitedFor(picture(at(address).href)),
      url: (address) => at(address).href,
      post: (address, file, options) => post(fitting(at(address).href), file, { ...options, language }),
      send: () => send(this),
      notify: (event) => { this.tell(event); if ("page" in event) expect(String(event.page)); },
      expect,
      connection, sections, visit,
      runs: { has: (url) => runs.has(url), stop: (url) => runs.stop(url),
        get: (url, options) => runs.get(url, { ...options, language }),
        watch: (tell, signal) => runs.watch(tell, signal) },
      holds: (address) => holds(at(address).href),
      appearance: (pages) => new Appearance(pages), memory,
      speak: () => speak(language),
      pass: () => following(this)?.focus(),
    };
  }

  end() {
    this.over = true;
    clearTimeout(this.later);
    live.delete(this);
    this.view?.destroy();
    this.view = null;
  }
}

/** Goes to a screen of this tab, as a step through the history does. @param {import("../view/host.js").About} about */
function visit({ href, section }) {
  if (href === `${location.pathname}${location.search}`) return sections.go(section);
  sections.save();
  history.pushState({}, "", href);
  stepped(pending);
  readAnew();
  sections.aim(section);
}

/** Tells Python all that it has not acknowledged, and again if it does not hear of it. */
function send(/** @type {Place | undefined} */ place) {
  clearTimeout(again);
  (place && !place.over ? place : [...live][0])?.trigger("answer", pending.answer());
  again = window.setTimeout(() => pending.unheard && send(place), AGAIN_AFTER);
}

/** The changes up to number `n` have arrived. */
function heard(/** @type {number} */ n) {
  pending.acknowledge(n);
  arrived(pending);
  if (!pending.unheard) clearTimeout(again);
}

/**
 * Somebody answers again: the page runs, in the old session or in a new one of a server that was
 * started anew, which reads the address. A new session knows no view yet, so what happened
 * meanwhile waits for its first message.
 * @param {import("../view/host.js").Fields} renamed  in the address
 */
function resume(renamed) {
  const address = new URL(location.href);
  for (const [name, value] of Object.entries(renamed)) address.searchParams.set(name, String(value));
  const moved = address.href !== location.href;
  if (moved) history.replaceState(history.state, "", address);
  missed.resumed = true;
  if (moved || missed.stepped) readAnew(); // Streamlit keeps the address as it last heard of it
  else [...live][0]?.happened({ missing: "" });
  setTimeout(() => { for (const place of [...live].slice(0, 1)) catchUp(place); }, SAME_AFTER);
}

/**
 * A message has come to `place` since then: what waited for it is told, the changes first, for of
 * two in one breath the first may be lost.
 */
function catchUp(/** @type {Place} */ place) {
  if (!missed.resumed) return;
  if (pending.changes.length) return send(place);
  const { events } = missed;
  Object.assign(missed, { events: {}, stepped: false, resumed: false });
  if (Object.keys(events).length) place.happened(events);
}

/** The tab is this version's from now on; what the one before left is told to the first place with a
 * message. @param {import("./tab.js").Left} left */
function enterTab({ changes, events }) {
  pending.adopt(changes);
  Object.assign(missed.events, events);
  missed.resumed ||= changes.length > 0 || Object.keys(events).length > 0;
  listening = new AbortController();
  const { signal } = listening;
  addEventListener("popstate", (event) => {
    if (!event.isTrusted) return;
    if (connection.standing !== "here") missed.stepped = true;
    stepped(pending);
  }, { signal });
  addEventListener("hashchange", movedWithin, { signal });
  sections.begin(signal);
  runs.resume();
  watchStreamlit((said) => { connection.hear(said); }, signal);
  printing(() => live, theme, signal);
}

/** Another version takes the tab over. @returns {import("./tab.js").Left} */
function leaveTab() {
  for (const { parent } of [...live]) leave(parent);
  listening.abort();
  runs.end();
  connection.end();
  clearTimeout(again);
  const left = { changes: pending.answer().changes, events: missed.events };
  pending.adopt([]);
  Object.assign(missed, { events: {}, stepped: false, resumed: false });
  return left;
}

/** Gives the shadow root our stylesheet, one object for all places that show the same. */
function dress(/** @type {HTMLElement} */ root, /** @type {CSSStyleSheet} */ sheet) {
  const shadow = root.getRootNode();
  if (shadow instanceof ShadowRoot) shadow.adoptedStyleSheets = [sheet];
}

/** What Streamlit's own document says of its language. Said again, it costs as much as a change. */
function speak(/** @type {string} */ language) {
  const lang = language === "zh" ? "zh-Hans" : language;
  if (document.documentElement.lang !== lang) document.documentElement.lang = lang;
}

/** The view after a place, ready for the focus. @param {Place} place @returns {HTMLElement|undefined} */
function following(place) {
  const top = (/** @type {Place} */ { root }) => root.getBoundingClientRect().top;
  const next = [...live].filter((one) => one !== place && top(one) > top(place))
    .sort((a, b) => top(a) - top(b))[0];
  if (next) next.root.tabIndex = -1;
  return next?.root;
}
