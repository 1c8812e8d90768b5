// A panel as a picture of its own: what its canvases and drawings show and what its words say,
// as SVG, and from that as PNG. Controls stay behind, and what is marked data-figure="no".

const SPACE = 16; // CSS pixels around the panel
const SHARP = 2; // pixels of the PNG for each CSS pixel
const LINE = 20; // and between two lines of the title
const NARROWEST = 240; // room for the title
const DRAWN = ["fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linejoin", "opacity",
  "fill-opacity", "font-size", "font-weight", "text-anchor", "dominant-baseline"];

/** The panel `element` as the text of an SVG file, `title` on top; colours are those of `themed`. */
export function svgOf(element, title, themed = element) {
  const frame = extent(element);
  const style = getComputedStyle(themed);
  const heading = broken(title, frame.width);
  const head = heading.length * LINE + 12;
  const [width, height] = [frame.width + 2 * SPACE, frame.height + 2 * SPACE + head];
  const shift = { x: SPACE - frame.left, y: SPACE + head - frame.top };
  const parts = [...pictures(element, shift), ...writing(element, shift)];
  const above = heading.map((line, i) => `<text x="${SPACE}" y="${SPACE + 14 + i * LINE}" `
    + `font-size="15" font-weight="600" fill="${style.color}">${safe(line)}</text>`);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" `
    + `viewBox="0 0 ${width} ${height}" font-family="Inter, system-ui, sans-serif" style="font-variant-numeric:tabular-nums">`
    + `<title>${safe(title)}</title><rect width="100%" height="100%" `
    + `fill="${style.getPropertyValue("--background").trim()}"/>`
    + `${above.join("")}${parts.join("")}</svg>`;
}

/** What is drawn and written of `element`, in one rectangle: controls leave no empty band at an end. */
function extent(element) {
  const boxes = [...pictured(element), ...written(element).map(rangeOf)]
    .map((part) => part.getBoundingClientRect()).filter(({ width, height }) => width && height);
  const [left, top] = ["left", "top"].map((side) => Math.min(...boxes.map((box) => box[side])));
  const [right, bottom] = ["right", "bottom"].map((side) => Math.max(...boxes.map((box) => box[side])));
  return { left, top, width: Math.max(NARROWEST, right - left), height: bottom - top };
}

/** The title in lines that fit; Chinese breaks anywhere. */
function broken(title, width) {
  const context = new OffscreenCanvas(1, 1).getContext("2d");
  context.font = "600 15px Inter, sans-serif";
  const lines = [""];
  for (const piece of title.match(/[\u2e80-\uffff]|[^\s\u2e80-\uffff]+\s*|\s+/g) ?? []) {
    const longer = lines[lines.length - 1] + piece;
    if (context.measureText(longer.trimEnd()).width > width && lines[lines.length - 1]) lines.push(piece);
    else lines[lines.length - 1] = longer;
  }
  return lines.map((line) => line.trimEnd());
}

/** The SVG as a PNG, twice as sharp as on an ordinary screen. @returns {Promise<Blob>} */
export async function pngOf(svg) {
  const dressed = svg.replace("<title>", `<style>${await typeface()}</style><title>`);
  const url = URL.createObjectURL(new Blob([dressed], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [image.naturalWidth * SHARP, image.naturalHeight * SHARP];
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((done) => canvas.toBlob(done, "image/png"));
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** The page's typeface as a rule of its own: a picture reads no file beside it. */
async function typeface() {
  try {
    const answer = await fetch(new URL("assets/fonts/inter.woff2", document.baseURI));
    if (!answer.ok) return "";
    const reader = new FileReader();
    reader.readAsDataURL(await answer.blob());
    await new Promise((done) => { reader.onload = done; });
    return `@font-face{font-family:Inter;font-weight:100 900;src:url(${reader.result})}`;
  } catch {
    return ""; // then the system's
  }
}

function pictured(element) {
  return [...element.querySelectorAll("canvas, svg, img, [data-swatch]")].filter(seen);
}

function pictures(element, shift) {
  return pictured(element).map((part) => {
    const { left, top, width, height } = part.getBoundingClientRect();
    const place = `x="${left + shift.x}" y="${top + shift.y}" width="${width}" height="${height}"`;
    if (part.localName === "svg") return drawing(part, place);
    if (part.dataset.swatch !== undefined) {
      return `<rect ${place} fill="${getComputedStyle(part).backgroundColor}"/>`;
    }
    const canvas = part.localName === "img" ? copied(part) : part;
    if (!canvas.width || !canvas.height) return "";
    return `<image ${place} preserveAspectRatio="none" href="${canvas.toDataURL("image/png")}"/>`;
  });
}

function copied(image) {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
  canvas.getContext("2d").drawImage(image, 0, 0);
  return canvas;
}

/** An inline drawing with the styles that the page gave it. */
function drawing(svg, place) {
  const clone = svg.cloneNode(true);
  const pairs = [[svg, clone], ...[...svg.querySelectorAll("*")].map((from, i) =>
    [from, clone.querySelectorAll("*")[i]])];
  for (const [from, to] of pairs) {
    const style = getComputedStyle(from);
    for (const name of DRAWN) to.setAttribute(name, style.getPropertyValue(name));
  }
  clone.setAttribute("viewBox", svg.getAttribute("viewBox")
    ?? `0 0 ${svg.clientWidth} ${svg.clientHeight}`);
  const inside = new XMLSerializer().serializeToString(clone);
  return inside.replace(/^<svg([^>]*)>/, (_, given) =>
    `<svg ${given.replace(/\s(x|y|width|height|class|style)="[^"]*"/g, "")} ${place}>`);
}

/** The texts that a reader of the picture gets. */
function written(element) {
  const found = [];
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    if (node.data.trim() && !parent.closest("svg, script, style") && seen(parent)) found.push(node);
  }
  return found;
}

function rangeOf(node) {
  const range = document.createRange();
  range.selectNodeContents(node);
  return range;
}

/** Every line of every text, where it stands. */
function writing(element, shift) {
  const lines = [];
  for (const node of written(element)) {
    const { color, fontSize, fontWeight, writingMode } = getComputedStyle(node.parentElement);
    const rise = parseFloat(fontSize) * 0.35; // from a line's middle to its baseline
    for (const { text, box } of linesOf(node)) {
      // Written downwards, letters lie on their side and Chinese stands.
      const lying = writingMode !== "horizontal-tb" && !/[\u2e80-\ufeff]/.test(text);
      const place = lying
        ? `transform="translate(${box.left + shift.x + box.width / 2 - rise} ${box.top + shift.y}) rotate(90)"`
        : `x="${box.left + shift.x}" y="${box.top + shift.y + box.height / 2 + rise}"`;
      lines.push(`<text ${place} font-size="${fontSize}" `
        + `font-weight="${fontWeight}" fill="${color}" textLength="${lying ? box.height : box.width}" `
        + `lengthAdjust="spacingAndGlyphs">${safe(text)}</text>`);
    }
  }
  return lines;
}

/** A text node cut where the page breaks its lines. */
function linesOf(node) {
  const range = document.createRange();
  const found = [];
  for (let at = 0; at < node.data.length; at++) {
    range.setStart(node, at);
    range.setEnd(node, at + 1);
    const box = range.getClientRects()[0];
    if (!box) continue;
    const last = found[found.length - 1];
    if (last && Math.abs(last.top - box.top) < 3) last.end = at + 1;
    else found.push({ start: at, end: at + 1, top: box.top });
  }
  return found.map(({ start, end }) => {
    range.setStart(node, start);
    range.setEnd(node, end);
    return { text: node.data.slice(start, end).trim(), box: range.getBoundingClientRect() };
  }).filter(({ text, box }) => text && box.width);
}

const CONTROLS = "button, select, input, label, summary, .labelled";

function seen(element) {
  return element.checkVisibility()
    && !element.closest(`${CONTROLS}, [data-figure="no"], .hidden-text, .tip`);
}

function safe(text) {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
