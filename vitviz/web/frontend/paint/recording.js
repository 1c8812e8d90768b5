// What a canvas shows as SVG: while `recorded` paints, every drawing call is written down beside
// being drawn. Letters become text, lines become paths, and a map becomes the small picture that it
// is, a pixel a patch, which is sharp at any size.

/** @typedef {CanvasRenderingContext2D} Context */
/** @typedef {{width: number, height: number, parts: string[], path: string[], ratio: number}} Writing */

/** What is painted now, by its canvas; null while nobody listens. @type {Map<HTMLCanvasElement, Writing>|null} */
let records = null;

/**
 * Runs `paint` and returns each canvas that it painted as the inside of an SVG of its CSS pixels.
 * @param {() => void} paint
 * @returns {Map<HTMLCanvasElement, {width: number, height: number, svg: string}>}
 */
export function recorded(paint) {
  /** @type {Map<HTMLCanvasElement, Writing>} */
  const found = records = new Map();
  try {
    paint();
  } finally {
    records = null;
  }
  return new Map([...found].map(([canvas, { width, height, parts }]) =>
    [canvas, { width, height, svg: parts.join("") }]));
}

/**
 * The context itself, or one that also writes down what it draws.
 * @param {HTMLCanvasElement} canvas @param {Context} context
 * @param {{width: number, height: number, ratio: number}} size  CSS pixels, and the screen's pixels of one
 * @returns {Context}
 */
export function listening(canvas, context, size) {
  if (!records) return context;
  /** @type {Writing} */
  const record = { ...size, parts: [], path: [] };
  records.set(canvas, record);
  return new Proxy(context, {
    get(_, name) {
      const own = Reflect.get(context, name, context);
      if (typeof own !== "function") return own;
      return (/** @type {any[]} */ ...given) => {
        if (Object.hasOwn(WRITTEN, name)) WRITTEN[/** @type {string} */ (name)](record, context, given);
        return own.apply(context, given);
      };
    },
    set: (_, name, value) => Reflect.set(context, name, value, context),
  });
}

/** @typedef {(record: Writing, context: Context, given: any[]) => void} Write */

/** How each call is written. @type {Record<string, Write>} */
const WRITTEN = {
  beginPath: (record) => { record.path = []; },
  moveTo: ({ path }, _, [x, y]) => path.push(`M${short(x)} ${short(y)}`),
  lineTo: ({ path }, _, [x, y]) => path.push(`L${short(x)} ${short(y)}`),
  closePath: ({ path }) => path.push("Z"),
  rect: ({ path }, _, [x, y, width, height]) => path.push(boxPath(x, y, width, height)),
  arc: ({ path }, _, [x, y, radius]) => path.push(circlePath(x, y, radius)),
  stroke: (record, context) => add(record, context, `<path d="${record.path.join("")}" ${stroked(context)}/>`),
  fill: (record, context, [rule]) => add(record, context,
    `<path d="${record.path.join("")}" ${paint("fill", context.fillStyle)}${rule ? ` fill-rule="${rule}"` : ""}/>`),
  fillRect: (record, context, box) => add(record, context, `<rect ${place(box)} ${paint("fill", context.fillStyle)}/>`),
  strokeRect: (record, context, box) => add(record, context, `<rect ${place(box)} ${stroked(context)}/>`),
  fillText: (record, context, [text, x, y]) => add(record, context, letters(context, text, x, y)),
  drawImage: (record, context, given) => add(record, context, picture(context, given)),
};

/** @param {Writing} record @param {Context} context @param {string} part */
function add({ parts, ratio }, context, part) {
  const { a, b, c, d, e, f } = context.getTransform();
  const moved = [a, b, c, d, e, f].map((value) => value / ratio);
  const plain = moved.every((value, i) => Math.abs(value - [1, 0, 0, 1, 0, 0][i]) < 1e-6);
  const more = (plain ? "" : ` transform="matrix(${moved.map(short).join(" ")})"`)
    + (context.globalAlpha < 1 ? ` opacity="${short(context.globalAlpha)}"` : "");
  parts.push(more ? `<g${more}>${part}</g>` : part);
}

/** Not every drawing programme reads an alpha within a colour.
 * @param {"fill"|"stroke"} name @param {any} style  as a context gives it: "#rrggbb" or "rgba(...)" */
function paint(name, style) {
  const [, rgb, alpha] = /^rgba\((.*), ([\d.]+)\)$/.exec(String(style)) ?? [];
  return rgb ? `${name}="rgb(${rgb})" ${name}-opacity="${alpha}"` : `${name}="${style}"`;
}

/** @param {Context} context */
function stroked(context) {
  return `fill="none" ${paint("stroke", context.strokeStyle)} stroke-width="${short(context.lineWidth)}"`;
}

/** @param {any[]} box */
function place([x, y, width, height]) {
  const [left, top] = [Math.min(x, x + width), Math.min(y, y + height)];
  return `x="${short(left)}" y="${short(top)}" width="${short(Math.abs(width))}" height="${short(Math.abs(height))}"`;
}

/** Text on its baseline: other baselines are not read alike everywhere.
 * @param {Context} context @param {string} text @param {number} x @param {number} y */
function letters(context, text, x, y) {
  const { textBaseline: baseline, textAlign: align } = context;
  const above = context.measureText(text).fontBoundingBoxAscent;
  context.textBaseline = "alphabetic";
  const down = context.measureText(text).fontBoundingBoxAscent - above;
  context.textBaseline = baseline;
  const [, weight = "400", size] = /^(?:(\d{3}) )?.*?([\d.]+)px/.exec(context.font) ?? [];
  const anchor = align === "center" ? "middle" : align === "right" ? "end" : "start";
  return `<text x="${short(x)}" y="${short(y + down)}" font-size="${size}" font-weight="${weight}" `
    + `text-anchor="${anchor}" ${paint("fill", context.fillStyle)}>${text.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`)}</text>`;
}

/** @param {Context} context @param {any[]} given  as `drawImage` takes it */
function picture(context, [image, ...numbers]) {
  const [width, height] = [image.naturalWidth ?? image.width, image.naturalHeight ?? image.height];
  const [sx, sy, sw, sh, ...at] = numbers.length > 4 ? numbers
    : [0, 0, width, height, numbers[0], numbers[1], numbers[2] ?? width, numbers[3] ?? height];
  const copy = document.createElement("canvas");
  [copy.width, copy.height] = [Math.max(1, Math.round(sw)), Math.max(1, Math.round(sh))];
  copy.getContext("2d")?.drawImage(image, sx, sy, sw, sh, 0, 0, copy.width, copy.height);
  const photo = image instanceof HTMLImageElement; // a photo as PNG is ten times as long
  const sharp = context.imageSmoothingEnabled ? "" : ` image-rendering="optimizeSpeed" style="image-rendering:pixelated"`;
  return `<image ${place(at)} preserveAspectRatio="none"${sharp} `
    + `href="${photo ? copy.toDataURL("image/jpeg", 0.92) : copy.toDataURL("image/png")}"/>`;
}

/** @param {number} x @param {number} y @param {number} width @param {number} height */
function boxPath(x, y, width, height) {
  return `M${short(x)} ${short(y)}h${short(width)}v${short(height)}h${short(-width)}Z`;
}

/** All our arcs are whole circles. @param {number} x @param {number} y @param {number} radius */
function circlePath(x, y, radius) {
  const r = short(radius);
  return `M${short(x - radius)} ${short(y)}a${r} ${r} 0 1 0 ${short(2 * radius)} 0a${r} ${r} 0 1 0 ${short(-2 * radius)} 0Z`;
}

/** @param {number} value */
function short(value) {
  return String(Math.round(value * 1000) / 1000);
}
