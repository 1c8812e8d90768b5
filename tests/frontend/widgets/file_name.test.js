import assert from "node:assert/strict";
import { test } from "node:test";

import { directionFile, fileName, headFile, queryFile } from "../../../vitviz/web/frontend/widgets/file_name.js";

test("a file says photo, head, query and direction, counted from 1", () => {
  const shown = [headFile("11.3"), queryFile("119", ["class"]), directionFile("row")].join(" ");
  assert.equal(fileName("coffee", shown), "vitviz-coffee-layer12-head4-patch120-looks-at");
});

test("what is no patch is called by what it is, and numbered where there are several", () => {
  assert.equal(queryFile("p0", ["class", "register", "register"]), "class-token");
  assert.equal(queryFile("p2", ["class", "register", "register"]), "register-token3");
  assert.equal(headFile("0.mean"), "layer1-mean");
  assert.equal(headFile("rollout"), "rollout");
});

test("no sign of a label is left that a file system refuses", () => {
  assert.equal(fileName("own-photo", "map", 'a/b: "c" *?'), "vitviz-own-photo-map-a-b-c");
  assert.equal(fileName("koala", "relevance 树袋熊"), "vitviz-koala-relevance-树袋熊");
});

test("a long name is cut where it ends in a letter", () => {
  const name = fileName("x", "a ".repeat(99));
  assert.ok(name.length <= 100);
  assert.match(name, /a$/);
});
