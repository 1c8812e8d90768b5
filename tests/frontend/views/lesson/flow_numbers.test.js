import assert from "node:assert/strict";
import { test } from "node:test";

import { sumAt } from "../../../../vitviz/web/frontend/views/lesson/flow_motion.js";
import { FlowNumbers } from "../../../../vitviz/web/frontend/views/lesson/flow_numbers.js";
import { close, named } from "../../numbers.js";

/** Two shown tokens of three numbers in two layers. */
const bundle = (without = []) => {
  const arrays = { vectors: named([2, 3], (i) => i), positions: named([2, 3], () => 0.5),
    stream: named([3, 2, 3], (i) => i + 0.5), middle: named([2, 3], (i) => 10 * i), read: named([3], (i) => i),
    attention: named([2, 2], (i) => i / 10), looks: named([1, 5], (i) => [0.5, 0.1, 0.05, 0.3, 0.05][i]) };
  for (const name of without) delete arrays[name];
  return { header: { tokens: [0, 3], followed: 3, asking: [0] }, arrays };
};

test("a vector and its addend are the sum that comes next, at every sum", () => {
  const numbers = new FlowNumbers(bundle());
  for (const [open, next] of [[4, sumAt(4.9, 2)], [5, sumAt(6, 2)], [6, { base: "stream", depth: 1 }]]) {
    const sum = sumAt(open, 2);
    const [base, addend] = [numbers.base(1, sum), numbers.addend(1, sum)];
    close(base.map((value, i) => value + addend[i]), numbers.base(1, next), 1e-6);
  }
});

test("between two layers both are mixed", () => {
  const numbers = new FlowNumbers(bundle());
  close(numbers.base(0, { base: "stream", depth: 1.25 }), [6.5 + 1.5, 7.5 + 1.5, 8.5 + 1.5], 1e-6);
  close(numbers.base(0, { base: "stream", depth: 2 }), [12.5, 13.5, 14.5], 1e-6);
});

test("what the model does not tell is nothing", () => {
  const numbers = new FlowNumbers(bundle(["vectors", "positions", "stream", "middle", "read", "looks"]));
  for (const position of [3, 4, 5, 6, 7]) {
    assert.deepEqual([numbers.base(0, sumAt(position, 2)), numbers.addend(0, sumAt(position, 2))], [null, null]);
  }
  assert.deepEqual([numbers.read, numbers.looksOf(0), numbers.limit(sumAt(7, 2))], [null, [], 1]);
});

test("an unknown number does not count for the scale", () => {
  const given = bundle();
  given.arrays.vectors.values[0] = NaN;
  assert.equal(new FlowNumbers(given).limit({ base: "vectors", depth: 0 }), 5);
});

test("a token looks at others, most at that of the largest weight", () => {
  const looks = new FlowNumbers(bundle()).looksOf(0);
  assert.deepEqual(looks.map(({ token, to }) => [token, to]), [[0, 3], [0, 1], [0, 2], [0, 4]]);
  close([looks[0].weight, looks[0].share, looks[1].share], [0.3, 1, 1 / 3], 1e-6);
});
