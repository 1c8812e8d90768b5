import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";

import { explore } from "../../../vitviz/web/frontend/lib/gestures.js";

globalThis.window = globalThis;
beforeEach(() => mock.timers.enable({ apis: ["setTimeout"] }));
afterEach(() => mock.timers.reset());

/** An element 100 pixels wide in which a point's x is what is found, and what was done with it. */
function explored(more = {}) {
  const done = [];
  const note = (name) => (found) => done.push(found === undefined ? name : `${name} ${found}`);
  const element = Object.assign(new EventTarget(), { style: {} });
  const actions = { at: ({ clientX }) => (clientX < 100 ? clientX : null), hover: note("hover"),
    commit: note("commit"), leave: note("leave") };
  explore(element, { ...actions, ...more });
  const event = (kind, facts) => {
    const made = Object.assign(new Event(kind, { cancelable: true }), facts);
    element.dispatchEvent(made);
    return made;
  };
  const touch = (kind, x, y = 0, count = 1) =>
    event(kind, { touches: Array.from({ length: count }, () => ({ clientX: x, clientY: y })) });
  return { done, event, touch };
}

test("a mouse hovers over what it finds and leaves where nothing is", () => {
  const { done, event } = explored();
  event("pointermove", { clientX: 5, pointerType: "mouse" });
  event("pointermove", { clientX: 200, pointerType: "mouse" });
  event("pointerleave", { pointerType: "mouse" });
  assert.deepEqual(done, ["hover 5", "leave", "leave"]);
});

test("a click commits what is there and nothing where nothing is", () => {
  const { done, event } = explored();
  event("click", { clientX: 7 });
  event("click", { clientX: 200 });
  assert.deepEqual(done, ["commit 7"]);
});

test("a click may mean something else than the end of a long press", () => {
  const found = [];
  const { done, event } = explored({ tap: (x) => found.push(x) });
  event("click", { clientX: 7 });
  assert.deepEqual([found, done], [[7], []]);
});

test("a finger that drags scrolls the page and hovers over nothing", () => {
  const { done, event, touch } = explored();
  touch("touchstart", 5);
  event("pointermove", { clientX: 9, pointerType: "touch" });
  assert.ok(!touch("touchmove", 5, 40).defaultPrevented);
  mock.timers.runAll();
  assert.ok(!touch("touchmove", 5, 60).defaultPrevented);
  assert.deepEqual(done, []);
});

test("a long press explores without scrolling and commits where it ends", () => {
  const { done, touch } = explored();
  touch("touchstart", 5);
  mock.timers.runAll();
  assert.ok(touch("touchmove", 30).defaultPrevented);
  assert.ok(touch("touchend", 30).defaultPrevented);
  assert.deepEqual(done, ["hover 5", "hover 30", "commit 30", "leave"]);
});

test("a finger that wanders a little while it rests still presses", () => {
  const { done, touch } = explored();
  touch("touchstart", 5);
  touch("touchmove", 9, 3);
  mock.timers.runAll();
  assert.deepEqual(done, ["hover 5"]);
});

test("a long press on nothing commits nothing, not even what was found before", () => {
  const { done, touch } = explored();
  touch("touchstart", 5);
  mock.timers.runAll();
  touch("touchend", 5);
  done.length = 0;
  touch("touchstart", 300);
  mock.timers.runAll();
  touch("touchend", 300);
  assert.deepEqual(done, ["leave"]);
});

test("a second finger ends the exploring without a commit", () => {
  const { done, touch } = explored();
  touch("touchstart", 5);
  mock.timers.runAll();
  touch("touchstart", 5, 0, 2);
  touch("touchend", 5);
  assert.deepEqual(done, ["hover 5", "leave"]);
});

test("only an exploring finger keeps the browser's menu away", () => {
  const { event, touch } = explored();
  assert.ok(!event("contextmenu", {}).defaultPrevented);
  touch("touchstart", 5);
  mock.timers.runAll();
  assert.ok(event("contextmenu", {}).defaultPrevented);
});
