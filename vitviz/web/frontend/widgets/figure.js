// A panel as a picture of its own: what its canvases and drawings show and what its words say,
// as SVG. Controls stay behind, and what is marked data-figure="no".

import { boxOf, linesOf, pictured, written } from "./figure_parts.js";
import { around, escaped, lineSvg, placed, wrapped } from "./figure_text.js";

/** @typedef {import("./figure_text.js").Box} Box */
/** @typedef {import("./figure_text.js").Shift} Shift */

const SPACE = 16; // CSS pixels around the panel
const LINE = 20; // and between two lines of the title
const NARROWEST = 240; // room for the title
const DRAWN = ["fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linejoin", "opacity",
  "fill-opacity", "font-size", "font-weight", "text-anchor", "dominant-baseline"];

/**
 * The panel as the text of an SVG file.
 * @param {Element} panel
 * @param {string} title  on top
 * @param {Element} [themed]  whose colours the title and the ground have
 * @returns {string}
 */
export function svgOf(panel, title, themed = panel) {
  const frame = extent(panel);
  const style = getComputedStyle(themed);
  const heading = wrapped(title, frame.width, measure());
  const head = heading.length * LINE + 12;
  const [width, height] = [frame.width + 2 * SPACE, frame.height + 2 * SPACE + head];
  const shift = { x: SPACE - frame.left, y: SPACE + head - frame.top };
  const above = heading.map((line, i) => `<text x="${SPACE}" y="${SPACE + 14 + i * LINE}" `
    + `font-size="15" font-weight="600" fill="${style.color}">${escaped(line)}</text>`);
  const pictures = pictured(panel).map((part) => picture(part, shift));
  const lines = written(panel).flatMap(linesOf).map((line) => lineSvg(line, shift));
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" `
    + `viewBox="0 0 ${width} ${height}" font-family="Inter, system-ui, sans-serif" style="font-variant-numeric:tabular-nums">`
    + `<title>${escaped(title)}</title><rect width="100%" height="100%" `
    + `fill="${style.getPropertyValue("--background").trim()}"/>`
    + `${[...above, ...pictures, ...lines].join("")}</svg>`;
}

/** What is drawn and written, in one box: controls leave no empty band at an end.
 * @param {Element} panel @returns {Box} */
function extent(panel) {
  const boxes = [...pictured(panel).map((part) => part.getBoundingClientRect()), ...written(panel).map(boxOf)];
  const found = around(boxes.filter(({ width, height }) => width && height));
  return { ...found, width: Math.max(NARROWEST, found.width) };
}

/** How wide a text of the title is. @returns {(text: string) => number} */
function measure() {
  const context = new OffscreenCanvas(1, 1).getContext("2d");
  if (!context) return () => 0;
  context.font = "600 15px Inter, sans-serif";
  return (text) => context.measureText(text).width;
}

/**
 * @param {Element} part  as `pictured` finds them
 * @param {Shift} shift
 * @returns {string}
 */
function picture(part, shift) {
  const { left, top, width, height } = part.getBoundingClientRect();
  const at = `x="${left + shift.x}" y="${top + shift.y}" width="${width}" height="${height}"`;
  if (part instanceof SVGSVGElement) return drawing(part, at);
  const canvas = part instanceof HTMLImageElement ? copied(part) : part;
  if (!(canvas instanceof HTMLCanvasElement)) return `<rect ${at} fill="${getComputedStyle(part).backgroundColor}"/>`;
  if (!canvas.width || !canvas.height) return "";
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
