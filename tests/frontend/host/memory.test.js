import assert from "node:assert/strict";
import { test } from "node:test";

import { memory, read, write } from "../../../vitviz/web/frontend/host/memory.js";

test("a browser that keeps nothing recalls nothing, and says nothing of it", () => {
  write("key", "text");
  memory.remember("lesson", "text");
  assert.deepEqual([read("key"), memory.recall("lesson")], [null, null]);
});
