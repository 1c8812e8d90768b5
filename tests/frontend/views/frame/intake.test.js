import assert from "node:assert/strict";
import { test } from "node:test";

import "../../elements.js";
import { Intake } from "../../../../vitviz/web/frontend/views/frame/intake.js";

const PERCENT = (part) => `${part}`;
const JOB = { name: "a.jpg", url: "blob:a", part: 0, stage: "sending" };
globalThis.matchMedia = () => ({ matches: false });
globalThis.HTMLInputElement = class {};
const settled = () => new Promise((done) => { setImmediate(done); });

/** @returns {any} */
function byValue(element, value) {
  if (element["data-value"] === value) return element;
  for (const child of element.children ?? []) {
    const found = byValue(child, value);
    if (found) return found;
  }
  return null;
}

/** An intake whose clipboard and cameras answer when the test says so. */
function intake() {
  const made = { files: [], problems: [], leaving: new AbortController(), cameras: [] };
  const clipboard = { read: () => new Promise((answer, fail) => Object.assign(made, { answer, fail })) };
  const mediaDevices = Object.assign(new EventTarget(), {
    enumerateDevices: () => new Promise((answer) => { made.cameras.push(answer); }) });
  Object.defineProperty(globalThis, "navigator", { value: { clipboard, mediaDevices, platform: "" }, configurable: true });
  made.devices = mediaDevices;
  made.intake = new Intake({ no_image: "no image", no_paste: "no paste", sending: "sending" }, { file: (file) => made.files.push(file.name),
    cancel() {}, problem: (text) => made.problems.push(text) }, made.leaving.signal);
  made.paste = async () => byValue(made.intake.element, "paste").dispatchEvent(new Event("click"));
  return made;
}

const picture = { types: ["image/png"], getType: async () => new Blob(["x"], { type: "image/png" }) };

test("what the clipboard holds comes in", async () => {
  const made = intake();
  await made.paste();
  made.answer([picture]);
  await settled();
  assert.deepEqual([made.files, made.problems], [["clipboard"], []]);
});

test("a paste that the browser allows after another photo has come in brings none", async () => {
  const made = intake();
  await made.paste();
  made.intake.show(null, PERCENT);
  made.intake.show(JOB, PERCENT);
  made.answer([picture]);
  await settled();
  assert.deepEqual([made.files, made.problems], [[], []]);
});

test("a paste that the browser refuses after the view has gone says nothing", async () => {
  const made = intake();
  await made.paste();
  made.leaving.abort();
  made.fail(new Error("no"));
  await settled();
  assert.deepEqual([made.files, made.problems], [[], []]);
});

test("of two looks for cameras the later one holds", async () => {
  const made = intake();
  made.devices.dispatchEvent(new Event("devicechange"));
  const [first, second] = made.cameras;
  second([{ kind: "videoinput" }]);
  await settled();
  first([]);
  await settled();
  assert.equal(byValue(made.intake.element, "camera").hidden, false);
});
