import assert from "node:assert/strict";
import { test } from "node:test";
import { Hold } from "../../../vitviz/web/frontend/host/hold.js";

globalThis.window = { setTimeout: () => 0 };

/** A page of sections by their tops, which a test moves, and what scrolls. */
function page(tops) {
  const scroller = { scrollTop: 0 };
  const hold = new Hold({ scroller: () => scroller, topOf: (name) => (name ? tops[name] ?? null : 0) });
  return { scroller, tops, hold };
}

test("a place is scrolled to once it is there", () => {
  const { scroller, tops, hold } = page({});
  hold.take({ section: "lens", by: -60 });
  assert.deepEqual([scroller.scrollTop, hold.reached], [0, false]);
  tops.lens = 900;
  hold.keep();
  assert.deepEqual([scroller.scrollTop, hold.reached], [840, true]);
});

test("it stays in place while what is above it grows", () => {
  const { scroller, tops, hold } = page({ lens: 900 });
  hold.take({ section: "lens", by: -60 });
  tops.lens = 2000;
  hold.keep();
  assert.equal(scroller.scrollTop, 1940);
});

test("a visitor who moves the page is followed no longer", () => {
  const { scroller, tops, hold } = page({ lens: 900 });
  hold.take({ section: "lens", by: 0 });
  hold.release();
  tops.lens = 2000;
  hold.keep();
  assert.equal(scroller.scrollTop, 900);
});

test("the top of the page is a place too, and none lies above it", () => {
  const { scroller, hold } = page({ methods: 20 });
  scroller.scrollTop = 500;
  hold.take({ section: "methods", by: -60 });
  assert.equal(scroller.scrollTop, 0);
  hold.take({ section: "", by: 130 });
  assert.equal(scroller.scrollTop, 130);
});
