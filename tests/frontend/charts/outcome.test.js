import assert from "node:assert/strict";
import { test } from "node:test";

import { nameOf } from "../../../vitviz/web/frontend/charts/outcome.js";

test("a class is called in the visitor's language, in English where it has no name there", () => {
  const share = { before: 0.1, after: 0.2, en: "koala", zh: "考拉" };
  assert.equal(nameOf(share, "zh"), "考拉");
  assert.equal(nameOf(share, "fr"), "koala");
});
