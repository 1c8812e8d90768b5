// Where a photo comes in: three buttons at rest, and its name and how far it is while one is on
// its way. Both have the same size.

import { CameraPanel, way } from "./camera.js";
import { fill, h, term } from "../../lib/dom.js";
import { icon } from "../../lib/icons.js";
import { Underway } from "./underway.js";

/** @typedef {import("../../lib/types.js").Words} Words */
/** @typedef {import("./underway.js").Arrival} Arrival */

/**
 * @typedef {object} IntakeActions
 * @property {(file: File) => void} file
 * @property {() => void} cancel
 * @property {(sentence: string) => void} problem
 */

const ANY_PHOTO = "image/*,.heic,.heif,.avif";

export class Intake {
  /** @type {Words} */
  #words;
  /** @type {IntakeActions} */
  #on;
  /** @type {HTMLInputElement} */
  #files;
  /** @type {HTMLInputElement} */
  #snap;
  /** @type {CameraPanel} */
  #panel;
  /** @type {HTMLElement} */
  #camera;
  /** @type {"dialogue"|"panel"|null} */
  #way = null;
  #looks = 0;
  /** How many photos have come in, and how often one was to be pasted. */
  #arrivals = 0;
  /** @type {AbortSignal} */
  #signal;
  #kept = h("p", { class: "quietly" });
  #promised = "";
  /** @type {HTMLElement} */
  #rest;
  /** @type {Underway} */
  #underway;
  /** @type {HTMLElement} */
  #overlay;
  /** @type {HTMLElement} */
  element;

  /**
   * @param {Words} words
   * @param {IntakeActions} on
   * @param {AbortSignal} signal  ends the camera and the watch for new ones
   */
  constructor(words, on, signal) {
    this.#words = words;
    this.#on = on;
    this.#signal = signal;
    this.#files = this.#chooser({});
    this.#snap = this.#chooser({ capture: "environment" });
    this.#panel = new CameraPanel(words, on.file, signal);
    this.#camera = this.#button("camera", "camera", () => this.#shoot());
    this.#rest = this.#atRest();
    this.#underway = new Underway(words, on.cancel);
    this.#overlay = h("div", { class: "drop", popover: "manual" },
      h("p", {}, h("span", {}, icon("picture"), words.drop_here)));
    this.element = h("div", { class: "intake", role: "group", "aria-label": words.intake },
      this.#rest, this.#underway.element, this.#files, this.#snap, this.#panel.element, this.#overlay);
    this.#lookForCameras();
    navigator.mediaDevices?.addEventListener?.("devicechange", () => this.#lookForCameras(), { signal });
  }

  /**
   * @param {Record<string, string>} props
   * @returns {HTMLInputElement}
   */
  #chooser(props) {
    const input = h("input", { type: "file", accept: ANY_PHOTO,
      hidden: true, tabindex: "-1", ...props });
    input.addEventListener("change", () => {
      const file = input.files?.[0];
      input.value = ""; // so that the same file can be chosen again
      if (file) this.#on.file(file);
    });
    return input;
  }

  /**
   * @param {string} name
   * @param {Parameters<typeof icon>[0]} drawing
   * @param {() => void} onclick
   * @returns {HTMLElement}
   */
  #button(name, drawing, onclick) {
    return h("button", { type: "button", "data-value": name, title: this.#words[`${name}_hint`], onclick },
      icon(drawing), this.#words[name]);
  }

  /** @returns {HTMLElement} */
  #atRest() {
    const words = this.#words;
    this.#camera.hidden = true; // until one is found
    const paste = this.#button("paste", "paste", () => this.#paste());
    paste.hidden = !navigator.clipboard?.read; // only over https or on the machine itself
    return h("div", { class: "rest" }, h("div", { class: "buttons" },
      this.#button("browse", "folder", () => this.#files.click()), this.#camera, paste),
    this.#kept);
  }

  /** What happens to a photo. @param {string} side  pixels of its shorter side as it is sent; "": as it is */
  promise(side) {
    const words = this.#words;
    const meaning = side ? fill(words.privacy_reduced, { side }) : words.privacy;
    if (this.#promised === meaning) return;
    this.#promised = meaning;
    this.#kept.replaceChildren(h("span", { class: "mouse" }, term(words.anywhere, meaning)),
      h("span", { class: "touch" }, term(words.in_memory, meaning)),
      h("span", { class: "narrow" }, term(words.in_memory_only, meaning)));
  }

  async #lookForCameras() {
    const look = this.#looks += 1;
    const found = await way();
    if (look !== this.#looks) return; // a camera came or went meanwhile, which is asked for by now
    this.#way = found;
    this.#camera.hidden = this.#way === null;
  }

  #shoot() {
    if (this.#way === "dialogue") this.#snap.click();
    else this.#panel.open();
  }

  async #paste() {
    const words = this.#words;
    const arrival = this.#arrivals += 1; // the browser may ask first, and another photo come in meanwhile
    const late = () => arrival !== this.#arrivals || this.#signal.aborted;
    try {
      for (const item of await navigator.clipboard.read()) {
        const type = item.types.find((name) => name.startsWith("image/"));
        const blob = type && await item.getType(type);
        if (late()) return undefined;
        if (blob) return this.#on.file(new File([blob], "clipboard", { type }));
      }
      if (!late()) this.#on.problem(words.no_image);
    } catch {
      if (late()) return undefined;
      const keys = /Mac|iP/.test(navigator.platform) ? "⌘V" : "Ctrl+V";
      this.#on.problem(fill(words.no_paste, { keys }));
    }
    return undefined;
  }

  /**
   * @param {Arrival|null} arrival  null: none is on its way
   * @param {(part: number) => string} percent
   */
  show(arrival, percent) {
    if (arrival && this.#rest.hidden === false) this.#arrivals += 1;
    this.#rest.hidden = arrival !== null;
    this.#underway.show(arrival, percent);
  }

  /** @param {boolean} is  whether a file is held over the page */
  over(is) {
    const overlay = this.#overlay;
    if (overlay.togglePopover && overlay.matches(":popover-open") !== is) overlay.togglePopover(is);
    overlay.toggleAttribute("data-over", is);
  }
}
