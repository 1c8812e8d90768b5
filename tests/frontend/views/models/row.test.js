import assert from "node:assert/strict";
import { test } from "node:test";

import { prefixText, reason } from "../../../../vitviz/web/frontend/views/models/row.js";

const WORDS = { role_class: "class", role_distillation: "distillation", role_register: "register",
  role_registers: "{count} registers", no_prefix: "none", cnn_text: "no attention", why_unplaced: "windows",
  why_other: "not exactly", why_untried: "not tried", why_not_attention: "neither" };

test("the tokens before the patches are told by what they are, several registers by their number", () => {
  assert.equal(prefixText([], WORDS), "none");
  assert.equal(prefixText(["class", "distillation"], WORDS), "class + distillation");
  assert.equal(prefixText(["class", "register", "register"], WORDS), "class + 2 registers");
  assert.equal(prefixText(["class", "register"], WORDS), "class + register");
});

test("a name that does not open says why, one that does says nothing", () => {
  assert.equal(reason({ kind: "vit", why: "" }, WORDS), "");
  assert.equal(reason({ kind: "vit", why: "unplaced" }, WORDS), "windows");
  assert.equal(reason({ kind: "vit", why: "fast_path" }, WORDS), "not exactly");
  assert.equal(reason({ kind: "other", why: "no_attention_seen" }, WORDS), "neither");
  assert.equal(reason({ kind: "other", why: "untried" }, WORDS), "not tried");
  assert.equal(reason({ kind: "cnn", why: "" }, WORDS), "no attention");
});
