// A place that the page is scrolled to and kept at: panels load late and grow, and what stands
// above the place would push it out of sight.

/**
 * Pixels below the top of a section; of the page where that is "".
 * @typedef {{section: string, by: number}} Target
 *
 * @typedef {object} Page
 * @property {() => {scrollTop: number} | null} scroller  what scrolls
 * @property {(section: string) => number | null} topOf  of a section within what scrolls, null
 *   while it is not there
 */

const STILL = 3000; // milliseconds without growth after which the page may move again

export class Hold {
  /** @type {Target | null} */
  target = null;
  /** Whether the place is there and on screen. */
  reached = false;
  timer = 0;

  /** @param {Page} page */
  constructor(page) {
    this.page = page;
  }

  /** @param {Target} target */
  take(target) {
    this.target = target;
    this.reached = false;
    this.keep();
  }

  /** Something has grown or come. */
  keep() {
    const { target, page } = this;
    const scroller = page.scroller();
    const top = target && page.topOf(target.section);
    if (!target || !scroller || top === null) return;
    const wanted = Math.max(0, top + target.by);
    if (Math.abs(scroller.scrollTop - wanted) >= 1) scroller.scrollTop = wanted;
    this.reached = true;
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.release(), STILL);
  }

  /** The visitor moves the page. */
  release() {
    clearTimeout(this.timer);
    this.target = null;
  }
}
