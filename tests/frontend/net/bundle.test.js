import assert from "node:assert/strict";
import { test } from "node:test";

import { unpack } from "../../../vitviz/web/frontend/net/bundle.js";

/** The bytes as the server lays them: length, header, zeros up to 8, each array at its offset. */
function packed(header, parts) {
  const places = {};
  let at = 0;
  for (const [name, { dtype, shape, bytes }] of Object.entries(parts)) {
    places[name] = { dtype, shape, at };
    at += Math.ceil(bytes.byteLength / 8) * 8;
  }
  const text = new TextEncoder().encode(JSON.stringify({ ...header, arrays: places }));
  const start = Math.ceil((4 + text.length) / 8) * 8;
  const buffer = new ArrayBuffer(start + at);
  new DataView(buffer).setUint32(0, text.length, true);
  new Uint8Array(buffer).set(text, 4);
  for (const [name, { bytes }] of Object.entries(parts)) {
    new Uint8Array(buffer).set(new Uint8Array(bytes.buffer), start + places[name].at);
  }
  return buffer;
}

const PARTS = {
  single: { dtype: "float32", shape: [3], bytes: Float32Array.of(0.5, -2, 1e9) },
  half: { dtype: "float16", shape: [1, 3], bytes: Uint16Array.of(0x3c00, 0xc000, 0x3800) },
  byte: { dtype: "uint8", shape: [5], bytes: Uint8Array.of(0, 1, 2, 254, 255) },
  whole: { dtype: "int32", shape: [2, 1], bytes: Int32Array.of(-7, 2 ** 31 - 1) },
};

for (const padding of ["", "x", "xx", "xxx", "xxxx", "xxxxx", "xxxxxx", "xxxxxxx"]) {
  test(`a header longer by ${padding.length} bytes leaves the arrays where they are`, () => {
    const { arrays } = unpack(packed({ padding }, PARTS));
    assert.deepEqual([...arrays.single.values], [0.5, -2, 1e9]);
    assert.deepEqual([...arrays.byte.values], [0, 1, 2, 254, 255]);
    assert.deepEqual([...arrays.whole.values], [-7, 2 ** 31 - 1]);
  });
}

test("half precision reaches the page as float32", () => {
  const { values } = unpack(packed({}, PARTS)).arrays.half;
  assert.ok(values instanceof Float32Array);
  assert.deepEqual([...values], [1, -2, 0.5]);
});

test("an array keeps its shape", () => {
  const { arrays } = unpack(packed({}, PARTS));
  assert.deepEqual(Object.values(arrays).map(({ shape }) => shape), [[3], [1, 3], [5], [2, 1]]);
});

test("the header has what the endpoint says and not where the arrays lie", () => {
  const { header } = unpack(packed({ grid: [2, 3], label: "猫" }, PARTS));
  assert.deepEqual(header, { grid: [2, 3], label: "猫" });
});

test("an answer without arrays has none", () => {
  assert.deepEqual(unpack(packed({ ok: true }, {})), { header: { ok: true }, arrays: {} });
});

test("an array of no numbers is empty", () => {
  const parts = { none: { dtype: "float32", shape: [0, 4], bytes: new Float32Array(0) } };
  assert.equal(unpack(packed({}, parts)).arrays.none.values.length, 0);
});
