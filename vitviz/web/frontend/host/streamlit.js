// Streamlit as a host of our views: each place on a page where a component is mounted holds one
// view. A message names the view, its language and what it shows; modules, words and styles are
// loaded by name, once.

import { get } from "../net/get.js";
import { picture } from "../net/picture.js";
import { post } from "../net/upload.js";
import { Appearance } from "./appearance.js";
import { keepingFocus } from "../lib/keys.js";
import { resourcesOf } from "./resources.js";
import { Pending } from "../view/pending.js";

/**
 * What Streamlit gives a component: its data, its place, how to answer.
 * @typedef {{data: {json: string}, parentElement: HTMLElement,
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
let again = 0;
/** The theme of each background that was seen. @type {Map<string, string>} */
const themes = new Map();
/** The places on the page now. @type {Set<Place>} */
const live = new Set();

/** Takes a message for the place of `component`. @param {Component} component */
export function take(component) {
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

const at = (/** @type {string} */ address) => new URL(address, document.baseURI);

/** One place on the page, and the view in it; another language or scope makes the view anew. */
class Place {
  /** @type {View | null} */
  view = null;
  shown = "";
  over = false;
  /** Streamlit's, as of the newest message. @type {Component | null} */
  component = null;
  /** @type {Promise<void>} */
  turn = Promise.resolve();

  /** @param {HTMLElement} parent */
  constructor(parent) {
    this.parent = parent;
    live.add(this);
    this.root = /** @type {HTMLElement} */ (parent.querySelector(".vv"));
  }

  /** Python's answer channel. @param {string} name  @param {unknown} value */
  trigger(name, value) {
    this.component?.setTriggerValue(name, value);
  }

  /** One message after another, for the first ones wait for what they load. @param {Component} component */
  take(component) {
    this.component = component;
    this.turn = this.turn.then(() => this.show(component));
    return this.turn;
  }

  /** @param {Component} component */
  async show(component) {
    if (this.over || component !== this.component) return; // a newer message waits already
    const message = JSON.parse(component.data.json);
    heard(message.n);
    const found = await resourcesOf(message, at);
    if (this.over) return;
    const { version, view, language, scope } = message;
    const shown = [version, view, language, scope].join("/");
    const update = () => {
      theme(this.root);
      this.view?.update({ ...found.given, ...message.data, state: message.state });
    };
    if (shown === this.shown) return update();
    this.shown = shown;
    return keepingFocus(this.root, () => {
      this.view?.destroy();
      dress(this.root, found.sheet);
      this.view = new found.Shown(this.root, this.host(message, found));
      this.view.mount();
      update();
    });
  }

  /**
   * @param {{language: string, scope: string}} message
   * @param {Pick<Host, "words"|"constants">} given
   * @returns {Host}
   */
  host({ language, scope }, { words, constants }) {
    return {
      words, language, constants, pending, scope,
      get: (address, options = {}) => get(at(address).href, { language, ...options }),
      picture: (address) => picture(at(address).href),
      url: (address) => at(address).href,
      post: (address, file, options) => post(at(address).href, file, { ...options, language }),
      send: () => send(this),
      notify: (event) => this.trigger("event", event),
      appearance: (pages) => new Appearance(pages),
      speak: (spoken) => speak(language, spoken),
    };
  }

  end() {
    this.over = true;
    live.delete(this);
    this.view?.destroy();
    this.view = null;
  }
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
  if (!pending.unheard) clearTimeout(again);
}

/** Gives the shadow root our stylesheet, one object for all places that show the same. */
function dress(/** @type {HTMLElement} */ root, /** @type {CSSStyleSheet} */ sheet) {
  const shadow = root.getRootNode();
  if (shadow instanceof ShadowRoot) shadow.adoptedStyleSheets = [sheet];
}

/** Marks the theme on `root` from the page's own background, so that both follow one switch. */
function theme(/** @type {HTMLElement} */ root) {
  const background = getComputedStyle(root).getPropertyValue("--st-background-color").trim();
  if (!themes.has(background)) themes.set(background, isDark(background) ? "dark" : "light");
  root.dataset.theme = themes.get(background);
  root.style.setProperty("--font", "var(--st-font)");
}

/** Whether a colour is dark, in whichever way CSS writes it: a canvas knows, and takes its time. */
function isDark(/** @type {string} */ colour) {
  const probe = new OffscreenCanvas(1, 1).getContext("2d");
  if (!probe) return false;
  probe.fillStyle = colour || "white";
  probe.fillRect(0, 0, 1, 1);
  const [r, g, b] = probe.getImageData(0, 0, 1, 1).data;
  return 0.3 * r + 0.6 * g + 0.1 * b < 128;
}

/** What Streamlit's own document says: its language, and the link past the bar for keyboards. */
function speak(/** @type {string} */ language, /** @type {string} */ skip) {
  document.documentElement.lang = language === "zh" ? "zh-Hans" : language;
  const link = document.querySelector('[data-testid="stSkipToContent"]');
  if (link) link.textContent = skip;
}
