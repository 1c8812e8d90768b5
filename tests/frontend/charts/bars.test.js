import assert from "node:assert/strict";
import { test } from "node:test";
import "../elements.js";
import { bars } from "../../../vitviz/web/frontend/charts/bars.js";

const said = { write: (share) => `${100 * share}%`, none: "cannot say" };
const [vit, cnn] = [{ model: "vit", name: "ViT" }, { model: "cnn", name: "CNN" }];
const named = (list, name) => list.children.filter(({ localName }) => localName === name);
const barOf = (cell) => cell.children.find(({ class: kind }) => kind === "share");

test("a bar is as long as its probability and carries its number", () => {
  const list = bars([{ label: "cat", shares: [0.5] }], [vit], said);
  const [cell] = named(list, "dd");
  assert.equal(barOf(cell).style, "--share: 0.5");
  assert.equal(cell.children.at(-1), "50%");
});

test("every label has a bar of each model, the ViT's first", () => {
  const list = bars([{ label: "cat", shares: [0.5, 0.1] }, { label: "dog", shares: [0.2, 0.3] }],
    [vit, cnn], said);
  assert.deepEqual(named(list, "dt").map(({ children: [label] }) => label), ["cat", "dog"]);
  assert.deepEqual(named(list, "dd").map((cell) => cell.class), ["vit", "cnn", "vit", "cnn"]);
});

test("where a model has no such answer the words say so and the bar is empty", () => {
  const [cell] = named(bars([{ label: "else", shares: [null, 1] }], [vit, cnn], said), "dd");
  assert.equal(barOf(cell).style, "--share: 0");
  assert.equal(cell.children.at(-1), "cannot say");
});

test("of a pair each number says whose it is to those who see no colour", () => {
  const cells = named(bars([{ label: "cat", shares: [0.5, 0.1] }], [vit, cnn], said), "dd");
  assert.deepEqual(cells.map(({ children: [name] }) => name.children[0]), ["ViT ", "CNN "]);
});
