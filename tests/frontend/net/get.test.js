import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";

import { get } from "../../../vitviz/web/frontend/net/get.js";

const HEADER = new TextEncoder().encode('{"arrays":{},"n":7}');
const BUNDLE = new Uint8Array(Math.ceil((4 + HEADER.length) / 8) * 8);
new DataView(BUNDLE.buffer).setUint32(0, HEADER.length, true);
BUNDLE.set(HEADER, 4);

let asked, answers;

beforeEach(() => {
  asked = [];
  globalThis.fetch = async (url, options) => {
    asked.push({ url, ...options });
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    if (answer instanceof Error) throw answer;
    return answer();
  };
  mock.timers.enable({ apis: ["setTimeout"] });
});

afterEach(() => mock.timers.reset());

const bundle = () => new Response(BUNDLE);
const status = (code, facts) => () => new Response(JSON.stringify(facts ?? {}), { status: code });
const stream = (text, ...more) => () => new Response(new Blob([text, ...more]).stream(),
  { headers: { "Content-Type": "application/x-vitviz-stream" } });

/** What comes of `promise` while the clock runs as fast as it is asked to. */
async function settled(promise) {
  let over = false;
  const end = () => { over = true; };
  promise.then(end, end);
  while (!over) {
    mock.timers.tick(2000);
    await new Promise((done) => setImmediate(done));
  }
  return promise;
}

test("a bundle is asked for at its address and read", async () => {
  answers = [bundle];
  assert.deepEqual(await get("http://here/app/api/x?y=1"), { header: { n: 7 }, arrays: {} });
  assert.equal(asked[0].url, "http://here/app/api/x?y=1");
});

test("the language of a refusal is named only where it is asked for", async () => {
  answers = [bundle];
  await get("x");
  await get("x", { language: "zh" });
  assert.deepEqual(asked.map(({ headers }) => headers), [{}, { "X-Vitviz-Language": "zh" }]);
});

test("a stream's progress is heard and its bundle read", async () => {
  const heard = [];
  answers = [stream(`{"done":1,"total":2,"ahead":0}\n{"bundle":${BUNDLE.length}}\n`, BUNDLE)];
  const found = await get("x", { progress: (reached) => heard.push(reached.done) });
  assert.deepEqual([found.header, heard], [{ n: 7 }, [1]]);
});

test("where nobody answers it is asked again", async () => {
  answers = [new TypeError("no network"), status(502), bundle];
  assert.equal((await settled(get("x"))).header.n, 7);
  assert.equal(asked.length, 3);
});

test("who waits hears that nobody answered", async () => {
  let interruptions = 0;
  answers = [new TypeError("no network"), stream('{"done":1,"total":2,"ahead":0}\n'), bundle];
  await settled(get("x", { interrupted: () => { interruptions += 1; } }));
  assert.equal(interruptions, 2);
});

test("a stream that breaks off is asked for again", async () => {
  answers = [stream('{"done":1,"total":2,"ahead":0}\n'), bundle];
  assert.equal((await settled(get("x"))).header.n, 7);
});

test("after three tries nobody is reached, which is neither gone nor a sentence", async () => {
  answers = [new TypeError("no network")];
  await assert.rejects(settled(get("x")), (error) =>
    error.gone === undefined && error.sentence === undefined);
  assert.equal(asked.length, 3);
});

test("an analysis that is gone is told apart and not asked for again", async () => {
  answers = [status(404)];
  await assert.rejects(settled(get("x")), { gone: true });
  assert.equal(asked.length, 1);
});

test("a refusal is the server's sentence and is not asked for again", async () => {
  answers = [status(400, { error: "Not that one." })];
  await assert.rejects(settled(get("x")), { sentence: "Not that one." });
  assert.equal(asked.length, 1);
});

test("who no longer waits asks no more and leaves no listener behind", async () => {
  const aborter = new AbortController();
  const { signal } = aborter;
  let listeners = 0;
  const [add, remove] = [signal.addEventListener.bind(signal), signal.removeEventListener.bind(signal)];
  signal.addEventListener = (...args) => { listeners += 1; add(...args); };
  signal.removeEventListener = (...args) => { listeners -= 1; remove(...args); };
  answers = [new TypeError("no network"), new TypeError("no network"), bundle];
  await settled(get("x", { signal }));
  assert.equal(listeners, 0);
  answers = [new TypeError("no network")];
  const waiting = get("x", { signal });
  await new Promise((done) => setImmediate(done));
  aborter.abort();
  await assert.rejects(waiting, { name: "AbortError" });
  assert.equal(asked.length, 4);
});
