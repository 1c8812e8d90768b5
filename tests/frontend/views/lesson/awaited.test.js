import "../../elements.js";
import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";

import { Lasting, soon } from "../../lasting.js";
import { Awaited } from "../../../../vitviz/web/frontend/views/lesson/awaited.js";

let asked, aborter, awaited, there, lasting, status;

beforeEach(() => {
  [asked, there, status, lasting] = [[], [], 200, new Lasting()];
  globalThis.fetch = async (url, { signal, headers }) => {
    asked.push([url, headers["X-Vitviz-Language"]]);
    if (status !== 200) return new Response("", { status });
    return lasting.answer(signal);
  };
  aborter = new AbortController();
  awaited = new Awaited({ words: { photo_comes: "on its way" }, language: "zh", url: (address) => `/${address}`,
    there: (waits) => there.push(waits), signal: aborter.signal });
});

afterEach(() => aborter.abort());

const shown = () => (awaited.element.hidden ? null : awaited.element.textContent);

test("a photo that is here is waited for by nobody", () => {
  awaited.set("");
  awaited.set(undefined);
  assert.deepEqual([shown(), asked], [null, []]);
});

test("a photo that the tab brings is said to be on its way, and nothing is asked", () => {
  awaited.set("");
  assert.deepEqual([shown(), asked], ["on its way", []]);
});

test("the place in line is said as it changes, in the page's language, until the photo is there", async () => {
  awaited.set("api/in_line/a");
  await lasting.told({ line: "number 2" });
  assert.deepEqual([shown(), asked], ["number 2", [["/api/in_line/a", "zh"]]]);
  await lasting.told({ line: "number 1" });
  assert.deepEqual([shown(), there], ["number 1", []]);
  await lasting.told({ there: true });
  assert.deepEqual([there, lasting.closed], [["api/in_line/a"], 1]);
  awaited.set(undefined);
  assert.equal(shown(), null);
});

test("one wait is followed once, however often the page says so", async () => {
  awaited.set("api/in_line/a");
  awaited.set("api/in_line/a");
  await soon();
  assert.equal(asked.length, 1);
});

test("another photo ends the wait for the one before it", async () => {
  awaited.set("api/in_line/a");
  await soon();
  awaited.set("api/in_line/b");
  await lasting.told({ line: "number 7" });
  assert.deepEqual([lasting.closed, shown(), asked.map(([url]) => url)], [1, "number 7", ["/api/in_line/a", "/api/in_line/b"]]);
});

test("why a photo cannot be shown is said, and it is asked for no more", async () => {
  awaited.set("api/in_line/a");
  await lasting.told({ error: "damaged" });
  assert.deepEqual([shown(), there, lasting.closed], ["damaged", [], 1]);
});

test("where the server knows of no such wait the page is run again", async () => {
  status = 404;
  awaited.set("api/in_line/a");
  await soon();
  assert.deepEqual([there, asked.length], [["api/in_line/a"], 1]);
});

test("a page that is run again and still waits follows anew", async () => {
  awaited.set("api/in_line/a");
  await lasting.told({ there: true });
  awaited.set("api/in_line/a");
  await soon();
  assert.equal(asked.length, 2);
});

test("a view that goes listens no more", async () => {
  awaited.set("api/in_line/a");
  await soon();
  aborter.abort();
  assert.equal(lasting.closed, 1);
});
