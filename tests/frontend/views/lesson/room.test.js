import "../../elements.js";
import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";

import { Lasting, soon } from "../../lasting.js";
import { ClassRoom } from "../../../../vitviz/web/frontend/views/lesson/room.js";

const WORDS = { room_at: "step {number}: {title}", room_go: "go", title_order: "Without places", answers: "class" };
const NAMING = { words: WORDS, step: "order", asks: "choice", grid: [16, 16], whole: String };
let asked, aborter, room, changes, went, lasting, status;

beforeEach(() => {
  [asked, changes, went, status, lasting] = [[], 0, [], 200, new Lasting()];
  globalThis.fetch = async (url, { body, signal } = {}) => {
    asked.push([url, body && JSON.parse(body)]);
    if (url.endsWith("answer")) return new Response("{}", { status });
    if (status !== 200) return new Response("", { status });
    return lasting.answer(signal);
  };
  aborter = new AbortController();
  room = new ClassRoom({ words: WORDS, url: (address) => address, signal: aborter.signal,
    changed: () => { changes += 1; }, go: (step) => went.push(step) });
});

afterEach(() => aborter.abort());

test("seen alone the lesson tells nobody anything and waits for nobody", async () => {
  await room.answer("order", "stays");
  assert.equal(room.holds("order"), false);
  assert.deepEqual(asked, []);
});

test("an answer is counted and waits until the teacher reveals its step", async () => {
  room.join("23456789");
  await lasting.told({ at: "", revealed: {} });
  await room.answer("order", "stays");
  assert.deepEqual(asked.at(-1), ["api/lecture/23456789/answer", { step: "order", choice: "stays" }]);
  assert.deepEqual([room.holds("order"), room.released()], [true, {}]);
  await lasting.told({ at: "", revealed: { patches: {} } });
  assert.deepEqual(room.released(), {});
  await lasting.told({ at: "", revealed: { order: { stays: 1 } } });
  assert.deepEqual([room.holds("order"), room.released(), room.released()], [false, { order: "stays" }, {}]);
});

test("another answer takes the place of one that waits", async () => {
  room.join("23456789");
  await room.answer("order", "stays");
  await room.answer("order", "less");
  await lasting.told({ at: "", revealed: { order: {} } });
  assert.deepEqual(room.released(), { order: "less" });
});

test("an answer to a step that was revealed before is counted and does not wait", async () => {
  room.join("23456789");
  await lasting.told({ at: "", revealed: { order: {} } });
  await room.answer("order", "stays");
  assert.equal(asked.length, 2);
  assert.deepEqual(room.released(), {});
});

for (const [what, code] of [["that is gone", 404], ["whose server fails", 500]]) {
  test(`nobody waits in a room ${what}`, async () => {
    status = code;
    room.join("23456789");
    await room.answer("order", "stays");
    await soon();
    assert.equal(room.holds("order"), false);
    assert.deepEqual(room.released(), { order: "stays" });
    assert.ok(changes > 0);
  });
}

test("an answer that a full room did not count does not wait", async () => {
  room.join("23456789");
  await lasting.told({ at: "", revealed: {} });
  status = 503;
  await room.answer("order", "stays");
  assert.deepEqual(room.released(), { order: "stays" });
});

test("what the class answered is shown where it was revealed, and not before", async () => {
  room.join("23456789");
  await lasting.told({ at: "", revealed: {} });
  assert.deepEqual(room.bars(NAMING), []);
  await lasting.told({ at: "", revealed: { order: { stays: 3 } } });
  assert.equal(room.bars(NAMING).length, 2);
});

test("the way to the teacher's step is offered from every other one", async () => {
  room.join("23456789");
  await lasting.told({ at: "order", revealed: {} });
  room.lead("photo", ["photo", "order"]);
  room.element.children.at(-1).dispatchEvent(new Event("click"));
  assert.deepEqual(went, ["order"]);
  room.lead("order", ["photo", "order"]);
  assert.equal(room.element.children.length, 0);
});
