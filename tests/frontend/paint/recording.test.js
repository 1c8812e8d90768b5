import assert from "node:assert/strict";
import { test } from "node:test";

import { listening, recorded } from "../../../vitviz/web/frontend/paint/recording.js";

const SIZE = { width: 30, height: 20, ratio: 2 };

/** As much of a 2d context as is listened to; `calls` are those that reached it. */
function context(own = {}) {
  const calls = [];
  const call = (name) => (...given) => calls.push([name, ...given]);
  const names = ["beginPath", "moveTo", "lineTo", "closePath", "rect", "arc", "stroke", "fill", "fillRect",
    "strokeRect", "fillText", "drawImage"];
  return { calls, fillStyle: "#010203", strokeStyle: "rgba(4, 5, 6, 0.5)", lineWidth: 2, globalAlpha: 1,
    font: "600 11px Inter", textAlign: "center", textBaseline: "alphabetic", imageSmoothingEnabled: false,
    getTransform: () => ({ a: 2, b: 0, c: 0, d: 2, e: 0, f: 0 }),
    measureText() { return { fontBoundingBoxAscent: this.textBaseline === "middle" ? 4 : 10 }; },
    ...Object.fromEntries(names.map((name) => [name, call(name)])), ...own };
}

/** The SVG of what `draw` draws. */
function svgOf(draw, own = {}) {
  const canvas = {};
  return recorded(() => draw(listening(canvas, context(own), SIZE))).get(canvas).svg;
}

test("while nobody listens the context is the canvas' own", () => {
  const own = context();
  assert.equal(listening({}, own, SIZE), own);
});

test("what is written down is drawn as well, and settings reach the canvas", () => {
  const own = context();
  recorded(() => {
    const heard = listening({}, own, SIZE);
    heard.fillStyle = "#ffffff";
    heard.fillRect(1, 2, 3, 4);
  });
  assert.deepEqual(own.calls, [["fillRect", 1, 2, 3, 4]]);
  assert.equal(own.fillStyle, "#ffffff");
});

test("a listener that fails leaves nobody listening", () => {
  assert.throws(() => recorded(() => { throw new Error("broken"); }));
  const own = context();
  assert.equal(listening({}, own, SIZE), own);
});

test("text stays text on its baseline, in its size, weight and alignment", () => {
  const svg = svgOf((c) => c.fillText("a<b", 5, 7), { textBaseline: "middle" });
  assert.equal(svg, `<text x="5" y="13" font-size="11" font-weight="600" text-anchor="middle" `
    + `fill="#010203">a&#60;b</text>`);
});

test("a see-through colour is a colour and an opacity", () => {
  assert.equal(svgOf((c) => c.strokeRect(8, 2, -3, 4)), `<rect x="5" y="2" width="3" height="4" fill="none" `
    + `stroke="rgb(4, 5, 6)" stroke-opacity="0.5" stroke-width="2"/>`);
});

test("a path is drawn with all of its lines and begins anew", () => {
  const svg = svgOf((c) => {
    c.beginPath();
    c.moveTo(0, 0);
    c.beginPath();
    c.moveTo(1, 2);
    c.lineTo(3, 4);
    c.closePath();
    c.fill("evenodd");
  });
  assert.equal(svg, `<path d="M1 2L3 4Z" fill="#010203" fill-rule="evenodd"/>`);
});

test("a turned or a fainter part is one in the figure too, in CSS pixels", () => {
  const turned = { globalAlpha: 0.3, getTransform: () => ({ a: 0, b: 2, c: -2, d: 0, e: 20, f: 0 }) };
  const svg = svgOf((c) => c.fillRect(0, 0, 1, 1), turned);
  assert.match(svg, /^<g transform="matrix\(0 1 -1 0 10 0\)" opacity="0.3"><rect /);
});
