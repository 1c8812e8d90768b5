import assert from "node:assert/strict";
import { test } from "node:test";

import { OwnPhoto } from "../../../../vitviz/web/frontend/views/frame/own_photo.js";

const FILE = /** @type {File} */ ({});

test("who asks while the photo is on its way waits for the same", async () => {
  const photo = new OwnPhoto("old", "blob:1", FILE);
  let sent = 0;
  const send = async () => { sent += 1; return { photo: "new" }; };
  assert.deepEqual(await Promise.all([photo.give(send), photo.give(send)]), ["new", "new"]);
  assert.equal(sent, 1);
  assert.deepEqual([photo.id, photo.before], ["new", ["old"]]);
});

test("a photo that could not be given can be given again", async () => {
  const photo = new OwnPhoto("old", "blob:1", FILE);
  await assert.rejects(photo.give(async () => { throw new Error("nobody"); }));
  assert.equal(await photo.give(async () => ({ photo: "old" })), "old");
  assert.deepEqual(photo.before, []);
});

test("a photo that another one replaces is no longer sent", async () => {
  const photo = new OwnPhoto("old", URL.createObjectURL(new Blob([])), FILE);
  const sending = photo.give((_, signal) => new Promise((_done, fail) => {
    signal.addEventListener("abort", () => fail(new Error("ended")));
  }));
  photo.end();
  await assert.rejects(sending, /ended/);
});
