import assert from "node:assert/strict";
import { test } from "node:test";

import { dropped, pasted } from "../../../../vitviz/web/frontend/views/frame/arrivals.js";

const TEXT = { type: "text/plain" }, PNG = { type: "image/png" };
const entry = (isDirectory) => ({ kind: "file", webkitGetAsEntry: () => ({ isDirectory }) });

test("of what is pasted the first picture is taken, else the first file", () => {
  assert.equal(pasted([TEXT, PNG]), PNG);
  assert.equal(pasted([TEXT]), TEXT);
  assert.equal(pasted([]), undefined);
});

test("of what is dropped the first file is taken, whatever text comes with it", () => {
  assert.equal(dropped({ items: [{ kind: "string" }, entry(false)], files: [PNG, TEXT] }), PNG);
});

test("a folder is no file, and neither is nothing", () => {
  assert.equal(dropped({ items: [entry(true)], files: [PNG] }), null);
  assert.equal(dropped({ items: [], files: [] }), null);
});

test("a browser that cannot tell a folder gives its file", () => {
  assert.equal(dropped({ items: [{ kind: "file" }], files: [PNG] }), PNG);
});
