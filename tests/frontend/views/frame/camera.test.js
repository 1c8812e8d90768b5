import assert from "node:assert/strict";
import { test } from "node:test";

import "../../elements.js";
import { CameraPanel } from "../../../../vitviz/web/frontend/views/frame/camera.js";

const WORDS = { camera_waiting: "waiting", camera_denied: "denied", camera_missing: "missing" };

/** An open panel whose camera answers when the test says so; `stopped` counts its ends. */
function opened() {
  const found = { leaving: new AbortController(), stopped: 0 };
  const stream = { getTracks: () => [{ stop: () => { found.stopped += 1; } }] };
  const mediaDevices = { getUserMedia: () => new Promise((answer, fail) => {
    found.answer = () => answer(stream);
    found.fail = fail;
  }) };
  Object.defineProperty(globalThis, "navigator", { value: { mediaDevices }, configurable: true });
  found.panel = new CameraPanel(WORDS, () => {}, found.leaving.signal);
  const [finder] = found.panel.element.children;
  [found.video, found.text] = finder.children;
  found.video.play = async () => {};
  found.open = found.panel.open();
  return found;
}

test("a camera that answers is shown until the panel is closed", async () => {
  const found = opened();
  found.answer();
  await found.open;
  assert.deepEqual([found.text.textContent, found.stopped], ["", 0]);
  found.panel.element.close();
  assert.deepEqual([found.video.srcObject, found.stopped], [null, 1]);
});

test("a camera that answers after the panel is closed is let go", async () => {
  const found = opened();
  found.panel.element.close();
  found.answer();
  await found.open;
  assert.equal(found.stopped, 1);
});

test("a camera is let go when the view goes under the open panel", async () => {
  const found = opened();
  found.answer();
  await found.open;
  found.leaving.abort();
  assert.equal(found.stopped, 1);
});

test("a camera that answers after the view has gone under the open panel is let go", async () => {
  const found = opened();
  found.leaving.abort();
  found.answer();
  await found.open;
  assert.equal(found.stopped, 1);
});

for (const [name, text] of [["NotAllowedError", "denied"], ["NotFoundError", "missing"]]) {
  test(`of a camera that cannot be had (${name}) it is said why`, async () => {
    const found = opened();
    found.fail(new DOMException("no", name));
    await found.open;
    assert.equal(found.text.textContent, text);
  });
}

test("a camera that was asked for before the panel was closed is let go in the panel that is open now", async () => {
  const found = opened();
  const { answer } = found;
  found.panel.element.close();
  const again = found.panel.open();
  answer();
  await found.open;
  assert.deepEqual([found.stopped, found.text.textContent], [1, "waiting"]);
  found.answer();
  await again;
  assert.deepEqual([found.stopped, found.text.textContent], [1, ""]);
  found.panel.element.close();
  assert.equal(found.stopped, 2);
});

test("why a camera could not be had is not said in the panel that was opened after that", async () => {
  const found = opened();
  const { fail } = found;
  found.panel.element.close();
  found.panel.open();
  fail(new DOMException("no", "NotAllowedError"));
  await found.open;
  assert.equal(found.text.textContent, "waiting");
});

/** A panel whose camera has answered and starts to play when the test says so. */
async function starting() {
  const found = opened();
  found.video.play = () => new Promise((plays, fails) => { Object.assign(found, { plays, fails }); });
  found.answer();
  await new Promise(setImmediate);
  return found;
}

test("a camera that plays only once it was closed shows nothing in the panel that was opened after that", async () => {
  const found = await starting();
  const { plays } = found;
  found.panel.element.close();
  found.panel.open();
  plays();
  await found.open;
  assert.deepEqual([found.stopped, found.text.textContent], [1, "waiting"]);
});

test("that a closed camera does not play is no failure of the one that was opened after that", async () => {
  const found = await starting();
  const { fails } = found;
  found.panel.element.close();
  found.panel.open();
  fails(new DOMException("closed", "AbortError"));
  await found.open;
  assert.equal(found.text.textContent, "waiting");
});
