// The camera: a phone's own through the file dialogue, any other in a small live panel.

import { h } from "../../lib/dom.js";
import { icon } from "../../lib/icons.js";

/** How this device takes a photo: "dialogue", "panel", or null where it has no way to. */
export async function way() {
  const touch = matchMedia("(pointer: coarse)").matches;
  if (touch && "capture" in HTMLInputElement.prototype) return "dialogue";
  const devices = await navigator.mediaDevices?.enumerateDevices?.().catch(() => []) ?? [];
  return devices.some(({ kind }) => kind === "videoinput") ? "panel" : null;
}

/** A live panel on top of the page. `onshot` gets a JPEG file. */
export class CameraPanel {
  constructor(words, onshot) {
    Object.assign(this, { words, onshot });
    this.video = h("video", { playsinline: true, muted: true });
    this.video.muted = true; // the attribute alone does not mute
    this.said = h("p", { class: "said", role: "status" });
    this.shutter = h("button", { type: "button", class: "shutter", title: words.camera_shoot,
      "aria-label": words.camera_shoot, onclick: () => this.shoot() });
    this.element = h("dialog", { class: "camera", "aria-label": words.camera_hint,
      onclose: () => this.stop() },
    h("div", { class: "finder" }, this.video, this.said),
    h("div", { class: "buttons" }, this.shutter,
      h("button", { type: "button", class: "close", "aria-label": words.camera_close,
        onclick: () => this.element.close() }, icon("cross"))));
  }

  async open() {
    const { words } = this;
    this.say(words.camera_waiting);
    this.element.showModal();
    try {
      const stream = await navigator.mediaDevices.getUserMedia({
        video: { width: { ideal: 1920 }, height: { ideal: 1440 } }, audio: false });
      if (!this.element.open) return stream.getTracks().forEach((track) => track.stop());
      this.video.srcObject = stream;
      await this.video.play();
      this.say("");
      this.shutter.focus();
    } catch (error) {
      const denied = error.name === "NotAllowedError";
      if (this.element.open) this.say(denied ? words.camera_denied : words.camera_missing);
    }
  }

  say(sentence) {
    this.said.textContent = sentence;
    this.shutter.disabled = sentence !== "";
  }

  shoot() {
    const { videoWidth: width, videoHeight: height } = this.video;
    const canvas = h("canvas", { width, height });
    canvas.getContext("2d").drawImage(this.video, 0, 0);
    this.element.close();
    canvas.toBlob((blob) => this.onshot(new File([blob], "camera.jpg", { type: blob.type })),
      "image/jpeg", 0.95);
  }

  stop() {
    this.video.srcObject?.getTracks().forEach((track) => track.stop());
    this.video.srcObject = null;
  }
}
