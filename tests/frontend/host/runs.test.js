import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Runs } from "../../../vitviz/web/frontend/host/runs.js";

const ABOUT = { title: "Curves", href: "/explain?photo=koala", section: "curves" };
let stored, asked, runs;

/** Runs of a tab whose server answers when the test says so. */
function made() {
  asked = [];
  const ask = (url, options) => new Promise((answer, fail) => { asked.push({ url, ...options, answer, fail }); });
  const storage = { getItem: () => stored, setItem: (_, text) => { stored = text; } };
  return new Runs(ask, () => storage);
}

beforeEach(() => {
  stored = null;
  runs = made();
});

const settled = () => new Promise((done) => { setImmediate(done); });

/** Somebody who looks; `leave` is what it does when its view goes. */
function listener(url = "a") {
  const heard = [], left = new AbortController();
  const answer = runs.get(url, { signal: left.signal, about: ABOUT, progress: ({ done }) => heard.push(done),
    partial: (bundle) => heard.push(bundle) });
  answer.catch(() => {});
  return { heard, answer, leave: () => left.abort() };
}

test("what runs goes on when its view goes, and who comes back hears how far it is", () => {
  const first = listener();
  asked[0].progress({ done: 1, total: 4, ahead: 0 });
  first.leave();
  asked[0].progress({ done: 2, total: 4, ahead: 0 });
  asked[0].partial("half");
  const second = listener();
  assert.deepEqual([first.heard, second.heard], [[1], [2, "half"]]);
  assert.deepEqual([asked.length, asked[0].signal.aborted], [1, false]);
});

test("what is finished is kept, and not asked for again", async () => {
  listener();
  asked[0].answer("whole");
  await settled();
  assert.deepEqual([runs.has("a"), await listener().answer, asked.length], [true, "whole", 1]);
});

test("what was stopped is over at the server too", async () => {
  listener();
  runs.stop("a");
  assert.deepEqual([asked[0].signal.aborted, runs.has("a"), runs.states()], [true, false, []]);
});

test("the bar is told how far each is, and of what became ready while nobody looked", async () => {
  let states;
  runs.watch((told) => { states = told; }, new AbortController().signal);
  const first = listener();
  asked[0].progress({ done: 1, total: 4, ahead: 0 });
  assert.deepEqual(states, [{ about: ABOUT, part: 0.25, ready: false }]);
  first.leave();
  asked[0].answer("whole");
  await settled();
  assert.deepEqual(states, [{ about: ABOUT, part: 1, ready: true }]);
  listener(); // somebody looks
  assert.deepEqual(states, []);
});

test("what failed is over, and may be begun again", async () => {
  const { answer } = listener();
  asked[0].fail(new Error("no"));
  await assert.rejects(answer);
  assert.equal(runs.has("a"), false);
  listener();
  assert.equal(asked.length, 2);
});

test("a reload takes up what ran, and nothing that was finished or stopped", async () => {
  for (const url of ["a", "b", "c"]) listener(url);
  asked[1].answer("whole");
  await settled();
  runs.stop("c");
  runs = made();
  runs.resume();
  assert.deepEqual(asked.map(({ url }) => url), ["a"]);
  assert.deepEqual(runs.states(), [{ about: ABOUT, part: 0, ready: false }]);
});

test("another version of the modules finds noted what ran", async () => {
  listener();
  runs.end();
  asked[0].fail(new Error("aborted"));
  await settled();
  runs = made();
  runs.resume();
  assert.deepEqual(asked.map(({ url }) => url), ["a"]);
});

test("a browser that keeps nothing loses them with a reload alone", () => {
  runs = new Runs(() => new Promise(() => {}), () => { throw new Error("forbidden"); });
  runs.resume();
  listener();
  assert.equal(runs.has("a"), true);
});

test("what was stopped as its answer came is not told to be ready", async () => {
  const { leave } = listener();
  leave();
  asked[0].answer("late");
  runs.stop("a");
  await settled();
  assert.deepEqual(runs.states(), []);
});
