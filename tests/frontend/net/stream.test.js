import assert from "node:assert/strict";
import { test } from "node:test";

import { fromStream } from "../../../vitviz/web/frontend/net/stream.js";

const LINE = new TextEncoder().encode('{"done": 1, "total": 3, "ahead": 2}\n');
const BUNDLE = Uint8Array.from([10, 123, 10, 0, 255]); // a newline is a byte like any other

/** A reader that gives `bytes` in parts of `size`. */
function reader(bytes, size) {
  const parts = [];
  for (let at = 0; at < bytes.length; at += size) parts.push(bytes.slice(at, at + size));
  return { read: async () => parts.length ? { done: false, value: parts.shift() } : { done: true } };
}

const joined = (...parts) => Uint8Array.from(parts.flatMap((part) => [...part]));
const text = (line) => new TextEncoder().encode(`${line}\n`);

for (const size of [1, 7, 1000]) {
  test(`progress and bundle come through in parts of ${size} bytes`, async () => {
    const heard = [];
    const bytes = joined(LINE, LINE, text('{"bundle": 5}'), BUNDLE);
    const found = await fromStream(reader(bytes, size), { progress: (reached) => heard.push(reached) });
    assert.deepEqual([...new Uint8Array(found)], [...BUNDLE]);
    assert.deepEqual(heard, Array(2).fill({ done: 1, total: 3, ahead: 2 }));
  });
}

for (const size of [1, 7, 1000]) {
  test(`what is made so far comes through in parts of ${size} bytes`, async () => {
    const heard = [];
    const bytes = joined(LINE, text('{"part": 5}'), BUNDLE, LINE, text('{"bundle": 2}'), BUNDLE.slice(0, 2));
    const found = await fromStream(reader(bytes, size), {
      progress: ({ done }) => heard.push(done), partial: (part) => heard.push([...new Uint8Array(part)]) });
    assert.deepEqual(heard, [1, [...BUNDLE], 1]);
    assert.equal(found.byteLength, 2);
  });
}

test("nobody needs to hear of progress, nor of what is made so far", async () => {
  const found = await fromStream(
    reader(joined(LINE, text('{"part": 5}'), BUNDLE, text('{"bundle": 5}'), BUNDLE), 9));
  assert.equal(found.byteLength, 5);
});

test("an empty bundle is whole at once", async () => {
  assert.equal((await fromStream(reader(text('{"bundle": 0}'), 99))).byteLength, 0);
});

test("a failure is the server's sentence", async () => {
  const answer = fromStream(reader(joined(LINE, text('{"error": "No head."}')), 9));
  await assert.rejects(answer, { sentence: "No head." });
});

test("a failure names what may be opened instead", async () => {
  const answer = fromStream(reader(text('{"error": "Gated.", "copy": "open"}'), 9));
  await assert.rejects(answer, { sentence: "Gated.", copy: "open" });
});

test("an analysis that is gone is told apart", async () => {
  await assert.rejects(fromStream(reader(text('{"gone": true}'), 9)), { gone: true });
});

for (const [where, bytes] of Object.entries({
  "before its last word": LINE,
  "within a line": LINE.slice(0, 9),
  "within the bundle": joined(text('{"bundle": 5}'), BUNDLE.slice(0, 3)),
})) {
  test(`a stream that ends ${where} is an error that may be tried again`, async () => {
    await assert.rejects(fromStream(reader(bytes, 9)), (error) =>
      error.gone === undefined && error.sentence === undefined);
  });
}
