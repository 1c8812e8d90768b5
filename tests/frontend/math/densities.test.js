import assert from "node:assert/strict";
import { test } from "node:test";

import { Densities, density } from "../../../vitviz/web/frontend/math/densities.js";
import { close, named } from "../numbers.js";

const SETTINGS = { start: 0, cam: "" };
const SHAPES = { attention: [1, 2, 3], relevance: [3, 2, 3], gradcam: [2, 2, 3], gradcam_cnn: [1, 7, 7] };

/** What the endpoint gives: map m of method number n holds n + m + 1 in patch 0, 1 elsewhere. */
function bundle({ against = null, change = () => {} } = {}) {
  const methods = Object.keys(SHAPES);
  const arrays = {};
  methods.forEach((method, n) => {
    const size = SHAPES[method][1] * SHAPES[method][2];
    const value = (i) => (i % size === 0 ? n + Math.floor(i / size) + 1 : 1);
    arrays[method] = named(SHAPES[method], value);
    if (against !== null) arrays[`against_${method}`] = named(SHAPES[method], (i) => (i % size === 1 ? 3 : 1));
  });
  arrays.agreement = named([7, 7], (i) => i);
  change(arrays);
  const counts = methods.map((method) => SHAPES[method][0]);
  return { header: { methods, counts, layers: [0, 1], target: 1, against, common: 4 }, arrays };
}

test("a density has the mean one and keeps the proportions", () => {
  const found = density(Float32Array.from([1, 2, 5, 0]));
  close(found, [0.5, 1, 2.5, 0], 1e-7);
});

test("a map without a signal has no density", () => {
  assert.equal(density(new Float32Array(9)), null);
});

test("a method that the answer lacks is missing", () => {
  const maps = new Densities(bundle());
  assert.ok(!maps.has("rollout"));
  assert.deepEqual(maps.shown("rollout", SETTINGS), { values: null, empty: "missing" });
});

test("each method has the grid of its maps", () => {
  const maps = new Densities(bundle());
  assert.deepEqual(maps.grid("attention"), [2, 3]);
  assert.deepEqual(maps.grid("gradcam_cnn"), [7, 7]);
});

test("the first layer of relevance is the settings', at most its last", () => {
  const maps = new Densities(bundle());
  const first = (start) => maps.index("relevance", { ...SETTINGS, start });
  assert.deepEqual([0, 2, 9].map(first), [0, 2, 2]);
});

test("the layer of Grad-CAM is the settings', without one the last", () => {
  const maps = new Densities(bundle());
  const layer = (cam) => maps.index("gradcam", { ...SETTINGS, cam });
  assert.deepEqual(["", "0", "1", "11"].map(layer), [1, 0, 1, 1]);
});

test("of the last stage's layers one before it is the first", () => {
  const { header, arrays } = bundle();
  const maps = new Densities({ header: { ...header, layers: [10, 11] }, arrays });
  const layer = (cam) => maps.index("gradcam", { ...SETTINGS, cam });
  assert.deepEqual(["", "3", "10", "11", "40"].map(layer), [1, 0, 0, 1, 1]);
});

test("what is shown is the density of the chosen map", () => {
  const maps = new Densities(bundle());
  const { values } = maps.shown("relevance", { ...SETTINGS, start: 2 });
  close(values, density(Float32Array.from([4, 1, 1, 1, 1, 1])), 1e-7);
});

test("of two classes the difference of their densities is shown", () => {
  const maps = new Densities(bundle({ against: 2 }));
  const { values, empty } = maps.shown("relevance", SETTINGS);
  const [own, other] = [[2, 1, 1, 1, 1, 1], [1, 3, 1, 1, 1, 1]].map((map) => density(Float32Array.from(map)));
  assert.equal(empty, "");
  close(values, own.map((value, i) => value - other[i]), 1e-6);
});

test("it says for which class a map is empty", () => {
  const empty = (name) => new Densities(bundle({ against: 2,
    change: (arrays) => arrays[name].values.fill(0) })).shown("attention", SETTINGS).empty;
  assert.equal(empty("attention"), "target");
  assert.equal(empty("against_attention"), "against");
});

test("two equal densities leave nothing to show", () => {
  const change = (arrays) => { arrays.against_attention = arrays.attention; };
  const maps = new Densities(bundle({ against: 2, change }));
  assert.deepEqual(maps.shown("attention", SETTINGS), { values: null, empty: "zero" });
});

test("the agreement of two methods is that of the maps on screen", () => {
  const maps = new Densities(bundle());
  assert.equal(maps.agreement("attention", "attention", SETTINGS), 0);
  assert.equal(maps.agreement("relevance", "gradcam", { start: 1, cam: "0" }), 2 * 7 + 4);
  assert.equal(maps.agreement("gradcam_cnn", "attention", SETTINGS), 6 * 7);
});

test("the scale of what is on screen ends where 99 % of it do", () => {
  const maps = new Densities(bundle());
  const shown = ["attention", "relevance", "gradcam", "gradcam_cnn"]
    .flatMap((method) => [...maps.shown(method, SETTINGS).values]).sort((a, b) => a - b);
  assert.equal(maps.limit(SETTINGS), shown[Math.ceil(0.99 * shown.length) - 1]);
});

test("the scale of nothing ends at one", () => {
  const change = (arrays) => Object.values(arrays).forEach(({ values }) => values.fill(0));
  assert.equal(new Densities(bundle({ change })).limit(SETTINGS), 1);
});

test("a signed map is divided by the mean of its sizes and keeps its signs", () => {
  close(density(Float32Array.from([1, -2, 5, 0])), [0.5, -1, 2.5, 0], 1e-7);
});
