import assert from "node:assert/strict";
import { test } from "node:test";

import { linkOf } from "../../../../vitviz/web/frontend/views/frame/link.js";

const HOST = "10.0.0.7:8501";

test("every name of this very computer gives way to the server's in its network", () => {
  for (const name of ["localhost", "app.localhost", "127.0.0.1", "127.9.9.9", "0.0.0.0", "[::1]", "[::]"]) {
    const { href, alone } = linkOf(`http://${name}:8501/explain?photo=koala`, HOST);
    assert.deepEqual([href, alone], ["http://10.0.0.7:8501/explain?photo=koala", false], name);
  }
});

test("a name that others know stays", () => {
  assert.equal(linkOf("https://vit.example/?a=1", HOST).href, "https://vit.example/?a=1");
});

test("through another port, or where the server knows no name, only this computer reaches it", () => {
  assert.equal(linkOf("http://localhost:9000/", HOST).alone, true);
  assert.equal(linkOf("http://localhost:8501/", "").alone, true);
  assert.equal(linkOf("http://localhost:8501/", null).alone, true);
});

test("a link of more than 1200 characters is too long for a code", () => {
  const of = (length) => linkOf("http://a.b/?".padEnd(length, "x"), null).long;
  assert.deepEqual([of(1200), of(1201)], [false, true]);
});

test("the visitor's own photo is told from a bundled one", () => {
  assert.equal(linkOf("http://a.b/?photo=up-0a", null).own, true);
  assert.equal(linkOf("http://a.b/?photo=upland", null).own, false);
  assert.equal(linkOf("http://a.b/", null).own, false);
});

test("the second photo may be the visitor's own too", () => {
  assert.equal(linkOf("http://a.b/inside?photo=cat&second=up-0a", null).own, true);
  assert.equal(linkOf("http://a.b/inside?second=koala", null).own, false);
});

test("the section on screen goes along, in place of the one that the visitor came in by", () => {
  assert.equal(linkOf("http://a.b/inside?head=1.2#patch", null, "lens").href, "http://a.b/inside?head=1.2#lens");
  assert.equal(linkOf("http://a.b/inside#patch", null, "").href, "http://a.b/inside#patch");
});

test("a question is asked of others without the answers of the visitor", () => {
  const address = "http://10.0.0.7:8501/lesson?step=cost&answers=cost.4&block=28";
  assert.equal(linkOf(address, null, "", false).href, "http://10.0.0.7:8501/lesson?step=cost&block=28");
  assert.equal(linkOf(address, null).href, address);
  assert.deepEqual([linkOf(address, null).answered, linkOf("http://10.0.0.7:8501/", null).answered], [true, false]);
});
