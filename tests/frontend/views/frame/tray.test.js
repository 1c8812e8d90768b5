import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import "../../elements.js";
import { OwnPhoto } from "../../../../vitviz/web/frontend/views/frame/own_photo.js";
import { owns } from "../../../../vitviz/web/frontend/views/frame/own_photos.js";
import Tray from "../../../../vitviz/web/frontend/views/frame/tray.js";

const FILE = new File(["x"], "x.jpg");

beforeEach(() => {
  owns.all = [];
});

/** A tray of the Lesson, without its page, that is asked for the visitor's photo "up-1": the server
 * answers when the test says so. */
function asked() {
  owns.add(new OwnPhoto("up-1", "", FILE));
  const state = { photo: "up-1" };
  const found = { told: [], picked: [], leaving: new AbortController() };
  const host = { post: () => new Promise((answer, fail) => { Object.assign(found, { answer, fail }); }),
    notify: (event) => found.told.push(event) };
  const tray = Object.create(Tray.prototype, { picked: { value: {} }, asks: { value: true } });
  Object.assign(tray, { recalled: "", announced: "up-1", host, signal: found.leaving.signal, state: { values: state },
    pick: (change) => found.picked.push(change), missing: () => found.told.push("missing") });
  found.over = tray.recall({ state: { photo: "up-1" }, own: null, expects: true });
  return Object.assign(found, { state });
}

test("the page that waits for a photo is told when it cannot be brought", async () => {
  const { fail, over, told } = asked();
  fail(new Error("gone"));
  await over;
  assert.deepEqual(told, [{ not_brought: "up-1" }]);
});

test("of a photo that nobody waits for any more it is not told that it was not brought", async () => {
  const { fail, over, told, state } = asked();
  state.photo = "koala";
  fail(new Error("gone"));
  await over;
  assert.deepEqual(told, []);
});

test("a tray that has gone does not tell that its photo was not brought: the one after it asks itself", async () => {
  const { fail, over, told, leaving } = asked();
  leaving.abort();
  fail(new Error("gone"));
  await over;
  assert.deepEqual(told, []);
});

test("a photo that has come is shown under its new name, unless another was picked meanwhile", async () => {
  const first = asked();
  first.answer({ photo: "up-2" });
  await first.over;
  assert.deepEqual(first.picked, [{ photo: "up-2" }]);
  owns.all = [];
  const second = asked();
  second.state.photo = "koala";
  second.answer({ photo: "up-2" });
  await second.over;
  assert.deepEqual(second.picked, []);
});
