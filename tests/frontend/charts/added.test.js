import assert from "node:assert/strict";
import { test } from "node:test";

import "../elements.js";
import { Added } from "../../../vitviz/web/frontend/charts/added.js";
import { formats } from "../../../vitviz/web/frontend/lib/formats.js";

const WORDS = { added_title: "What each block adds", added_tip: "tip", block: "block", usual: "median",
  added_here: "{layer}: {block}, {usual_block}", added_none: "{layer}: none", added_text: "{token}: {values}" };

/** All attributes of a chart of these blocks. */
function drawn(layers, most) {
  const chart = new Added(WORDS, ["block"]);
  chart.drawing.clientWidth = 400;
  chart.paint({ layers, most, token: "patch 1", formats: formats("en") });
  const found = [];
  const walk = (element) => {
    found.push(...Object.entries(element).filter(([name]) => /^(x|y|x1|x2|y1|y2|width|height)$/.test(name)));
    for (const child of element.children ?? []) walk(child);
  };
  walk(chart.drawing);
  return found;
}

test("blocks that add nothing have bars of no height, and everything has its place", () => {
  const places = drawn([{ block: 0, blockUsual: 0 }, { block: NaN, blockUsual: NaN }], 0);
  assert.ok(places.length > 10);
  assert.deepEqual(places.filter(([, value]) => String(value).includes("NaN")), []);
});

test("a bar is as high as its share of the largest", () => {
  const heights = drawn([{ block: 0.25, blockUsual: 0.2 }, { block: 0.5, blockUsual: 0.4 }], 0.5)
    .filter(([name]) => name === "height").map(([, value]) => Number(value));
  assert.ok(heights.some((one) => heights.includes(one / 2) && one > 50));
});
