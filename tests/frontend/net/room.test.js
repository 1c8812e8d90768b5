import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";

import { follow, tell } from "../../../vitviz/web/frontend/net/room.js";

let asked, answers;

beforeEach(() => {
  asked = [];
  globalThis.fetch = async (url, options) => {
    asked.push({ url, ...options });
    const answer = answers.shift() ?? new Error("nobody");
    if (answer instanceof Error) throw answer;
    return answer();
  };
  mock.timers.enable({ apis: ["setTimeout"] });
});

afterEach(() => mock.timers.reset());

const status = (code, body = "") => () => new Response(body, { status: code });
/** An answer that breaks off after this text. */
const broken = (text) => () => new Response(new ReadableStream({ async pull(controller) {
  if (text) controller.enqueue(new TextEncoder().encode(text));
  else controller.error(new Error("cut"));
  text = "";
} }));

/** What is heard until `count` answers were asked for and read: lines and standings in order. */
async function heard(count) {
  const said = [];
  const aborter = new AbortController();
  const over = follow("room", { line: (line) => said.push(line), standing: (now) => said.push(now),
    signal: aborter.signal, headers: { "X-Vitviz-Teacher": "key" } });
  while (asked.length < count) {
    mock.timers.tick(10_000);
    await new Promise((done) => setImmediate(done));
  }
  for (let turn = 0; turn < 20; turn += 1) await new Promise((done) => setImmediate(done));
  aborter.abort();
  await over;
  return said;
}

test("what is told comes line by line, however it is cut on its way, in characters too", async () => {
  const bytes = new TextEncoder().encode('{"at":"补丁"}\n');
  answers = [() => new Response(new ReadableStream({ async start(controller) {
    for (const byte of bytes) {
      controller.enqueue(Uint8Array.of(byte));
      await null;
    }
    controller.close();
  } }))];
  assert.deepEqual(await heard(1), ["here", { at: "补丁" }]);
});

test("of several lines that come together the newest is told", async () => {
  answers = [status(200, '{"here":1}\n{"here":2}\n{"he')];
  assert.deepEqual(await heard(1), ["here", { here: 2 }]);
});

test("where the connection broke it is tried again, and said once that nobody answers", async () => {
  answers = [broken("1\n"), new Error("nobody"), status(503), broken("2\n")];
  assert.deepEqual(await heard(4), ["here", 1, "away", "here", 2, "away"]);
});

test("where the server ends its answer it is asked anew, and nobody is taken for gone", async () => {
  answers = [status(200, "1\n"), status(200, "2\n"), status(404)];
  assert.deepEqual(await heard(3), ["here", 1, 2, "gone"]);
});

test("a room that is gone may come back", async () => {
  answers = [status(404), status(404), status(200, "1\n")];
  assert.deepEqual(await heard(3), ["gone", "here", 1]);
});

test("who is refused does not ask again", async () => {
  answers = [status(403)];
  const said = [];
  await follow("room", { line() {}, standing: (now) => said.push(now), signal: new AbortController().signal });
  assert.deepEqual(said, ["refused"]);
  assert.equal(asked.length, 1);
});

test("it is asked for with the key that it was given", async () => {
  answers = [status(404)];
  await heard(1);
  assert.deepEqual(asked[0].headers, { "X-Vitviz-Teacher": "key" });
});

test("what is told to the room bears our header, and the answer is its status and facts", async () => {
  answers = [status(200, '{"revealed":true}'), status(503), new Error("nobody")];
  assert.deepEqual(await tell("answer", { step: "order" }), { status: 200, said: { revealed: true } });
  assert.equal(asked[0].headers["X-Vitviz"], "1");
  assert.deepEqual(JSON.parse(asked[0].body), { step: "order" });
  assert.deepEqual(await tell("answer", {}), { status: 503, said: {} });
  assert.deepEqual(await tell("answer", {}), { status: 0, said: {} });
});
