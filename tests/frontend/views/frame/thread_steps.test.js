import assert from "node:assert/strict";
import { test } from "node:test";

import "../../elements.js";
import { formats } from "../../../../vitviz/web/frontend/lib/formats.js";
import { stepsOf } from "../../../../vitviz/web/frontend/views/frame/thread_steps.js";

const WORDS = { photo: "photo", pixels: "{height} × {width} px", each: "{height} × {width} px each",
  patches: "{count} patches ({rows} × {cols})", vector: "{count} numbers each",
  tokens: "{count} tokens ({rows} × {cols})", convolved: "by convolutions", vector_most: "{count} numbers each in the end", position_added: "+ position",
  position_inside: "position, in every layer", layers: "{layers} × ({heads} heads, MLP)", layers_without_mlp: "{layers} × ({heads} heads)",
  range: "{fewest} to {most}", read: "read by the classifier", no_label: "no classifier", doubtful: "probably unknown to it" };
const SMALL = { trace: { key: "k", grid: [16, 16], patch: [14, 14] }, size: [224, 224], width: 384,
  position: "added", layers: 12, heads: [6, 6], parts: { mlp: true, layer_norm: true }, reads: "class token [CLS]", read: "class_token",
  label: { label: "koala", share: 0.98 }, doubtful: false };

/** The thread of a model like the bundled one but for these facts. */
const told = (facts) => stepsOf({ ...SMALL, ...facts }, WORDS, formats("en"));
const named = (name, facts) => told(facts).find((step) => step.name === name);

test("the thread tells the model in its own numbers", () => {
  assert.deepEqual(told({}).map(({ text }) => text), ["photo", "256 patches (16 × 16)", "384 numbers each",
    "+ position", "12 × (6 heads, MLP)", "class token [CLS]", "koala 98%"]);
});

test("the numbers of a wide model with a narrow picture are its own", () => {
  const facts = { trace: { grid: [8, 24], patch: [16, 16] }, size: [128, 384], width: 1024, heads: [4, 16] };
  assert.deepEqual(told(facts).slice(0, 5).map(({ text, note }) => [text, note]), [
    ["photo", "128 × 384 px"], ["192 patches (8 × 24)", "16 × 16 px each"], ["1,024 numbers each", ""],
    ["+ position", ""], ["12 × (4 to 16 heads, MLP)", ""]]);
});

test("tokens that convolutions make are no patches of a size, and the width is told of the last stage", () => {
  const facts = { trace: { ...SMALL.trace, grid: [27, 27], patch: [8.3, 8.3], convolved: true }, stages: true };
  assert.deepEqual(told(facts).slice(1, 3).map(({ text, note, terms }) => [text, note, terms.flat()]), [
    ["729 tokens (27 × 27)", "by convolutions", ["token"]], ["384 numbers each in the end", "", []]]);
});

test("layers that are not known to have an MLP or a LayerNorm are not said to", () => {
  const { text, terms } = named("layers", { layers: 3, parts: { mlp: false, layer_norm: false } });
  assert.deepEqual([text, terms.flat()], ["3 × (6 heads)", ["self_attention", "residual_connection"]]);
  assert.deepEqual(named("layers", {}).terms.flat(), ["self_attention", "residual_connection", "layernorm"]);
});

test("a model that turns queries and keys by place adds no position", () => {
  assert.equal(named("position", { position: "inside" }).text, "position, in every layer");
});

test("a model that is told nothing of places has no such step", () => {
  assert.equal(named("position", { position: "none" }), undefined);
});

test("without a classifier nothing is read by one", () => {
  assert.deepEqual([named("label", { label: null }).text, named("read", { label: null }).terms[0][1]], ["no classifier", undefined]);
});

test("a doubtful label is never without the doubt", () => {
  assert.equal(named("label", { doubtful: true }).note, "probably unknown to it");
});
