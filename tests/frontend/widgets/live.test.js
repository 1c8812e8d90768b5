import assert from "node:assert/strict";
import { test } from "node:test";

import "../elements.js";
import { Live } from "../../../vitviz/web/frontend/widgets/live.js";

/** A sentence in a view that the visitor is in, or not. @param {boolean} there */
function live(there) {
  const made = new Live();
  made.element.closest = () => ({ matches: () => there });
  made.say("patch 1");
  return made.element;
}

test("what the visitor changes in a view is read aloud, what comes by itself stands there unsaid", () => {
  assert.deepEqual([live(true).textContent, live(true)["aria-live"]], ["patch 1", "polite"]);
  assert.deepEqual([live(false).textContent, live(false)["aria-live"]], ["patch 1", "off"]);
});

test("the same sentence is not written a second time", () => {
  const element = live(true);
  let written = 0;
  Object.defineProperty(element, "textContent", { get: () => "patch 1", set: () => { written += 1; } });
  new Live().say.call({ element }, "patch 1");
  assert.equal(written, 0);
});

test("a sentence outside of any view is not read aloud", () => {
  const made = new Live();
  made.element.closest = () => null;
  made.say("patch 1");
  assert.equal(made.element["aria-live"], "off");
});
