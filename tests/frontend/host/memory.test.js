import assert from "node:assert/strict";
import { test } from "node:test";

import { recall, remember } from "../../../vitviz/web/frontend/host/memory.js";

test("a browser that keeps nothing recalls nothing, and says nothing of it", () => {
  remember("lesson", "text");
  assert.equal(recall("lesson"), null);
});
