import assert from "node:assert/strict";
import { test } from "node:test";

import "../elements.js";
import { Slider } from "../../../vitviz/web/frontend/widgets/slider.js";

/** A slider at 0.2 that somebody may hold, and what it told of. */
function made() {
  const moved = [], committed = [];
  const slider = new Slider({ label: "Amount", write: (value) => `${value}`,
    move: (value) => moved.push(value), commit: (value) => committed.push(value) });
  slider.set(0.2);
  const on = (name) => slider.input.dispatchEvent(new Event(name));
  const drag = (value) => {
    slider.input.value = String(value);
    on("input");
  };
  return { slider, moved, committed, on, drag };
}

for (const end of ["change", "pointerup", "pointercancel", "blur"]) {
  test(`an update that comes while the slider is held does not move it until ${end}`, () => {
    const { slider, on, drag } = made();
    on("pointerdown");
    drag(0.7);
    slider.set(0.2);
    assert.equal(slider.value, 0.7);
    on(end);
    slider.set(0.3);
    assert.equal(slider.value, 0.3);
  });
}

test("an update does not move a slider that is held and has not moved yet", () => {
  const { slider, on } = made();
  on("pointerdown");
  slider.set(0.9);
  assert.equal(slider.value, 0.2);
});

test("an update does not move a slider between a key and its change", () => {
  const { slider, on, drag } = made();
  drag(0.25);
  slider.set(0.2);
  assert.equal(slider.value, 0.25);
  on("change");
  slider.set(0.2);
  assert.equal(slider.value, 0.2);
});

test("every step is told, the end once, whichever way the browser tells it", () => {
  const { moved, committed, on, drag } = made();
  on("pointerdown");
  drag(0.3);
  drag(0.4);
  on("pointerup");
  on("change");
  assert.deepEqual([moved, committed], [[0.3, 0.4], [0.4]]);
});

test("a press that moves nothing commits nothing", () => {
  const { committed, on } = made();
  on("pointerdown");
  on("pointerup");
  assert.deepEqual(committed, []);
});

test("a slider of one value alone cannot be moved", () => {
  const { slider } = made();
  slider.set(0, 0);
  assert.equal(slider.input.disabled, true);
  slider.set(0, 2);
  assert.equal(slider.input.disabled, false);
});

test("the value beside the slider follows the finger and the update", () => {
  const { slider, drag } = made();
  assert.equal(slider.output.textContent, "0.2");
  drag(0.5);
  assert.equal(slider.output.textContent, "0.5");
});

test("a slider says its value as it is written beside it, and that is not said a second time", () => {
  const slider = new Slider({ label: "Shift", max: 9, step: 1, write: (value) => `${value} px` });
  slider.set(7);
  assert.deepEqual([slider.input["aria-valuetext"], slider.output.textContent], ["7 px", "7 px"]);
  assert.equal(slider.output["aria-hidden"], "true");
});
