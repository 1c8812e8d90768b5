import assert from "node:assert/strict";
import { test } from "node:test";

import "../elements.js";

const { Flow } = await import("../../../vitviz/web/frontend/charts/flow.js");

const WIDTH = 600;
const WORDS = { flow_text: "bands", flow_left: "{count}" };
const formats = { percent: (share) => `${100 * share} %` };

/** The chart of these depths, each with the shares of two classes. */
function painted(depths, numbers, depth = 0) {
  const flow = new Flow(WORDS, { depth() {}, target() {} });
  flow.drawing.clientWidth = WIDTH;
  flow.paint({ values: Float32Array.from(depths.flat()), depths: depths.length, classes: 2, target: 0, depth,
    labels: ["koala", "cat"], token: "the class token", names: numbers.map(String), numbers, formats });
  return flow.drawing.children[0];
}

const within = (node, kind) => [...(node.localName === kind ? [node] : []),
  ...(node.children ?? []).flatMap((child) => within(child, kind))];
const points = (band) => band.points.split(" ").map((point) => point.split(",").map(Number));

test("a depth by itself has bands as wide as the chart", () => {
  const chart = painted([[0.75, 0.25]], [4]);
  const [koala, cat] = within(chart, "polygon").map(points);
  const width = koala[1][0] - koala[0][0];
  assert.ok(width > 200 && koala.flat().every((at) => at > 0 && at < WIDTH));
  assert.equal(koala[3][1] - koala[0][1], 3 * (cat[3][1] - cat[0][1]));
  const [ring] = within(chart, "circle");
  assert.equal(Number(ring.cx), (koala[0][0] + koala[1][0]) / 2);
});

test("several depths lie side by side from the left end to the right", () => {
  const [koala] = within(painted([[1, 0], [0.5, 0.5], [0, 1]], [0, 1, 2]), "polygon").map(points);
  const [left, middle, right] = koala.map(([x]) => x);
  assert.ok(Math.abs(middle - (left + right) / 2) < 1e-9);
});

test("below the depths stand the numbers that the address has", () => {
  const texts = within(painted([[1, 0], [0, 1]], [11, 12], 1), "text").filter((text) => /axis/.test(text.class));
  assert.deepEqual(texts.map((text) => text.children?.[0] ?? text.textContent), ["11", "12"]);
});
