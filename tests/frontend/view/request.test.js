import assert from "node:assert/strict";
import { test } from "node:test";

import { Effects, Latest, sentence } from "../../../vitviz/web/frontend/view/request.js";
import "../elements.js";

/** A Latest whose requests are answered by the test. */
function made() {
  const asked = [];
  const latest = new Latest((address) => new Promise((answer) => asked.push({ address, answer })));
  const addresses = () => asked.map(({ address }) => address);
  return { latest, asked, addresses };
}

test("one request is under way, and of those wanted meanwhile the newest follows", async () => {
  const { latest, asked, addresses } = made();
  const done = latest.want("a");
  latest.want("b");
  latest.want("c");
  assert.deepEqual(addresses(), ["a"]);
  asked[0].answer(true);
  await Promise.resolve();
  assert.deepEqual(addresses(), ["a", "c"]);
  asked[1].answer(true);
  await done;
  assert.deepEqual(addresses(), ["a", "c"]);
});

test("what was answered is not asked for again until something else was", async () => {
  const { latest, asked, addresses } = made();
  for (const address of ["a", "a", "b", "a"]) {
    const done = latest.want(address);
    asked.forEach(({ answer }) => answer(true));
    await done;
  }
  assert.deepEqual(addresses(), ["a", "b", "a"]);
});

test("what failed is asked for again by the next who wants it, and not before", async () => {
  const { latest, asked, addresses } = made();
  const failed = latest.want("a");
  asked[0].answer(false);
  await failed;
  assert.deepEqual(addresses(), ["a"]);
  const again = latest.want("a");
  assert.deepEqual(addresses(), ["a", "a"]);
  asked[1].answer(true);
  await again;
});

test("a wish for what is under way asks nothing more", async () => {
  const { latest, asked, addresses } = made();
  const done = latest.want("a");
  latest.want("b");
  latest.want("a");
  asked[0].answer(true);
  await done;
  assert.deepEqual(addresses(), ["a"]);
});

test("a lost analysis, the server's own sentence and a lost connection are told apart", () => {
  const words = { gone: "gone", unreachable: "unreachable" };
  assert.equal(sentence({ gone: true, sentence: "x" }, words), "gone");
  assert.equal(sentence({ sentence: "Too large." }, words), "Too large.");
  assert.equal(sentence(new TypeError("Failed to fetch"), words), "unreachable");
  assert.equal(sentence(undefined, words), "unreachable");
});

/** A view of the analysis "k" whose host answers as the test says, and what was shown of it. */
function shown(answers) {
  const seen = { shown: [], missing: 0 };
  const view = {
    words: { gone: "gone", unreachable: "unreachable", computing: "computing" },
    data: { trace: { key: "k" }, urls: { analysis: "/api/k" } },
    host: { get: async (url) => answers(url, view) },
    missing: () => { seen.missing += 1; },
  };
  const effects = new Effects(view, (answer, url) => { seen.shown.push([answer, url]); });
  return { effects, seen, view };
}

const reject = (error) => { throw error; };

test("the answer is shown, and none that is of another analysis by then", async () => {
  const { effects, seen, view } = shown((url) => url.length);
  await effects.want("/api/k/a");
  view.host.get = async () => { view.data.urls.analysis = "/api/next"; return 1; };
  await effects.want("/api/k/b");
  assert.deepEqual(seen.shown, [[8, "/api/k/a"]]);
});

test("what is the matter is said until the next answer", async () => {
  const { effects } = shown((url) => url.endsWith("a") ? reject({ sentence: "Too large." }) : 1);
  await effects.want("/api/k/a");
  assert.equal(effects.status.textContent, "Too large.");
  await effects.want("/api/k/b");
  assert.equal(effects.status.textContent, "");
});

test("what is the matter with an older analysis is not said of the new one", async () => {
  const { effects, view } = shown(() => 1);
  view.host.get = async () => { view.data.urls.analysis = "/api/next"; return reject({ sentence: "Too large." }); };
  await effects.want("/api/k/a");
  assert.equal(effects.status.textContent, "");
});

test("an analysis that is gone is asked for again once, and another one that is gone once more", async () => {
  const { effects, seen, view } = shown(() => reject({ gone: true }));
  for (const key of ["k", "k", "next"]) {
    view.data.trace.key = key;
    await effects.want("/api/k/a");
  }
  assert.equal(seen.missing, 2);
});
