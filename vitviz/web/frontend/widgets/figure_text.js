// The words of a figure as SVG: pure text, so that it can be tested without a page.

const CJK = "\\u2e80-\\uffff"; // Chinese, its signs and full width forms: a line breaks anywhere in it
const PIECES = new RegExp(`[${CJK}]|[^\\s${CJK}]+\\s*|\\s+`, "g");
const STANDING = /[\u2e80-\ufeff]/; // written downwards these stand, other letters lie on their side
const RISE = 0.35; // of a font's size, from a line's middle to its baseline

/** @typedef {{left: number, top: number, width: number, height: number}} Box */
/** @typedef {{x: number, y: number}} Shift  from the window to the figure, in CSS pixels */

/**
 * A line as the page shows it.
 * @typedef {object} Line
 * @property {string} text
 * @property {Box} box  in the window
 * @property {string} size  of its font, in CSS pixels: "14px"
 * @property {string} weight
 * @property {string} colour
 * @property {string} mode  CSS's writing-mode
 */

/** Text for an element or an attribute of SVG. @param {string} text @returns {string} */
export function escaped(text) {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/**
 * A title in lines that fit; a word that is wider than all stands alone.
 * @param {string} title
 * @param {number} width
 * @param {(text: string) => number} measure  how wide a text is
 * @returns {string[]}
 */
export function wrapped(title, width, measure) {
  const lines = [""];
  for (const piece of title.match(PIECES) ?? []) {
    const last = lines.length - 1;
    if (lines[last] && measure((lines[last] + piece).trimEnd()) > width) lines.push(piece);
    else lines[last] += piece;
  }
  return lines.map((line) => line.trimEnd());
}

/**
 * One line where the page has it and as wide.
 * @param {Line} line
 * @param {Shift} shift
 * @returns {string}
 */
export function lineSvg({ text, box, size, weight, colour, mode }, shift) {
  const rise = parseFloat(size) * RISE;
  const lying = mode !== "horizontal-tb" && !STANDING.test(text);
  const [x, y] = [box.left + shift.x, box.top + shift.y];
  const at = lying ? `transform="translate(${x + box.width / 2 - rise} ${y}) rotate(90)"`
    : `x="${x}" y="${y + box.height / 2 + rise}"`;
  return `<text ${at} font-size="${size}" font-weight="${weight}" fill="${colour}" `
    + `textLength="${lying ? box.height : box.width}" lengthAdjust="spacingAndGlyphs">${escaped(text)}</text>`;
}

/**
 * The smallest box around all; a figure without any has no size.
 * @param {Box[]} boxes
 * @returns {Box}
 */
export function around(boxes) {
  if (!boxes.length) return { left: 0, top: 0, width: 0, height: 0 };
  const left = Math.min(...boxes.map((box) => box.left));
  const top = Math.min(...boxes.map((box) => box.top));
  return { left, top, width: Math.max(...boxes.map((box) => box.left + box.width)) - left,
    height: Math.max(...boxes.map((box) => box.top + box.height)) - top };
}

/**
 * The size and place of an inline drawing's own element, in place of what it had.
 * @param {string} drawing  an SVG element as text
 * @param {string} at  its new attributes
 * @returns {string}
 */
export function placed(drawing, at) {
  return drawing.replace(/^<svg([^>]*)>/, (_, given) =>
    `<svg ${given.replace(/\s(x|y|width|height|class|style)="[^"]*"/g, "")} ${at}>`);
}
