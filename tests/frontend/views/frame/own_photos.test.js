import "../../elements.js";
import assert from "node:assert/strict";
import { test } from "node:test";

import { OwnPhoto } from "../../../../vitviz/web/frontend/views/frame/own_photo.js";
import { MOST, offered, OwnPhotos, owns, Recall } from "../../../../vitviz/web/frontend/views/frame/own_photos.js";

const WORDS = { yours: "Yours: {name}", uploaded: "Uploaded" };
const FILE = /** @type {File} */ ({ name: "a.jpg" });
const address = (/** @type {string} */ path) => `/${path}`;
const names = (/** @type {OwnPhotos} */ { all }) => all.map(({ id }) => id);

/** @param {string[]} ids  the oldest first */
function own(...ids) {
  const photos = new OwnPhotos();
  for (const id of ids) photos.add(new OwnPhoto(id, `blob:${id}`, FILE));
  return photos;
}

test("earlier own photos stay beside the newest, which comes first", () => {
  assert.deepEqual(names(own("1", "2", "3")), ["3", "2", "1"]);
});

test("beyond the most that are kept the oldest goes, and its file with it", () => {
  const ids = Array.from({ length: MOST + 1 }, (_, i) => String(i));
  const photos = own(...ids);
  assert.deepEqual(names(photos), ids.slice(1).reverse());
  assert.equal(photos.uses("blob:0"), false);
});

test("the same photo given twice stands once, with the newer file", () => {
  const photos = own("1", "2");
  photos.add(new OwnPhoto("1", "blob:again", FILE));
  assert.deepEqual(names(photos), ["1", "2"]);
  assert.equal(photos.find("1")?.url, "blob:again");
});

test("one that the address brought is kept too, without a file", () => {
  const photos = own("1");
  photos.hear({ id: "2", url: "" });
  photos.hear(null);
  assert.deepEqual(names(photos), ["2", "1"]);
  assert.equal(offered(photos.all[0], WORDS, address).title, "Uploaded");
});

test("one that was taken out stays out while it is on screen, and comes back when it is shown again", () => {
  const photos = own("1", "2");
  photos.hear({ id: "2", url: "" });
  assert.equal(photos.remove("2"), "1");
  photos.hear({ id: "2", url: "" });
  assert.deepEqual(names(photos), ["1"]);
  photos.hear(null);
  photos.hear({ id: "2", url: "" });
  assert.deepEqual(names(photos), ["2", "1"]);
});

test("in place of the one that is taken out stands the next, or the one before the last", () => {
  assert.equal(own("1", "2", "3").remove("2"), "1");
  assert.equal(own("1", "2").remove("1"), "2");
  assert.equal(own("1").remove("1"), undefined);
});

test("a photo is found by the name that it had before the server forgot it", async () => {
  const photos = own("1", "2");
  await photos.find("1")?.give(async () => ({ photo: "new" }));
  assert.equal(photos.renamed("1")?.id, "new");
  assert.equal(photos.renamed("2"), undefined);
});

test("a photo is shown from its file here, and from the server where the browser cannot", () => {
  const [photo] = own("1").all;
  const { url, fallback, title } = offered(photo, WORDS, address);
  assert.deepEqual([url, fallback, title], ["blob:1", "/api/thumb/1.jpg", "Yours: a.jpg"]);
});

test("a forgotten photo is given again once, and one whose file is not here never", async () => {
  let sent = 0;
  const recall = new Recall({ post: async () => { sent += 1; return { photo: "next" }; } });
  owns.add(new OwnPhoto("gone", "", FILE));
  owns.add(new OwnPhoto("other's", "", null));
  assert.deepEqual([await recall.again("gone"), await recall.again("gone"), await recall.again("other's")],
    ["next", null, null]);
  assert.equal(sent, 1);
});

test("a photo that does not arrive is none", async () => {
  const recall = new Recall({ post: async () => { throw new TypeError("Failed to fetch"); } });
  owns.add(new OwnPhoto("lost", "", FILE));
  assert.equal(await recall.again("lost"), null);
});

test("a photo that was given its file meanwhile is more than a name", () => {
  const photos = new OwnPhotos();
  photos.hear({ id: "1" });
  assert.deepEqual([photos.fileless("1"), photos.fileless("none")], [true, false]);
  photos.add(new OwnPhoto("1", "blob:1", FILE));
  assert.equal(photos.fileless("1"), false);
});
