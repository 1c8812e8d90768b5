import assert from "node:assert/strict";
import { test } from "node:test";

import { reached, saidAt } from "../../../vitviz/web/frontend/host/resources.js";

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

test("what a view says is looked for where the page's head has it in this language, else in all there is", () => {
  const link = { href: "http://here/frontend/1/en/explore.json", dataset: { views: "bar explorer" } };
  globalThis.document = /** @type {any} */ ({ querySelector: () => link });
  const at = (view, language) => saidAt(view, `http://here/frontend/1/${language}/`);
  assert.equal(at("explorer", "en"), link.href);
  assert.equal(at("explorer", "zh"), "http://here/frontend/1/zh/all.json");
  assert.equal(at("positions", "en"), "http://here/frontend/1/en/all.json");
  globalThis.document = /** @type {any} */ ({ querySelector: () => null });
  assert.equal(at("bar", "en"), "http://here/frontend/1/en/all.json");
});
