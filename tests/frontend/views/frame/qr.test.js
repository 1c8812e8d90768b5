import assert from "node:assert/strict";
import { test } from "node:test";

import "../../elements.js";
import { QrCode } from "../../../../vitviz/web/frontend/views/frame/qr.js";

test("the code of the former link is not seen while that of the next one is on its way", () => {
  const shown = new QrCode(320, "scan");
  const { element } = shown;
  shown.show("a");
  assert.deepEqual([element.src, element.style.visibility], ["a", "hidden"]);
  element.dispatchEvent(new Event("load"));
  assert.equal(element.style.visibility, "");
  shown.show("b");
  assert.deepEqual([element.src, element.style.visibility], ["b", "hidden"]);
});

test("the same link asks for no other code, and none hides it", () => {
  const shown = new QrCode(320, "scan");
  const { element } = shown;
  shown.show("a");
  element.dispatchEvent(new Event("load"));
  shown.show("a");
  assert.deepEqual([element.hidden, element.style.visibility], [false, ""]);
  shown.show("");
  assert.equal(element.hidden, true);
});

test("a code that does not come leaves no broken picture", () => {
  const shown = new QrCode(320, "scan");
  shown.show("a");
  shown.element.dispatchEvent(new Event("error"));
  assert.equal(shown.element.hidden, true);
});
