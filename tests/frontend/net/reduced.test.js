import assert from "node:assert/strict";
import { test } from "node:test";

import { reduced } from "../../../vitviz/web/frontend/net/reduced.js";

/** A browser that reads a photo as `width` x `height` pixels, and writes one of `bytes`. */
function browser({ width = 4000, height = 3000, bytes = 300_000, reads = true } = {}) {
  const made = { closed: 0, drawn: [], type: "" };
  Object.assign(globalThis, {
    createImageBitmap: async () => {
      if (!reads) throw new DOMException("The source image could not be decoded.");
      return { width, height, close: () => { made.closed += 1; } };
    },
    OffscreenCanvas: class {
      constructor(across, down) { Object.assign(this, { width: across, height: down }); }

      getContext() { return { drawImage: (_, ...where) => made.drawn.push(where) }; }

      async convertToBlob({ type }) { return new Blob([new Uint8Array(bytes)], { type }); }
    } });
  return made;
}
const photo = (size = 4_000_000, type = "image/jpeg") => new File([new Uint8Array(size)], "IMG_1.jpg", { type });

test("a camera's photo is sent with so many pixels at its shorter side, under its name", async () => {
  const made = browser();
  const sent = await reduced(photo(), 1024);
  assert.deepEqual(made.drawn, [[0, 0, 1365, 1024]]);
  assert.deepEqual([sent.name, sent.type, sent.size], ["IMG_1.jpg", "image/jpeg", 300_000]);
  assert.equal(made.closed, 1);
});

test("a tall photo's shorter side is its width", async () => {
  const made = browser({ width: 3000, height: 4000 });
  await reduced(photo(), 1024);
  assert.deepEqual(made.drawn, [[0, 0, 1024, 1365]]);
});

const AS_IT_IS = [["where none is made smaller", {}, photo(), 0], ["that is small", {}, photo(1_000_000), 1024],
  ["that may be transparent", {}, photo(4_000_000, "image/png"), 1024],
  ["of few pixels", { width: 900, height: 4000 }, photo(), 1024],
  ["that would become larger", { bytes: 5_000_000 }, photo(), 1024],
  ["that the browser cannot read", { reads: false }, photo(), 1024]];
for (const [which, page, file, side] of AS_IT_IS) {
  test(`a photo ${which} goes as it is`, async () => {
    browser(page);
    assert.equal(await reduced(file, side), file);
  });
}

test("a photo read in vain is let go", async () => {
  const made = browser({ width: 900, height: 4000 });
  await reduced(photo(), 1024);
  assert.equal(made.closed, 1);
});
