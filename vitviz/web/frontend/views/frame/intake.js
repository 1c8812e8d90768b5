// Where a photo comes in: three buttons at rest, and its name and how far it is while one is on
// its way. Both have the same size.

import { CameraPanel, way } from "./camera.js";
import { fill, h, term } from "../../lib/dom.js";
import { icon } from "../../lib/icons.js";

const ANY_PHOTO = "image/*,.heic,.heif,.avif";

export class Intake {
  /** @param {{file: (file: File) => void, cancel: () => void, problem: (s: string) => void}} on */
  constructor(words, on) {
    Object.assign(this, { words, on });
    this.input = this.chooser({});
    this.snap = this.chooser({ capture: "environment" });
    this.panel = new CameraPanel(words, on.file);
    this.rest = h("div", { class: "rest" }, this.buttons(),
      h("p", { class: "quietly" }, h("span", { class: "mouse" }, term(words.anywhere, words.privacy)),
        h("span", { class: "touch" }, term(words.in_memory, words.privacy))));
    this.work = this.working();
    this.overlay = h("div", { class: "drop", popover: "manual" },
      h("p", {}, h("span", {}, icon("picture"), words.drop_here)));
    this.element = h("div", { class: "intake", role: "group", "aria-label": words.intake },
      this.rest, this.work, this.input, this.snap, this.panel.element, this.overlay);
  }

  chooser(props) {
    return h("input", { type: "file", accept: ANY_PHOTO, hidden: true, tabindex: "-1", ...props,
      onchange: ({ target }) => {
        const [file] = target.files;
        target.value = ""; // so that the same file can be chosen again
        if (file) this.on.file(file);
      } });
  }

  buttons() {
    const { words } = this;
    const button = (name, drawing, onclick) => h("button", { type: "button", "data-value": name,
      title: words[`${name}_hint`], onclick }, icon(drawing), words[name]);
    const camera = button("camera", "camera", () =>
      this.way === "dialogue" ? this.snap.click() : this.panel.open());
    camera.hidden = true; // until a camera is found
    const look = async () => {
      this.way = await way();
      camera.hidden = this.way === null;
    };
    look();
    navigator.mediaDevices?.addEventListener?.("devicechange", look);
    this.stopLooking = () => navigator.mediaDevices?.removeEventListener?.("devicechange", look);
    const paste = button("paste", "paste", () => this.paste());
    paste.hidden = !navigator.clipboard?.read; // only over https or on the machine itself
    return h("div", { class: "buttons" },
      button("browse", "folder", () => this.input.click()), camera, paste);
  }

  async paste() {
    const { words, on } = this;
    try {
      for (const item of await navigator.clipboard.read()) {
        const type = item.types.find((name) => name.startsWith("image/"));
        if (type) return on.file(new File([await item.getType(type)], "clipboard", { type }));
      }
      on.problem(words.no_image);
    } catch {
      const keys = /Mac|iP/.test(navigator.platform) ? "⌘V" : "Ctrl+V";
      on.problem(fill(words.no_paste, { keys }));
    }
  }

  working() {
    this.thumb = h("img", { alt: "", onerror: () => { this.thumb.hidden = true; } });
    this.name = h("p", { class: "name" });
    this.stage = h("p", { class: "stage", role: "status" });
    this.bar = h("div", { class: "progress", role: "progressbar", "aria-valuemin": "0",
      "aria-valuemax": "100" }, h("i"));
    const cancel = h("button", { type: "button", class: "close", "aria-label": this.words.cancel,
      title: this.words.cancel, onclick: () => this.on.cancel() }, icon("cross"));
    return h("div", { class: "work", hidden: true }, h("span", { class: "frame" }, icon("picture"),
      this.thumb), h("div", { class: "facts" }, this.name, this.stage), cancel, this.bar);
  }

  /** @param {{name: string, url: string, part: number, stage: string} | null} job */
  show(job, percent) {
    this.rest.hidden = Boolean(job);
    this.work.hidden = !job;
    if (!job) return;
    if (this.thumb.src !== job.url) {
      this.thumb.hidden = false;
      this.thumb.src = job.url;
    }
    this.name.textContent = job.name;
    const stage = fill(this.words[job.stage], { percent: percent(job.part) });
    if (this.stage.textContent !== stage) this.stage.textContent = stage;
    this.work.dataset.stage = job.stage;
    this.bar.style.setProperty("--part", String(job.part));
    this.bar.setAttribute("aria-valuenow", String(Math.round(100 * job.part)));
  }

  over(is) {
    const { overlay } = this;
    if (overlay.showPopover && overlay.matches(":popover-open") !== is) overlay.togglePopover(is);
    overlay.toggleAttribute("data-over", is);
  }

  destroy() {
    this.stopLooking();
    this.panel.stop();
  }
}
