import assert from "node:assert/strict";
import { test } from "node:test";

import "../elements.js";
import { h } from "../../../vitviz/web/frontend/lib/dom.js";
import { STEERED, steered } from "../../../vitviz/web/frontend/lib/steered.js";

/** A picture that counts what is written on it. */
function picture() {
  const element = h("div", { ...STEERED });
  element.written = 0;
  element.getAttribute = (name) => element[name] ?? null;
  const write = element.setAttribute.bind(element);
  element.setAttribute = (name, value) => { element.written += 1; write(name, value); };
  return element;
}

test("a picture that the arrow keys steer says where it stands, in numbers and in words", () => {
  const element = picture();
  steered(element, 120, "patch 121");
  assert.deepEqual([element.role, element.tabindex], ["slider", "0"]);
  assert.deepEqual([element["aria-valuemin"], element["aria-valuenow"], element["aria-valuetext"]], ["1", "121", "patch 121"]);
  assert.ok(Number(element["aria-valuemax"]) >= 121);
});

test("the same place is not said a second time", () => {
  const element = picture();
  steered(element, 1, "patch 2");
  const { written } = element;
  steered(element, 1, "patch 2");
  assert.equal(element.written, written);
});

test("where there is no picture nothing is written", () => {
  assert.equal(steered(null, 0, "patch 1"), undefined);
});
