import assert from "node:assert/strict";
import { test } from "node:test";

import { aboutHere, address } from "../../../vitviz/web/frontend/widgets/long_run.js";

test("an address carries its fields, escaped", () => {
  assert.equal(address({ urls: { analysis: "api/analysis/k" } }, "faithfulness", { target: 5, cam: "", filling: "a&b" }),
    "api/analysis/k/faithfulness?target=5&cam=&filling=a%26b");
});

test("a link to where a computation was begun has what the address has not heard of yet", () => {
  globalThis.location = { href: "http://here/explain?photo=koala#checks" };
  const pending = { over: () => ({ filling: "blur" }) };
  assert.deepEqual(aboutHere({ pending, scope: "" }, "Curves", "curves"),
    { title: "Curves", section: "curves", href: "/explain?photo=koala&filling=blur" });
});
