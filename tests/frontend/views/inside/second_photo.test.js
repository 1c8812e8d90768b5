import assert from "node:assert/strict";
import { test } from "node:test";

import { beside } from "../../../../vitviz/web/frontend/views/inside/second_photo.js";

const words = { uploaded: "An uploaded photo" };
const bundled = ["cat", "koala"].map((id) => ({ id, title: id, url: `thumb/${id}` }));
const own = [{ id: "up-1", title: "mine", url: "blob:1" }];
const at = (address) => `/base/${address}`;
const names = (shown) => beside(own, bundled, shown, words, at).map(({ id }) => id);

test("one's own photos come first, and the first photo is not offered beside itself", () => {
  assert.deepEqual(names({ first: "koala", second: "" }), ["up-1", "cat"]);
  assert.deepEqual(names({ first: "up-1", second: "cat" }), ["cat", "koala"]);
});

test("a photo that the address alone names is offered too", () => {
  const [strange] = beside(own, bundled, { first: "cat", second: "up-2" }, words, at);
  assert.deepEqual(strange, { id: "up-2", title: "An uploaded photo", url: "/base/api/thumb/up-2.jpg" });
  assert.equal(names({ first: "cat", second: "tower" })[0], "tower");
});

test("bundled photos have the address that the page can reach", () => {
  const found = beside([], bundled, { first: "", second: "" }, words, at);
  assert.deepEqual(found.map(({ url }) => url), ["/base/thumb/cat", "/base/thumb/koala"]);
});
