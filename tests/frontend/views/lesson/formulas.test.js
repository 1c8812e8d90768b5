import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import "../../elements.js";
import { FORMULAS, formulaOf } from "../../../../vitviz/web/frontend/views/lesson/formulas.js";

const SAID = readFileSync(new URL("../../../../vitviz/web/words_lesson_formulas.py", import.meta.url), "utf-8");

test("every sign with a name has its meaning among the words, and every meaning its sign", () => {
  const named = Object.values(FORMULAS).flat().filter((part) => typeof part !== "string").map(([, name]) => name);
  const meant = [...SAID.matchAll(/"symbol_(\w+)"/g)].map(([, name]) => name);
  assert.deepEqual([...new Set(named)].sort(), meant.sort());
});

test("what has no meaning of its own is an operator, a bracket or a number", () => {
  for (const part of Object.values(FORMULAS).flat()) if (typeof part === "string") assert.match(part, /^[\s=·/()←+,²≈\d]+$/u);
});

test("a step without a formula has none", () => {
  assert.equal(formulaOf("photo", {}), null);
});

test("a symbol that comes again is read aloud, and comes by Tab, once", () => {
  for (const [step, formula] of Object.entries(FORMULAS)) {
    const names = formula.filter((part) => typeof part !== "string").map(([, name]) => name);
    const words = Object.fromEntries(names.map((name) => [`symbol_${name}`, name]));
    const notes = formulaOf(step, words).children.flatMap(({ children }) => children).filter((child) => child.role === "note");
    assert.deepEqual(notes.map((note) => note["aria-label"]), [...new Set(names)]);
    assert.ok(notes.every((note) => note.tabindex === "0"));
  }
});
