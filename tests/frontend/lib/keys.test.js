import assert from "node:assert/strict";
import { test } from "node:test";

import { containKeys, roving } from "../../../vitviz/web/frontend/lib/keys.js";

/** Buttons in a row of which number `at` begins; a key is pressed on one. */
function row(count, at) {
  const focused = [];
  const buttons = Array.from({ length: count }, (_, i) => ({ focus() {
    focused.push(i);
    this.onfocus();
  } }));
  roving(buttons, at);
  const press = (i, key) => {
    let prevented = false;
    buttons[i].onkeydown({ key, preventDefault: () => { prevented = true; } });
    return prevented;
  };
  return { focused, press, order: () => buttons.map(({ tabIndex }) => tabIndex) };
}

test("one button is in the order of the Tab key, the first where none is chosen", () => {
  assert.deepEqual(row(3, 1).order(), [-1, 0, -1]);
  assert.deepEqual(row(3, -1).order(), [0, -1, -1]);
});

test("arrow keys, Home and End move the focus and stop at the ends", () => {
  const { focused, press } = row(4, 0);
  for (const [i, key] of [[1, "ArrowRight"], [1, "ArrowLeft"], [0, "ArrowLeft"], [3, "ArrowRight"],
    [2, "Home"], [1, "End"]]) assert.ok(press(i, key));
  assert.deepEqual(focused, [2, 0, 0, 3, 0, 3]);
});

test("the button with the focus is the one in the order of the Tab key", () => {
  const { press, order } = row(3, 0);
  press(0, "ArrowRight");
  assert.deepEqual(order(), [-1, 0, -1]);
});

test("other keys are left to the browser", () => {
  const { focused, press } = row(3, 0);
  assert.ok(!press(0, "a") && !press(0, "Tab"));
  assert.deepEqual(focused, []);
});

/** Whether a key that a control got reaches the document. */
function passes(facts) {
  const root = new EventTarget();
  containKeys(root);
  const event = Object.assign(new Event("keydown"), { key: "r", ...facts });
  let stopped = false;
  event.stopPropagation = () => { stopped = true; };
  root.dispatchEvent(event);
  return !stopped;
}

test("plain keys go no further than the control, Tab and combinations do", () => {
  assert.ok(!passes({}) && !passes({ key: "Escape" }) && !passes({ key: "R", shiftKey: true }));
  assert.ok(passes({ key: "Tab" }) && passes({ ctrlKey: true }) && passes({ metaKey: true }));
});
