import assert from "node:assert/strict";
import { test } from "node:test";

import { around, escaped, lineSvg, placed, wrapped } from "../../../vitviz/web/frontend/widgets/figure_text.js";

const measure = (text) => text.length; // every letter is one wide
const LINE = { text: "a", box: { left: 10, top: 20, width: 30, height: 40 }, size: "20px", weight: "400",
  colour: "red", mode: "horizontal-tb" };
const SHIFT = { x: 1, y: 2 };

test("no text leaves its element or attribute", () => {
  assert.equal(escaped(`<a href="b">&`), "&#60;a href=&#34;b&#34;&#62;&#38;");
  assert.match(lineSvg({ ...LINE, text: "</text>" }, SHIFT), />&#60;\/text&#62;<\/text>$/);
});

test("a title breaks between words where the next one does not fit", () => {
  assert.deepEqual(wrapped("one two three", 7, measure), ["one two", "three"]);
});

test("the space at a line's end takes no room", () => {
  assert.deepEqual(wrapped("abc def", 3, measure), ["abc", "def"]);
});

test("a word wider than a line stands alone", () => {
  assert.deepEqual(wrapped("a incredible b", 4, measure), ["a", "incredible", "b"]);
});

test("chinese breaks between any two signs", () => {
  assert.deepEqual(wrapped("注意力图", 3, measure), ["注意力", "图"]);
});

test("an empty title is one empty line", () => {
  assert.deepEqual(wrapped("", 9, measure), [""]);
});

test("a line stands on its baseline, a third of its size under its middle", () => {
  assert.match(lineSvg(LINE, SHIFT), /^<text x="11" y="49" /);
  assert.match(lineSvg(LINE, SHIFT), / textLength="30" /);
});

test("letters written downwards lie on their side and are as long as the line is high", () => {
  const svg = lineSvg({ ...LINE, mode: "vertical-rl" }, SHIFT);
  assert.match(svg, /^<text transform="translate\(19 22\) rotate\(90\)" /);
  assert.match(svg, / textLength="40" /);
});

test("chinese written downwards stands", () => {
  assert.match(lineSvg({ ...LINE, text: "层", mode: "vertical-rl" }, SHIFT), /^<text x="11" /);
});

test("a box around several begins at the first and ends at the last of each side", () => {
  const boxes = [{ left: 5, top: 8, width: 10, height: 1 }, { left: 2, top: 9, width: 4, height: 6 }];
  assert.deepEqual(around(boxes), { left: 2, top: 8, width: 13, height: 7 });
});

test("a box around nothing has no size, so that the figure stays a figure", () => {
  assert.deepEqual(around([]), { left: 0, top: 0, width: 0, height: 0 });
});

test("a drawing gets its new place and loses its own, its parts keep theirs", () => {
  const drawing = `<svg class="c" width="9" viewBox="0 0 1 1"><rect x="3" width="2"/></svg>`;
  const found = placed(drawing, `x="7" width="8"`);
  assert.match(found, /^<svg [^>]*viewBox="0 0 1 1" x="7" width="8"><rect x="3" width="2"\/><\/svg>$/);
  assert.doesNotMatch(found, /class=|width="9"/);
});
