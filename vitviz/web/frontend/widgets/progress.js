// How far a long computation is, and a way to stop it.

import { fill, h } from "../lib/dom.js";

export class Progress {
  /** @param {() => void} stop */
  constructor(words, stop) {
    this.words = words;
    this.bar = h("progress", { max: "1", "aria-label": words.progress });
    // Read out twice a second it would drown everything else; the bar can be asked.
    this.text = h("span", { class: "said", "aria-live": "off" });
    this.element = h("div", { class: "working", role: "status", hidden: true, "data-figure": "no" },
      this.bar, this.text,
      h("button", { type: "button", class: "chip", onclick: stop }, words.stop));
  }

  begin() {
    this.started = performance.now();
    this.show({ done: 0, total: 0, ahead: 0 });
    this.element.hidden = false;
  }

  show({ done, total, ahead }) {
    const seconds = Math.round((performance.now() - this.started) / 1000);
    if (total && done) this.bar.value = done / total;
    else this.bar.removeAttribute("value");
    const left = done ? Math.ceil(((total - done) * seconds) / done) : null;
    this.text.textContent = ahead ? fill(this.words.waiting, { ahead })
      : left === null ? fill(this.words.begun, { seconds })
        : fill(this.words.working, { done, total, left: lasting(left, this.words) });
  }

  end() {
    this.element.hidden = true;
  }
}

/** A duration as a sentence says it. */
export function lasting(seconds, words) {
  if (seconds < 1) return words.moment;
  return seconds < 100 ? words.seconds.replace("{count}", String(Math.ceil(seconds)))
    : words.minutes.replace("{count}", String(Math.ceil(seconds / 60)));
}
