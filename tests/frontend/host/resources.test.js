import assert from "node:assert/strict";
import { test } from "node:test";

import { filesOf, imported, reached } from "../../../vitviz/web/frontend/host/resources.js";

const ANSWER = /** @type {Response} */ ({ ok: true, status: 200 });

/** Nobody answers `times` times; then `ANSWER` comes. */
function broken(times) {
  const asked = [];
  globalThis.fetch = /** @type {any} */ (async (address) => {
    asked.push(address);
    if (asked.length <= times) throw new TypeError("Failed to fetch");
    return ANSWER;
  });
  return asked;
}

test("what nobody answered is asked for again", async () => {
  const asked = broken(2);
  assert.equal(await reached(new URL("http://here/a"), [0, 0]), ANSWER);
  assert.equal(asked.length, 3);
});

test("in the end it is given up", async () => {
  const asked = broken(9);
  await assert.rejects(reached(new URL("http://here/a"), [0, 0]), TypeError);
  assert.equal(asked.length, 3);
});

test("an answer of somebody who cannot just now is asked for again", async () => {
  const answers = [{ status: 503 }, { status: 502 }, ANSWER];
  globalThis.fetch = /** @type {any} */ (async () => answers.shift());
  assert.equal(await reached(new URL("http://here/a"), [0, 0]), ANSWER);
});

test("what cannot be answered in the end is handed on, and what is not there at once", async () => {
  for (const status of [503, 404]) {
    let asked = 0;
    globalThis.fetch = /** @type {any} */ (async () => { asked += 1; return { status }; });
    assert.equal((await reached(new URL("http://here/a"), [0])).status, status);
    assert.equal(asked, status === 503 ? 2 : 1);
  }
});

test("a module that did not come is asked for again by another name", async () => {
  const asked = [];
  const load = async (/** @type {string} */ href) => {
    asked.push(href);
    if (asked.length <= 2) throw new TypeError("Failed to fetch dynamically imported module");
    return "the module";
  };
  assert.equal(await imported(new URL("http://here/parts/a.js"), [0, 0], load), "the module");
  assert.equal(asked[0], "http://here/parts/a.js");
  assert.equal(new Set(asked).size, 3);
  assert.ok(asked.every((href) => href.split("?")[0] === asked[0]));
});

test("a module that does not come in the end, or is broken, is told", async () => {
  const broken = (/** @type {Error} */ error) => { throw error; };
  const at = new URL("http://here/a.js");
  await assert.rejects(imported(at, [0], async () => broken(new TypeError("none"))), TypeError);
  let asked = 0;
  const load = async () => { asked += 1; return broken(new SyntaxError("broken")); };
  await assert.rejects(imported(at, [0, 0], load), SyntaxError);
  assert.equal(asked, 1);
});

test("a part is its words in the page's language and its modules, which of the common one are here", () => {
  const of = { version: "1", language: "zh" };
  assert.deepEqual(filesOf(of, "common"), ["frontend/1/zh/common.json"]);
  assert.deepEqual(filesOf(of, "explore"), ["frontend/1/zh/explore.json", "frontend/1/parts/explore.js"]);
});
