// The camera: a phone's own through the file dialogue, any other in a small live panel.

import { h } from "../../lib/dom.js";
import { icon } from "../../lib/icons.js";

/** @typedef {import("../../lib/types.js").Words} Words */

/** How this device takes a photo; null where it has no way to. @returns {Promise<"dialogue"|"panel"|null>} */
export async function way() {
  const touch = matchMedia("(pointer: coarse)").matches;
  if (touch && "capture" in HTMLInputElement.prototype) return "dialogue";
  const devices = await navigator.mediaDevices?.enumerateDevices?.().catch(() => []) ?? [];
  return devices.some(({ kind }) => kind === "videoinput") ? "panel" : null;
}

/** A live panel on top of the page. */
export class CameraPanel {
  /** @type {Words} */
  #words;
  /** @type {(file: File) => void} */
  #onshot;
  /** @type {AbortSignal} */
  #signal;
  #video = h("video", { playsinline: true, muted: true });
  /** @type {MediaStream|null} */
  #stream = null;
  #openings = 0;
  #text = h("p", { class: "text", role: "status" });
  /** @type {HTMLButtonElement} */
  #shutter;
  /** @type {HTMLDialogElement} */
  element;

  /**
   * @param {Words} words
   * @param {(file: File) => void} onshot  gets a JPEG file
   * @param {AbortSignal} signal  ends the panel, also while it waits for the camera
   */
  constructor(words, onshot, signal) {
    this.#words = words;
    this.#onshot = onshot;
    this.#signal = signal;
    this.#video.muted = true; // the attribute alone does not mute
    this.#shutter = h("button", { type: "button", class: "shutter",
      title: words.camera_shoot, "aria-label": words.camera_shoot, onclick: () => this.#shoot() });
    this.element = h("dialog", { class: "camera",
      "aria-label": words.camera_hint, onclose: () => this.#stop() },
    h("div", { class: "finder" }, this.#video, this.#text),
    h("div", { class: "buttons" }, this.#shutter,
      h("button", { type: "button", class: "close", "aria-label": words.camera_close,
        onclick: () => this.element.close() }, icon("cross"))));
    signal.addEventListener("abort", () => this.#stop());
  }

  async open() {
    const words = this.#words;
    const opening = this.#openings += 1;
    this.#say(words.camera_waiting);
    this.element.showModal();
    try {
      const stream = await navigator.mediaDevices.getUserMedia({
        video: { width: { ideal: 1920 }, height: { ideal: 1440 } }, audio: false });
      if (!this.#wanted(opening)) return end(stream); // closed, or gone with the view, meanwhile
      this.#stream = stream;
      this.#video.srcObject = stream;
      await this.#video.play();
      if (!this.#wanted(opening)) return undefined;
      this.#say("");
      this.#shutter.focus();
    } catch (error) {
      const denied = error instanceof DOMException && error.name === "NotAllowedError";
      if (this.#wanted(opening)) this.#say(denied ? words.camera_denied : words.camera_missing);
    }
  }

  /** Whether anybody still waits for the camera as it was asked for then: it may have been closed and
   * opened anew. A dialogue stays open when its view goes. @param {number} opening */
  #wanted(opening) {
    return opening === this.#openings && this.element.open && !this.#signal.aborted;
  }

  /** @param {string} sentence  "" where there is a picture */
  #say(sentence) {
    this.#text.textContent = sentence;
    this.#shutter.disabled = sentence !== "";
  }

  #shoot() {
    const canvas = document.createElement("canvas");
    canvas.width = this.#video.videoWidth;
    canvas.height = this.#video.videoHeight;
    canvas.getContext("2d")?.drawImage(this.#video, 0, 0);
    this.element.close();
    canvas.toBlob((blob) => {
      if (blob) this.#onshot(new File([blob], "camera.jpg", { type: blob.type }));
    }, "image/jpeg", 0.95);
  }

  #stop() {
    if (this.#stream) end(this.#stream);
    this.#stream = null;
    this.#video.srcObject = null;
  }
}

/** @param {MediaStream} stream */
function end(stream) {
  for (const track of stream.getTracks()) track.stop();
}
