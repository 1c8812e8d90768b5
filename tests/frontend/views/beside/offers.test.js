import assert from "node:assert/strict";
import { test } from "node:test";

import { offersFor, ofModel, partnerOf } from "../../../../vitviz/web/frontend/views/beside/offers.js";

/** @type {import("../../../../vitviz/web/frontend/views/beside/types.js").Near[]} */
const NEAR = [{ name: "clip", learning: "text", rows: 14 }, { name: "dinov2", learning: "self-supervised", rows: 37 },
  { name: "dino", learning: "self-supervised", rows: 14 }, { name: "deit", learning: "supervised", rows: 14 }];
const STATE = /** @type {import("../../../../vitviz/web/frontend/views/beside/types.js").BesideState} */ (
  /** @type {unknown} */ ({ model: "everyday", weights: "published" }));

test("beside a supervised model stands a self-supervised one at hand, of its grid first", () => {
  assert.equal(partnerOf("supervised", 14, NEAR), "dino");
  assert.equal(partnerOf("supervised", 16, NEAR), "dinov2");
  assert.equal(partnerOf("self-supervised", 16, NEAR), "deit");
  assert.equal(partnerOf("supervised", 16, []), "");
});

test("without one at hand, one that can be downloaded is offered, if downloads are allowed", () => {
  const facts = { learning: /** @type {"supervised"} */ ("supervised"), rows: 16, near: [] };
  const [offer] = offersFor(STATE, { ...facts, download: true });
  assert.deepEqual([offer.id, offer.change.model_b], ["partner", "vit_small_patch16_224.dino"]);
  assert.deepEqual(offersFor(STATE, { ...facts, download: false }).map(({ id }) => id), ["untrained", "hunger"]);
});

test("offline there are the untrained copy and the two bundled networks of unequal data", () => {
  const [untrained, hunger] = offersFor(STATE, { learning: "supervised", rows: 16, near: [], download: false });
  assert.deepEqual(untrained.change, ofModel("everyday", "random"));
  assert.deepEqual([hunger.change.model, hunger.change.model_b], ["hunger-vit-002", "hunger-vit-100"]);
});

test("an untrained model is offered its trained copy", () => {
  const random = { ...STATE, weights: /** @type {"random"} */ ("random") };
  const [offer] = offersFor(random, { learning: "", rows: 16, near: [], download: false });
  assert.deepEqual([offer.words, offer.change.weights_b], ["offer_trained", "published"]);
});

test("a model is no partner of itself", () => {
  const own = { ...STATE, model: "dino" };
  const [offer] = offersFor(own, { learning: "supervised", rows: 14, near: NEAR, download: false });
  assert.equal(offer.change.model_b, "dinov2");
});
