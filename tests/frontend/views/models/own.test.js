import assert from "node:assert/strict";
import { test } from "node:test";

import { own } from "../../../../vitviz/web/frontend/views/models/own.js";

const WORDS = { own_name: "letters only", own_unknown: "does not say" };

test("an own model that opens is told by its architecture, any other by its very own reason", () => {
  assert.equal(own({ architecture: "resnet18", why: "", said: "" }, WORDS), "resnet18");
  assert.equal(own({ architecture: "resnet18", why: "name", said: "" }, WORDS), "letters only");
  assert.equal(own({ architecture: "", why: "architecture_unknown", said: "" }, WORDS), "does not say");
  assert.equal(own({ architecture: "", why: "weights_code", said: "It would run code." }, WORDS), "It would run code.");
});
