import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import "../../elements.js";
import Lecture from "../../../../vitviz/web/frontend/views/lecture/lecture.js";

const WORDS = { full: "full", refused: "refused", away: "away", copied: "copied", selected: "selected", no_network: "none", alone: "alone" };
const asked = [];

beforeEach(() => {
  asked.length = 0;
  globalThis.fetch = (url) => new Promise((answer) => {
    asked.push({ url, answer: (status) => answer({ status, ok: status === 200, json: async () => ({}) }) });
  });
  globalThis.location = { href: "http://here/lecture" };
});

/** The teacher's page in room "one", without its page. */
function led() {
  const lecture = Object.create(Lecture.prototype, { headers: { value: {} } });
  const line = () => ({ textContent: "" });
  return Object.assign(lecture, { words: WORDS, room: "one", reached: "", offered: "a:1", signal: new AbortController().signal,
    host: { url: (address) => `http://here/${address}` }, data: { urls: { lecture: "api/lecture", lesson: "lesson" } },
    state: { values: { room: "one", step: "order" } }, status: line(), copied: line(), alone: line(),
    link: line(), code: { show() {} }, addresses: {}, hosts: {}, show: {} });
}

test("what a room does not do is said", async () => {
  const lecture = led();
  const over = lecture.post("lead", {});
  asked[0].answer(503);
  await over;
  assert.deepEqual([asked[0].url, lecture.status.textContent], ["http://here/api/lecture/one/lead", "full"]);
});

test("what one room did not do is not said of the room that was opened meanwhile", async () => {
  const lecture = led();
  const over = lecture.post("lead", {});
  lecture.room = "two";
  asked[0].answer(503);
  await over;
  assert.equal(lecture.status.textContent, "");
});

/** One turn of everything that waits. */
const turn = () => new Promise((done) => { setImmediate(done); });

test("a room that is at another replica by now is opened there and told again, once", async () => {
  const lecture = Object.assign(led(), { key: { refuse() {} }, entered: [], enter(room) { this.entered.push(room); }, settle() {} });
  const over = lecture.post("reveal", { revealed: true });
  for (const status of [404, 200, 404]) {
    await turn();
    asked.at(-1).answer(status);
  }
  await over;
  const room = "http://here/api/lecture/one";
  assert.deepEqual(asked.map(({ url }) => url), [`${room}/reveal`, room, `${room}/reveal`]);
  assert.deepEqual([lecture.entered.length, lecture.status.textContent], [1, "full"]);
});

/** Copies the link of the room; the clipboard takes it when the test says so. */
function copying(lecture) {
  lecture.join({ hosts: ["a:1"], open: true });
  const found = { first: lecture.link.href };
  const clipboard = { writeText: () => new Promise((taken) => { found.taken = taken; }) };
  Object.defineProperty(globalThis, "navigator", { value: { clipboard }, configurable: true });
  found.over = lecture.copy();
  return found;
}

test("a link that is copied says so, until another stands in its place", async () => {
  const lecture = led();
  const { over, taken, first } = copying(lecture);
  taken();
  await over;
  assert.equal(lecture.copied.textContent, "copied");
  lecture.join({ hosts: ["a:1"], open: true });
  assert.equal(lecture.copied.textContent, "copied");
  lecture.room = "two";
  lecture.join({ hosts: ["a:1"], open: true });
  assert.notEqual(lecture.link.href, first);
  assert.equal(lecture.copied.textContent, "");
});

test("a link that is copied late does not say so beside another", async () => {
  const lecture = led();
  const { over, taken } = copying(lecture);
  lecture.room = "two";
  lecture.join({ hosts: ["a:1"], open: true });
  taken();
  await over;
  assert.equal(lecture.copied.textContent, "");
});
