// A panel as a picture of its own: what its canvases and drawings show and what its words say,
// as SVG. Controls stay behind, and what is marked data-figure="no".

import { boxOf, linesOf, pictured, written } from "./figure_parts.js";
import { around, escaped, lineSvg, placed, wrapped } from "./figure_text.js";

/** @typedef {import("./figure_text.js").Box} Box */
/** @typedef {import("./figure_text.js").Shift} Shift */

const SPACE = 16; // CSS pixels around the panel
const LINE = 20; // and between two lines of the title
const FOOT_LINE = 15; // of the small print
const NARROWEST = 240; // room for the title
const DRAWN = ["fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linejoin", "opacity",
  "fill-opacity", "font-size", "font-weight", "text-anchor", "dominant-baseline", "vector-effect"];

/** @typedef {Map<HTMLCanvasElement, {width: number, height: number, svg: string}>} Drawings */

/**
 * The panel as the text of an SVG file.
 * @param {Element} panel
 * @param {string} title  on top
 * @param {Element} [themed]  whose colours the title and the ground have
 * @param {{foot?: string[], drawings?: Drawings}} [more]  the lines below, and what canvases show as
 *   SVG; another canvas becomes a picture of its pixels
 * @returns {string}
 */
export function svgOf(panel, title, themed = panel, { foot = [], drawings = new Map() } = {}) {
  const frame = extent(panel);
  const style = getComputedStyle(themed);
  const quiet = style.getPropertyValue("--quiet").trim() || style.color;
  const heading = wrapped(title, frame.width, measure("600 15px"));
  const small = foot.flatMap((line) => wrapped(line, frame.width, measure("400 11px")));
  const head = heading.length * LINE + 12;
  const below = small.length ? small.length * FOOT_LINE + 12 : 0;
  const [width, height] = [frame.width + 2 * SPACE, frame.height + 2 * SPACE + head + below];
  const shift = { x: SPACE - frame.left, y: SPACE + head - frame.top };
  const parts = [
    ...lines(heading, SPACE + 14, LINE, `font-size="15" font-weight="600" fill="${style.color}"`),
    ...pictured(panel).map((part) => picture(part, shift, drawings)),
    ...written(panel).flatMap(linesOf).map((line) => lineSvg(line, shift)),
    ...lines(small, height - SPACE - (small.length - 1) * FOOT_LINE, FOOT_LINE, `font-size="11" fill="${quiet}"`)];
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" `
    + `viewBox="0 0 ${width} ${height}" font-family="Inter, system-ui, sans-serif" style="font-variant-numeric:tabular-nums">`
    + `<title>${escaped(title)}</title><rect width="100%" height="100%" `
    + `fill="${style.getPropertyValue("--background").trim()}"/>${parts.join("")}</svg>`;
}

/** Lines at the left edge, the first one's baseline at `y`.
 * @param {string[]} texts @param {number} y @param {number} step @param {string} style  as attributes
 * @returns {string[]} */
function lines(texts, y, step, style) {
  return texts.map((text, i) => `<text x="${SPACE}" y="${y + i * step}" ${style}>${escaped(text)}</text>`);
}

/** What is drawn and written, in one box: controls leave no empty band at an end.
 * @param {Element} panel @returns {Box} */
function extent(panel) {
  const boxes = [...pictured(panel).map((part) => part.getBoundingClientRect()), ...written(panel).map(boxOf)];
  const found = around(boxes.filter(({ width, height }) => width && height));
  return { ...found, width: Math.max(NARROWEST, found.width) };
}

/** How wide a text is. @param {string} font  weight and size @returns {(text: string) => number} */
function measure(font) {
  const context = new OffscreenCanvas(1, 1).getContext("2d");
  if (!context) return () => 0;
  context.font = `${font} Inter, system-ui, sans-serif`;
  return (text) => context.measureText(text).width;
}

/**
 * @param {Element} part  as `pictured` finds them
 * @param {Shift} shift
 * @param {Drawings} drawings
 * @returns {string}
 */
function picture(part, shift, drawings) {
  const { left, top, width, height } = part.getBoundingClientRect();
  const at = `x="${left + shift.x}" y="${top + shift.y}" width="${width}" height="${height}"`;
  if (part instanceof SVGSVGElement) return drawing(part, at);
  const canvas = part instanceof HTMLImageElement ? copied(part) : part;
  if (!(canvas instanceof HTMLCanvasElement)) return `<rect ${at} fill="${getComputedStyle(part).backgroundColor}"/>`;
  if (!canvas.width || !canvas.height) return "";
  const drawn = drawings.get(canvas);
  if (drawn) return `<svg ${at} viewBox="0 0 ${drawn.width} ${drawn.height}" preserveAspectRatio="none">${drawn.svg}</svg>`;
  return `<image ${at} preserveAspectRatio="none" href="${canvas.toDataURL("image/png")}"/>`;
}

/** @param {HTMLImageElement} image @returns {HTMLCanvasElement} */
function copied(image) {
  const canvas = document.createElement("canvas");
  canvas.width = image.naturalWidth;
  canvas.height = image.naturalHeight;
  canvas.getContext("2d")?.drawImage(image, 0, 0);
  return canvas;
}

/**
 * An inline drawing with the styles that the page gave it.
 * @param {SVGSVGElement} svg
 * @param {string} at  its size and place as attributes
 * @returns {string}
 */
function drawing(svg, at) {
  const clone = /** @type {SVGSVGElement} */ (svg.cloneNode(true));
  const [originals, copies] = [svg, clone].map((root) => [root, ...root.querySelectorAll("*")]);
  originals.forEach((original, i) => {
    const style = getComputedStyle(original);
    for (const name of DRAWN) copies[i].setAttribute(name, style.getPropertyValue(name));
  });
  clone.setAttribute("viewBox", svg.getAttribute("viewBox") ?? `0 0 ${svg.clientWidth} ${svg.clientHeight}`);
  return placed(new XMLSerializer().serializeToString(clone), at);
}
