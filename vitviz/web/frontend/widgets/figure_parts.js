// What a panel shows, read off the page: its pictures and its lines of text. Only computed styles
// are asked for, so it does not matter which stylesheets they come from.

/** @typedef {import("./figure_text.js").Line} Line */

const CONTROLS = "button, select, input, label, summary, .labelled";
const SAME_LINE = 3; // CSS pixels that letters of one line may differ in height

/** Whether a reader of the figure gets it: controls and what is marked otherwise stay behind.
 * @param {Element} element @returns {boolean} */
function shown(element) {
  return element.checkVisibility()
    && !element.closest(`${CONTROLS}, [data-figure="no"], .hidden-text, .tip`);
}

/** The canvases, drawings, pictures and patches of colour of a panel.
 * @param {Element} panel @returns {Element[]} */
export function pictured(panel) {
  return [...panel.querySelectorAll("canvas, svg, img, [data-swatch]")].filter(shown);
}

/** The texts of a panel. @param {Element} panel @returns {Text[]} */
export function written(panel) {
  /** @type {Text[]} */
  const found = [];
  const walker = document.createTreeWalker(panel, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const text = /** @type {Text} */ (node);
    const parent = text.parentElement;
    if (parent && text.data.trim() && !parent.closest("svg, script, style") && shown(parent)) found.push(text);
  }
  return found;
}

/** @param {Text} text @returns {DOMRect} */
export function boxOf(text) {
  const range = document.createRange();
  range.selectNodeContents(text);
  return range.getBoundingClientRect();
}

/** The lines of a text as the page breaks them. @param {Text} text @returns {Line[]} */
export function linesOf(text) {
  if (!text.parentElement) return [];
  const { color: colour, fontSize: size, fontWeight: weight, writingMode: mode } =
    getComputedStyle(text.parentElement);
  const range = document.createRange();
  return stretches(text).map(([start, end]) => {
    range.setStart(text, start);
    range.setEnd(text, end);
    return { text: text.data.slice(start, end).trim(), box: range.getBoundingClientRect(), size, weight, colour, mode };
  }).filter((line) => line.text && line.box.width);
}

/** Where each line begins and ends. @param {Text} text @returns {[start: number, end: number][]} */
function stretches(text) {
  const range = document.createRange();
  /** @type {[start: number, end: number][]} */
  const found = [];
  let top = NaN;
  for (let at = 0; at < text.data.length; at++) {
    range.setStart(text, at);
    range.setEnd(text, at + 1);
    const box = range.getClientRects()[0];
    if (!box) continue;
    if (Math.abs(top - box.top) < SAME_LINE) found[found.length - 1][1] = at + 1;
    else {
      found.push([at, at + 1]);
      top = box.top;
    }
  }
  return found;
}
