// What every view needs around it: colours of the theme, one repaint a frame, and an orderly end.

import { followTheme, tips } from "../lib/dom.js";

const COLOURS = ["background", "surface", "text", "quiet", "line", "vit", "cnn", "query", "pointer",
  "halo", "veil", "grid"];

export class Stage {
  /** @param {HTMLElement} root  @param {() => void} paint  called once a frame when woken */
  constructor(root, paint) {
    Object.assign(this, { root, paint, frame: 0, colours: {} });
    this.leaving = new AbortController();
    this.signal = this.leaving.signal;
    tips(root, this.signal);
    this.observer = new ResizeObserver(() => this.wake());
    this.observer.observe(root);
  }

  /** To be called at each update: the theme may be another. */
  follow() {
    followTheme(this.root);
    const style = getComputedStyle(this.root);
    for (const name of COLOURS) this.colours[name] = style.getPropertyValue(`--${name}`).trim();
    this.colours.font = style.fontFamily;
  }

  wake() {
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      if (this.root.clientWidth) this.paint();
    });
  }

  end() {
    this.observer.disconnect();
    this.leaving.abort();
    cancelAnimationFrame(this.frame);
  }
}
