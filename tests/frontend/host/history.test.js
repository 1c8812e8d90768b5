import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { arrived, movedWithin, readAnew, stepped } from "../../../vitviz/web/frontend/host/history.js";
import { Pending } from "../../../vitviz/web/frontend/view/pending.js";

/** The addresses of the browser's history, the one that it bears last, and what Streamlit heard. */
let entries, read, pending;

Object.assign(globalThis, {
  location: { get href() { return entries.at(-1); } },
  history: { state: null, pushState: (_state, _title, href) => entries.push(href),
    replaceState: (_state, _title, href) => { entries[entries.length - 1] = href; } },
  PopStateEvent: class { constructor(type) { this.type = type; } },
  dispatchEvent: (event) => read.push([event.type, location.href]),
});

beforeEach(() => {
  entries = ["/"];
  read = [];
  pending = new Pending();
});

const clicked = () => { pending.add({ set: { query: "7" }, grid: null, scope: "" }); pending.answer(); };
const hears = (n) => { pending.acknowledge(n); arrived(pending); };

test("an entry written after the visitor went back is left again, and Streamlit told", () => {
  clicked();
  stepped(pending);
  entries.push("/?query=7"); // Python's, as it had not heard of the step
  hears(1);
  assert.deepEqual(entries, ["/", "/?query=7", "/"]);
  assert.deepEqual(read, [["popstate", "/"]]);
  hears(1);
  assert.equal(entries.length, 3);
});

test("it waits for the last of the changes that were on their way", () => {
  clicked();
  clicked();
  stepped(pending);
  entries.push("/?query=6");
  hears(1);
  assert.equal(entries.at(-1), "/?query=6");
  entries.push("/?query=7");
  hears(2);
  assert.equal(entries.at(-1), "/");
});

test("the last of several steps counts", () => {
  clicked();
  stepped(pending);
  entries.push("/?photo=koala");
  stepped(pending);
  entries.push("/?query=7");
  hears(1);
  assert.equal(entries.at(-1), "/?photo=koala");
});

test("a browser that is where the visitor went is left alone", () => {
  clicked();
  stepped(pending);
  hears(1);
  assert.deepEqual([entries, read], [["/"], []]);
});

test("so is one in which something was changed after the step", () => {
  clicked();
  stepped(pending);
  entries.push("/?query=7");
  clicked();
  hears(1);
  hears(2);
  assert.deepEqual([entries, read], [["/", "/?query=7"], []]);
});

test("a step while nothing is on its way is Streamlit's alone", () => {
  stepped(pending);
  entries.push("/?query=7");
  hears(0);
  assert.deepEqual([entries, read], [["/", "/?query=7"], []]);
});

test("a step to another section of the page leaves no state", () => {
  clicked();
  stepped(pending);
  movedWithin({ oldURL: "/#lens", newURL: "/" });
  entries.push("/?query=7");
  hears(1);
  assert.deepEqual([entries, read], [["/", "/?query=7"], []]);
});

test("Streamlit reads an address anew without its section, which the browser keeps", () => {
  entries = ["/inside?query=7#lens"];
  readAnew();
  assert.deepEqual([entries, read], [["/inside?query=7#lens"], [["popstate", "/inside?query=7"]]]);
});
