import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { whenIdle } from "../../../vitviz/web/frontend/host/ahead.js";

const at = (address) => new URL(address, "http://here/");
let found = [];
let wide = true;

function browser({ connection = undefined, readyState = "complete" } = {}) {
  const waiting = [];
  Object.defineProperty(globalThis, "navigator", { value: { connection }, configurable: true });
  Object.assign(globalThis, {
    document: { readyState, head: { append: (link) => found.push(link) }, createElement: () => ({}) },
    matchMedia: () => ({ matches: wide }),
    requestIdleCallback: (then) => then(),
    addEventListener: (name, then) => waiting.push([name, then]),
  });
  return waiting;
}

beforeEach(() => { found = []; wide = true; });

test("what other pages begin with is fetched once a version and language, each file once", () => {
  browser();
  whenIdle({ version: "1", language: "en" }, ["common", "explore", "explore"], at);
  assert.deepEqual(found.map(({ rel, href }) => [rel, href]), [
    ["prefetch", "http://here/frontend/1/en/common.json"],
    ["prefetch", "http://here/frontend/1/en/explore.json"],
    ["prefetch", "http://here/frontend/1/parts/explore.js"]]);
  whenIdle({ version: "1", language: "en" }, ["common", "explore"], at);
  assert.equal(found.length, 3);
});

test("it waits for the page itself", () => {
  const waiting = browser({ readyState: "loading" });
  whenIdle({ version: "2", language: "en" }, ["explore"], at);
  assert.equal(found.length, 0);
  const [[name, begin]] = waiting;
  begin();
  assert.deepEqual([name, found.length], ["load", 2]);
});

test("a phone, and who spares bytes, fetches nothing ahead", () => {
  browser({ connection: { saveData: true } });
  whenIdle({ version: "3", language: "en" }, ["explore"], at);
  wide = false;
  browser();
  whenIdle({ version: "3", language: "en" }, ["explore"], at);
  assert.equal(found.length, 0);
});
