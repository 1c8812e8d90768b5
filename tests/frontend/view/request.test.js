import assert from "node:assert/strict";
import { test } from "node:test";

import { Latest, sentence } from "../../../vitviz/web/frontend/view/request.js";

/** A Latest whose requests are answered by the test. */
function made() {
  const asked = [];
  const latest = new Latest((address) => new Promise((answer) => asked.push({ address, answer })));
  const addresses = () => asked.map(({ address }) => address);
  return { latest, asked, addresses };
}

test("one request is under way, and of those wanted meanwhile the newest follows", async () => {
  const { latest, asked, addresses } = made();
  const done = latest.want("a");
  latest.want("b");
  latest.want("c");
  assert.deepEqual(addresses(), ["a"]);
  asked[0].answer(true);
  await Promise.resolve();
  assert.deepEqual(addresses(), ["a", "c"]);
  asked[1].answer(true);
  await done;
  assert.deepEqual(addresses(), ["a", "c"]);
});

test("what was answered is not asked for again until something else was", async () => {
  const { latest, asked, addresses } = made();
  for (const address of ["a", "a", "b", "a"]) {
    const done = latest.want(address);
    asked.forEach(({ answer }) => answer(true));
    await done;
  }
  assert.deepEqual(addresses(), ["a", "b", "a"]);
});

test("what failed is asked for again by the next who wants it, and not before", async () => {
  const { latest, asked, addresses } = made();
  const failed = latest.want("a");
  asked[0].answer(false);
  await failed;
  assert.deepEqual(addresses(), ["a"]);
  const again = latest.want("a");
  assert.deepEqual(addresses(), ["a", "a"]);
  asked[1].answer(true);
  await again;
});

test("a wish for what is under way asks nothing more", async () => {
  const { latest, asked, addresses } = made();
  const done = latest.want("a");
  latest.want("b");
  latest.want("a");
  asked[0].answer(true);
  await done;
  assert.deepEqual(addresses(), ["a"]);
});

test("a lost analysis, the server's own sentence and a lost connection are told apart", () => {
  const words = { gone: "gone", unreachable: "unreachable" };
  assert.equal(sentence({ gone: true, sentence: "x" }, words), "gone");
  assert.equal(sentence({ sentence: "Too large." }, words), "Too large.");
  assert.equal(sentence(new TypeError("Failed to fetch"), words), "unreachable");
  assert.equal(sentence(undefined, words), "unreachable");
});
