import assert from "node:assert/strict";
import { test } from "node:test";

import { LongRequest } from "../../../vitviz/web/frontend/widgets/long_request.js";

/** A request whose server answers when the test says so; `calls` and `told` are what happened. */
function made() {
  const calls = [], told = [], stopped = [], there = new Set();
  const get = (url, { signal, progress, partial, interrupted, about }) => new Promise((answer, fail) => {
    calls.push({ url, signal, progress, partial, interrupted, about, answer, fail });
    signal.addEventListener("abort", () => fail(signal.reason));
  });
  const runs = { get, stop: (url) => stopped.push(url), has: (url) => there.has(url) };
  const request = new LongRequest(runs, { begun: () => told.push("begun"), ended: () => told.push("ended"),
    progress: ({ done }) => told.push(done), failed: (error) => told.push(error.message),
    grown: () => told.push("grown") }, () => "about");
  return { request, calls, told, stopped, there };
}

const settled = () => new Promise((done) => { setImmediate(done); });

test("nothing is asked for until it is started", () => {
  const { request, calls } = made();
  request.want("a", false);
  assert.deepEqual([calls.length, request.running, request.result], [0, false, null]);
});

test("what the server has already is fetched at once, and only once", async () => {
  const { request, calls } = made();
  request.want("a", true);
  request.want("a", true);
  calls[0].answer("A");
  await settled();
  request.want("a", true);
  assert.deepEqual([calls.length, request.result], [1, "A"]);
});

test("progress is passed on while it runs", async () => {
  const { request, calls, told } = made();
  request.want("a", false);
  request.start();
  calls[0].progress({ done: 1, total: 2, ahead: 0 });
  calls[0].answer("A");
  await settled();
  assert.deepEqual(told, ["begun", 1, "ended"]);
});

test("a second start of the same asks nothing", () => {
  const { request, calls } = made();
  request.want("a", false);
  request.start();
  request.start();
  assert.equal(calls.length, 1);
});

test("results stay, each with its address", async () => {
  const { request, calls } = made();
  for (const [i, url] of ["a", "b"].entries()) {
    request.want(url, true);
    calls[i].answer(url.toUpperCase());
    await settled();
  }
  request.want("a", true);
  assert.deepEqual([calls.length, request.result], [2, "A"]);
});

test("stopping aborts the request, and progress that comes after it is not shown", async () => {
  const { request, calls, told, stopped } = made();
  request.want("a", false);
  request.start();
  request.cancel();
  assert.deepEqual(stopped, ["a"]);
  calls[0].progress({ done: 1, total: 2, ahead: 0 });
  await settled();
  assert.equal(calls[0].signal.aborted, true);
  assert.deepEqual(told, ["begun", "ended"]);
});

test("what was stopped is not begun again by itself, but by a press", () => {
  const { request, calls } = made();
  request.want("a", true);
  request.cancel();
  request.want("a", true);
  assert.equal(calls.length, 1);
  request.start();
  assert.equal(calls.length, 2);
});

test("an answer that comes after a stop is no result", async () => {
  const { request, calls } = made();
  request.want("a", false);
  request.start();
  calls[0].answer("A");
  request.cancel();
  await settled();
  assert.equal(request.result, null);
});

test("another address ends the request under way", () => {
  const { request, calls } = made();
  request.want("a", true);
  request.want("b", true);
  assert.deepEqual(calls.map(({ url, signal }) => [url, signal.aborted]), [["a", true], ["b", false]]);
  assert.equal(request.running, true);
});

test("a failure is told and is not begun again by itself", async () => {
  const { request, calls, told } = made();
  request.want("a", true);
  calls[0].fail(new Error("no"));
  await settled();
  request.want("a", true);
  assert.deepEqual(told, ["begun", "no", "ended"]);
  assert.deepEqual([calls.length, request.running], [1, false]);
});

test("after the end nothing is told", async () => {
  const { request, calls, told } = made();
  request.want("a", true);
  request.end();
  await settled();
  assert.equal(calls[0].signal.aborted, true);
  assert.deepEqual(told, ["begun"]);
});

test("what is made so far is there while it runs, and another address has none of it", async () => {
  const { request, calls, told } = made();
  request.want("a", false);
  request.start();
  calls[0].partial("half");
  assert.deepEqual([request.partial, request.result, calls[0].about, told], ["half", null, "about", ["begun", "grown"]]);
  request.want("b", false);
  assert.equal(request.partial, null);
});

test("another photo is left to run; one that runs already is joined", () => {
  const { request, calls, stopped, there } = made();
  request.want("api/analysis/cup/curves", false);
  request.start();
  there.add("api/analysis/koala/curves");
  request.want("api/analysis/koala/curves", false);
  assert.deepEqual([calls[0].signal.aborted, stopped], [true, []]);
  assert.equal(calls[1].url, "api/analysis/koala/curves");
});

test("the view goes without stopping what runs", () => {
  const { request, stopped } = made();
  request.want("a", true);
  request.end();
  assert.deepEqual(stopped, []);
});

const OLD = "api/analysis/old/trust?target=3", NEW = "api/analysis/new/trust?target=3";

/** A run that began under the old name and that `happens` to. */
async function begun(happens) {
  const found = made();
  found.request.want(OLD, false);
  found.request.start();
  happens(found.calls[0], found.request);
  await settled();
  return found;
}

const urls = ({ calls }) => calls.map(({ url }) => url);

test("what a break of the connection ended is taken up under the analysis' new name", async () => {
  const found = await begun(({ interrupted, fail }) => { interrupted(); fail(new Error("no")); });
  found.request.want(NEW, false);
  assert.deepEqual(urls(found), [OLD]);
  found.request.takeUp(NEW, false);
  assert.deepEqual(urls(found), [OLD, NEW]);
});

test("what is tried again in vain when the new name comes is taken up as well", async () => {
  const found = await begun(({ interrupted }) => interrupted());
  found.request.takeUp(NEW, false);
  assert.deepEqual(urls(found), [OLD, NEW]);
  assert.equal(found.calls[0].signal.aborted, true);
});

test("what a forgetful server no longer had is taken up under the same name", async () => {
  const found = await begun(({ fail }) => fail(Object.assign(new Error("gone"), { gone: true })));
  found.request.takeUp(OLD, false);
  assert.deepEqual(urls(found), [OLD, OLD]);
});

test("it is taken up once", async () => {
  const found = await begun(({ interrupted, fail }) => { interrupted(); fail(new Error("no")); });
  found.request.takeUp(NEW, false);
  found.calls[1].fail(Object.assign(new Error("refused"), { said: "refused" }));
  await settled();
  found.request.takeUp(NEW, false);
  assert.deepEqual(urls(found), [OLD, NEW]);
});

for (const [what, happens, url] of [
  ["runs on after a short break",
    ({ interrupted, progress }) => { interrupted(); progress({ done: 1, total: 2, ahead: 0 }); }, NEW],
  ["was stopped during the break", ({ interrupted }, request) => { interrupted(); request.cancel(); }, NEW],
  ["was refused", ({ fail }) => fail(Object.assign(new Error("no"), { said: "no" })), NEW],
  ["asked for something else", ({ interrupted, fail }) => { interrupted(); fail(new Error("no")); },
    "api/analysis/new/trust?target=4"],
]) {
  test(`what ${what} is not begun anew`, async () => {
    const found = await begun(happens);
    found.request.takeUp(url, false);
    assert.deepEqual(urls(found), [OLD]);
  });
}
