import assert from "node:assert/strict";
import { test } from "node:test";

import "../elements.js";
import { bound, fill, h, listed, named, segments, term, together, withTerms } from "../../../vitviz/web/frontend/lib/dom.js";

test("a sentence's places are filled, the unknown ones stay", () => {
  assert.equal(fill("{a} of {b}, {a}", { a: 0, b: "x" }), "0 of x, 0");
  assert.equal(fill("{a} {c}", { a: 1 }), "1 {c}");
});

test("a name and its value, and parts of a sentence, have the marks of their language", () => {
  assert.equal(named("Shift", "7 px"), "Shift: 7 px");
  assert.equal(named("平移", "7 px"), "平移：7 px");
  assert.equal(named("ViT", "删除"), "ViT：删除");
  assert.equal(listed("right 7 px", "down 0 px"), "right 7 px, down 0 px");
  assert.equal(listed("向右 7 像素", "向下 0 像素"), "向右 7 像素，向下 0 像素");
});

test("what fills a place is not filled again", () => {
  assert.equal(fill("{a}", { a: "{b}", b: "no" }), "{b}");
});

test("filled Chinese has no space beside a full-width mark or between two characters", () => {
  assert.equal(fill("与 {token} 的相似度", { token: "图块 120（第 8 行）" }), "与图块 120（第 8 行）的相似度");
  assert.equal(fill("{n} 层，{a} 倍", { n: 12, a: "（两） x" }), "12 层，（两）x 倍");
});

test("sentences follow one another as their language sets them, the empty ones left out", () => {
  assert.equal(together("A.", "", false, "B."), "A. B.");
  assert.equal(together("甲。", undefined, "乙。"), "甲。乙。");
});

test("other languages keep their spaces", () => {
  assert.equal(fill("{a}, (b) “c” {d}", { a: "x", d: "é — ü" }), "x, (b) “c” é — ü");
});

test("an attribute that is true has no value, one that is not there is left out", () => {
  const element = h("button", { disabled: true, hidden: undefined, title: null, checked: false, rows: 0 });
  assert.equal(element.disabled, "");
  assert.ok(!Object.hasOwn(element, "title") && !Object.hasOwn(element, "checked"));
  assert.equal(element.rows, "0");
});

test("children that are not there are left out, numbers are text", () => {
  const child = h("b");
  assert.deepEqual(h("p", {}, "a", null, 0, undefined, child, false, "").children, ["a", "0", child, ""]);
});

test("a listener hears its event", () => {
  const heard = [];
  h("button", { onclick: (event) => heard.push(event.type) }).dispatchEvent(new Event("click"));
  assert.deepEqual(heard, ["click"]);
});

test("a pressed segment gives its value as it was given, number or text", () => {
  const picked = [];
  const { buttons } = segments("label", [[8, "8 × 8"], ["a", "A"]], (value) => picked.push(value));
  buttons.forEach((button) => button.dispatchEvent(new Event("click")));
  assert.deepEqual(picked, [8, "a"]);
});

test("marked words of a sentence lead to the glossary, and nothing else is touched", () => {
  const parts = withTerms("The [heads|head] of [a layer|layer] [CLS] (so).", { term_head_tip: "H", term_layer_tip: "L" });
  assert.deepEqual(parts.filter((part) => typeof part === "string"), ["The ", " of ", " [CLS] (so)."]);
  const [heads, layer] = parts.filter((part) => typeof part !== "string");
  assert.deepEqual([heads["data-term"], heads["data-tip"], heads.role], ["head", "H", "link"]);
  assert.deepEqual([layer["data-term"], layer["data-tip"]], ["layer", "L"]);
  assert.deepEqual(withTerms("没有标记。", {}), ["没有标记。"]);
});

test("a term is called by its word alone, so that a sentence, a heading or a column with it is what it says", () => {
  const [note, link] = [term("Reach", "how far it looks"), term("Reach", "how far it looks", "reach")];
  assert.deepEqual([note.role, note["aria-label"], note["aria-description"]], ["note", "Reach", "how far it looks"]);
  assert.equal(note.children[0]["aria-hidden"], "true");
  assert.deepEqual([link.role, link["aria-label"], link["aria-description"], link.children], ["link", undefined, undefined, ["Reach"]]);
});

test("in Chinese a number stays with what it counts, and other languages are left alone", () => {
  assert.equal(bound("第 9 行第 6 列，共 16 个，占 6.7% 的注意力"), "第\u00a09\u00a0行第\u00a06\u00a0列，共 16\u00a0个，占 6.7%\u00a0的注意力");
  assert.equal(bound("row 9 of 16 (6.7% of it)"), "row 9 of 16 (6.7% of it)");
  assert.equal(bound("每个 token 看 ViT"), "每个 token 看 ViT");
});
