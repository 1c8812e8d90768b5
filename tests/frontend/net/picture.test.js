import assert from "node:assert/strict";
import { test } from "node:test";

import { fitting, picture } from "../../../vitviz/web/frontend/net/picture.js";

const screen = (/** @type {boolean} */ narrow) => {
  Object.assign(globalThis, { matchMedia: () => ({ matches: narrow }) });
};

test("a phone asks for a smaller picture of a photo, and for anything else as it is", () => {
  screen(true);
  assert.equal(fitting("http://here/base/api/photo/cat.jpg"), "http://here/base/api/photo/cat.jpg?size=small");
  assert.equal(fitting("http://here/base/api/photo"), "http://here/base/api/photo?size=small"); // one that is sent
  assert.equal(fitting("http://here/api/thumb/cat.jpg"), "http://here/api/thumb/cat.jpg");
  screen(false);
  assert.equal(fitting("http://here/api/photo/cat.jpg"), "http://here/api/photo/cat.jpg");
});

test("the views of a page share one picture, and one that did not come is asked for again", async () => {
  const asked = [];
  let there = true;
  Object.assign(globalThis, { Image: class {
    set src(href) { asked.push(href); }
    async decode() { if (!there) throw new Error("none"); }
  } });
  screen(true);
  assert.equal(await picture("http://here/api/photo/a.jpg"), await picture("http://here/api/photo/a.jpg"));
  assert.deepEqual(asked, ["http://here/api/photo/a.jpg?size=small"]);
  there = false;
  for (let i = 0; i < 2; i++) await assert.rejects(picture("http://here/api/photo/b.jpg"));
  assert.equal(asked.length, 3);
});
