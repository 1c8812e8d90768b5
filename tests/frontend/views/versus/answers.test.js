import assert from "node:assert/strict";
import { test } from "node:test";

import { formats } from "../../../../vitviz/web/frontend/lib/formats.js";
import { factsOf } from "../../../../vitviz/web/frontend/views/versus/answers.js";

const ENGLISH = formats("en");
const said = (before, after, own) => ({
  shared: [{ en: "koala", zh: "考拉", before, after }, { en: "sheep", zh: "羊", before: 0, after: 0.1 }],
  own: [{ en: "koala", share: before }, { en: own, share: after }],
});
const HEADER = { beyond: 0, dropped: 128, patches: 256, vit: said(0.95, 0.94, "koala"), cnn: said(0.96, 0.006, "fur coat") };

test("a sentence on a picture is filled with both models' numbers before and after", () => {
  const facts = factsOf(HEADER, "en", ENGLISH);
  assert.equal(facts.label, "koala");
  assert.deepEqual([facts.vit, facts.vit_before, facts.cnn, facts.cnn_before], ["94%", "95%", "0.6%", "96%"]);
  assert.deepEqual([facts.cnn_own, facts.cnn_own_share], ["fur coat", "0.6%"]);
  assert.deepEqual([facts.dropped, facts.total], ["128", "256"]);
});

test("a label has its name in the visitor's language, in English where it has no other", () => {
  const facts = factsOf(HEADER, "zh", ENGLISH);
  assert.deepEqual([facts.label, facts.cnn_own], ["考拉", "fur coat"]);
});

test("without shared labels only what each model itself says is told", () => {
  const bare = (model) => ({ ...HEADER[model], shared: null });
  const facts = factsOf({ ...HEADER, vit: bare("vit"), cnn: bare("cnn") }, "en", ENGLISH);
  assert.equal("vit" in facts, false);
  assert.equal(facts.vit_own, "koala");
});
