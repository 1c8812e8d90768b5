import assert from "node:assert/strict";
import { test } from "node:test";

import { canShow, Connection, holds } from "../../../vitviz/web/frontend/host/connection.js";

const SIGNAL = new AbortController().signal;

/** A connection whose server is ready after `questions` questions; what it did is in `did`. */
function made(questions = 0) {
  const did = [];
  const ready = async () => {
    did.push("ready?");
    return questions-- <= 0;
  };
  const connection = new Connection(ready, (renamed) => did.push(renamed), async () => { did.push("rest"); });
  connection.watch((standing) => did.push(standing), SIGNAL);
  return { connection, did };
}

test("a first connection is no return: nothing runs again", async () => {
  const { connection, did } = made();
  await connection.hear("CONNECTED");
  assert.deepEqual(did, ["here"]);
});

test("every state in which nobody answers is told once", async () => {
  const { connection, did } = made();
  for (const said of ["PINGING_SERVER", "CONNECTING", "PINGING_SERVER"]) await connection.hear(said);
  assert.deepEqual(did, ["here", "away"]);
});

test("who is back at once runs the page again", async () => {
  const { connection, did } = made();
  await connection.hear("PINGING_SERVER");
  await connection.hear("CONNECTED");
  assert.deepEqual(did, ["here", "away", "ready?", "here", {}]);
});

test("a server that cannot show pages yet is waited for, and the page says so", async () => {
  const { connection, did } = made(2);
  await connection.hear("PINGING_SERVER");
  await connection.hear("CONNECTED");
  assert.deepEqual(did,
    ["here", "away", "ready?", "starting", "rest", "ready?", "rest", "ready?", "here", {}]);
});

test("what the server forgot is given back before the page runs, and its new name is handed on", async () => {
  const { connection, did } = made();
  connection.before(async () => {
    did.push("given");
    return { photo: "new" };
  }, SIGNAL);
  await connection.hear("PINGING_SERVER");
  await connection.hear("CONNECTED");
  assert.deepEqual(did.slice(-3), ["given", "here", { photo: "new" }]);
});

test("what could not be given back does not keep the page from running", async () => {
  const { connection, did } = made();
  connection.before(async () => { throw new Error("unreadable"); }, SIGNAL);
  await connection.hear("PINGING_SERVER");
  await connection.hear("CONNECTED");
  assert.deepEqual(did.slice(-2), ["here", {}]);
});

test("a view that has gone gives nothing back and hears nothing", async () => {
  const { connection, did } = made();
  const leaving = new AbortController();
  connection.before(async () => did.push("given"), leaving.signal);
  connection.watch((standing) => did.push(`left ${standing}`), leaving.signal);
  leaving.abort();
  await connection.hear("PINGING_SERVER");
  await connection.hear("CONNECTED");
  assert.deepEqual(did.filter((one) => one === "given" || one === "left away"), []);
});

test("a return that breaks off runs nothing; the next one does", async () => {
  const { connection, did } = made();
  await connection.hear("PINGING_SERVER");
  const back = connection.hear("CONNECTED");
  await connection.hear("PINGING_SERVER");
  await back;
  assert.deepEqual(did, ["here", "away", "ready?"]);
  await connection.hear("CONNECTED");
  assert.deepEqual(did.slice(3), ["ready?", "here", {}]);
});

test("what Streamlit has given up is lost", async () => {
  const { connection, did } = made();
  await connection.hear("DISCONNECTED_FOREVER");
  assert.deepEqual(did, ["here", "lost"]);
});

for (const [status, facts, shows] of [
  [200, { stage: "ready", failed: false }, true],
  [503, { stage: "models", failed: false }, false],
  [503, { stage: "models", failed: true }, true], // the page says why
  [404, {}, true], // another version's server
]) {
  test(`an answer ${status} ${JSON.stringify(facts)} ${shows ? "shows" : "shows no"} pages`, async () => {
    globalThis.fetch = /** @type {any} */ (async () => new Response(JSON.stringify(facts), { status }));
    assert.equal(await canShow("http://here/readyz"), shows);
  });
}

test("nobody's answer shows no pages", async () => {
  globalThis.fetch = async () => { throw new TypeError("Failed to fetch"); };
  assert.equal(await canShow("http://here/readyz"), false);
});

test("the page does not wait long for what is given back", async ({ mock }) => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const { connection, did } = made();
  connection.before(() => new Promise(() => {}), SIGNAL);
  connection.before(async () => ({ photo: "new" }), SIGNAL);
  await connection.hear("PINGING_SERVER");
  const back = connection.hear("CONNECTED");
  await new Promise(setImmediate);
  assert.equal(did.at(-1), "ready?");
  mock.timers.tick(5000);
  await back;
  assert.deepEqual(did.slice(-2), ["here", { photo: "new" }]);
});

test("every question to the server ends by itself", async () => {
  const signals = [];
  globalThis.fetch = /** @type {any} */ (async (_, { signal }) => {
    signals.push(signal);
    return new Response("{}");
  });
  await canShow("http://here/readyz");
  await holds("http://here/api/thumb/a.jpg");
  assert.deepEqual(signals.map((signal) => signal instanceof AbortSignal), [true, true]);
});
