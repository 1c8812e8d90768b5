import assert from "node:assert/strict";
import { test } from "node:test";

import { columnAt, gatheredAt, layoutOf, leftAt, patchAt, prefixAt } from "../../../../vitviz/web/frontend/views/lesson/flow_layout.js";
import { numbers } from "../../numbers.js";

const BUNDLED = { grid: [16, 16], patch: [14, 14], prefix: 1, read: [0], shown: [0, 1, 89, 256, 2, 3, 88, 90, 4, 255] };
const POOLED = { grid: [3, 5], patch: [16, 16], prefix: 0, read: [], shown: [0, 7, 14, 1, 2, 6, 8, 3, 13] };
const REGISTERS = { grid: [32, 32], patch: [14, 14], prefix: 5, read: [0], shown: [0, 5, 500, 1028, 6, 7, 1, 2, 3, 4] };
const WIDTHS = [288, 390, 700, 1000, 1800];
const ALL = [BUNDLED, POOLED, REGISTERS].flatMap((tokens) => WIDTHS.map((width) => layoutOf(tokens, width, 1)));
const EVERY = numbers(181, (i) => i / 20); // positions

const patchesOf = ({ tokens: { prefix }, count }) => numbers(count - prefix, (i) => prefix + i);
const near = (a, b, far = 1e-6) => Math.abs(a - b) < far;

test("at the photo the patches cover it without a gap", () => {
  for (const layout of ALL) {
    const { whole: [x, y, width, height] } = layout;
    const rects = patchesOf(layout).map((token) => patchAt(layout, token, 0));
    const area = rects.reduce((total, [, , w, h]) => total + w * h, 0);
    assert.ok(near(area, width * height, 1e-3));
    assert.deepEqual(rects[0].slice(0, 2), [x, y]);
    const last = rects.at(-1);
    assert.ok(near(last[0] + last[2], x + width) && near(last[1] + last[3], y + height));
  }
});

test("a patch keeps its shape in the photo, apart and at home", () => {
  const layout = layoutOf({ ...POOLED, patch: [10, 20] }, 700, 1);
  for (const stage of [0, 1, 8]) {
    const [, , width, height] = patchAt(layout, 4, stage);
    assert.ok(near(width / height, 2));
  }
});

test("the sequence is in order, in one line, and no token lies on another", () => {
  for (const { slots, width } of ALL) {
    slots.forEach(([x, , side], token) => token && assert.ok(x >= slots[token - 1][0] + slots[token - 1][2] - 1e-6 && side > 0));
    assert.ok(slots[0][0] >= -1e-6 && slots.at(-1)[0] + slots.at(-1)[2] <= width + 1e-6);
  }
});

test("a wide screen shows more tokens than a phone, the most important ones on both", () => {
  const [phone, wide] = [288, 1000].map((width) => layoutOf(BUNDLED, width, 1).large);
  assert.ok(phone.length >= 3 && phone.length < wide.length);
  assert.ok([0, 1, 89].every((token) => phone.includes(token) && wide.includes(token)));
});

test("all are large where all have room", () => {
  const tokens = { ...POOLED, grid: [2, 3], shown: [0, 5, 1, 2, 3, 4] };
  assert.deepEqual(layoutOf(tokens, 1000, 1).large, [0, 1, 2, 3, 4, 5]);
});

test("nothing leaves the picture on its way", () => {
  for (const layout of ALL) {
    const some = patchesOf(layout).filter((token) => token % 17 === 0 || layout.isLarge.has(token));
    for (const position of EVERY) {
      for (const [x, y, width, height] of some.map((token) => patchAt(layout, token, position))) {
        assert.ok(x >= -0.5 && y >= -0.5 && x + width <= layout.width + 0.5 && y + height <= layout.height + 0.5,
          `${layout.width} at ${position}: ${[x, y, width, height]}`);
      }
    }
  }
});

test("nothing jumps: a small step of the position is a small step of every tile and column", () => {
  const step = 0.005;
  for (const layout of [ALL[0], ALL[3]]) {
    for (let position = 0; position + step <= 9; position += step) {
      for (const token of [1, 89, 150, 256]) {
        const [a, b] = [patchAt(layout, token, position), patchAt(layout, token, position + step)];
        assert.ok(Math.max(...a.map((value, i) => Math.abs(value - b[i]))) < layout.width * 0.03, `${token} at ${position}`);
      }
      const [a, b] = [columnAt(layout, 0, position), columnAt(layout, 0, position + step)];
      assert.ok(Math.abs(a.x - b.x) < layout.width * 0.03 && Math.abs(a.seen - b.seen) < 0.1);
    }
  }
});

test("patches leave the picture in reading order", () => {
  const layout = ALL[3];
  const gone = (token) => Math.abs(patchAt(layout, token, 1.4)[1] - patchAt(layout, token, 1)[1])
    / Math.abs(patchAt(layout, token, 2)[1] - patchAt(layout, token, 1)[1]);
  assert.ok(gone(2) > gone(60));
});

test("what is read stays in the end, its column at the answer; the others are gone", () => {
  const layout = ALL[3];
  assert.deepEqual([columnAt(layout, 0, 9).x, columnAt(layout, 0, 9).seen, columnAt(layout, 89, 9).seen],
    [layout.answer.x, 1, 0]);
  assert.equal(prefixAt(layout, 0, 9).seen, 1);
  assert.equal(gatheredAt(layout, 9), 0);
});

test("a register is there in the layers and is not read", () => {
  const layout = layoutOf(REGISTERS, 1000, 1);
  assert.deepEqual([1, 4, 9].map((position) => prefixAt(layout, 2, position).seen), [0, 1, 0]);
});

test("a mean gathers the columns of the patches into one", () => {
  const layout = layoutOf(POOLED, 1000, 1);
  assert.deepEqual(layout.large.map((token) => columnAt(layout, token, 8).x), layout.large.map(() => layout.answer.x));
  assert.deepEqual([gatheredAt(layout, 7), gatheredAt(layout, 8)], [0, 1]);
});

test("two tokens that are read stand beside each other", () => {
  const layout = layoutOf({ ...BUNDLED, prefix: 2, read: [0, 1] }, 1000, 1);
  const [a, b] = [0, 1].map((token) => columnAt(layout, token, 9).x);
  assert.ok(near((a + b) / 2, layout.answer.x) && b - a >= layout.tile);
});

test("photo, answer and label have a place of their own in the end", () => {
  for (const { home, answer, label, tile, width, height } of ALL) {
    assert.ok(home[0] >= 0 && home[0] + home[2] < answer.x - tile / 2);
    assert.ok(answer.x + tile / 2 <= label[0] || answer.bottom < label[1]);
    assert.ok(label[0] + label[2] <= width && label[1] + label[3] <= height);
  }
});

test("the photo that the patches left stands above their sequence, within the picture and in its shape", () => {
  const long = [[6, 36], [50, 5]].map((grid) => layoutOf({ ...BUNDLED, grid, shown: [0, 1, 2] }, 390, 1));
  for (const layout of [...ALL, ...long]) {
    const { tokens: { grid: [rows, cols], patch: [tall, wide], prefix }, row, tile } = layout;
    assert.ok(row + tile + 12 <= layout.height); // its numbers are below it
    for (const [position, [x, y, width, height]] of [[2, layout.left], [3, layout.kept], [6.5, layout.kept]]) {
      const upper = patchAt(layout, prefix, position)[1];
      assert.ok(x >= 0 && y >= 0 && x + width <= layout.width && y + height <= upper - 8);
      assert.ok(near(width / height, (cols * wide) / (rows * tall)));
      const rects = patchesOf(layout).map((token) => leftAt(layout, token, position));
      assert.ok(rects.every(([px, py, w, h]) => px >= x && py >= y && px + w <= x + width + 1e-6 && py + h <= y + height + 1e-6));
      assert.ok(rects[0][1] < upper);
    }
  }
});
