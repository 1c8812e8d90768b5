import assert from "node:assert/strict";
import { test } from "node:test";

import { matching, rowAfter } from "../../../vitviz/web/frontend/widgets/matching.js";

const OPTIONS = [["koala", "树袋熊"], ["bear", "熊"], ["Polar bear", "北极熊"]].map(([label, other], i) =>
  ({ id: String(i), label, other, note: "" }));
const ids = (found) => found.map(({ id }) => id).join("");

test("without text every option is found and none is marked", () => {
  const { found, at } = matching(OPTIONS, "  ");
  assert.equal(ids(found), "012");
  assert.equal(at, -1);
});

test("text is found in any case and anywhere in a label, and the first find is marked", () => {
  const { found, at } = matching(OPTIONS, " BEAR ");
  assert.equal(ids(found), "12");
  assert.equal(at, 0);
});

test("both languages are searched", () => {
  assert.equal(ids(matching(OPTIONS, "树袋").found), "0");
});

test("what runs over from one language into the other is no find", () => {
  assert.equal(ids(matching(OPTIONS, "koala树").found), "");
});

test("where nothing is found no row is marked", () => {
  assert.equal(matching(OPTIONS, "zebra").at, -1);
});

test("the arrow keys go by one row and stop at both ends", () => {
  assert.equal(rowAfter("ArrowDown", -1, 3), 0);
  assert.equal(rowAfter("ArrowDown", 2, 3), 2);
  assert.equal(rowAfter("ArrowUp", 0, 3), 0);
});

test("the page keys go by eight rows and stop at both ends", () => {
  assert.equal(rowAfter("PageDown", 1, 30), 9);
  assert.equal(rowAfter("PageDown", 1, 5), 4);
  assert.equal(rowAfter("PageUp", 5, 30), 0);
});

test("among no rows every key leads to none", () => {
  for (const key of ["ArrowDown", "ArrowUp", "PageDown", "PageUp"]) assert.equal(rowAfter(key, -1, 0), -1);
});

test("other keys lead nowhere, even those an object has by itself", () => {
  assert.equal(rowAfter("a", 0, 3), null);
  assert.equal(rowAfter("constructor", 0, 3), null);
});
