import assert from "node:assert/strict";
import { test } from "node:test";

import { address, failureText } from "../../../vitviz/web/frontend/widgets/long_run.js";

const WORDS = { gone: "gone", unreachable: "unreachable" };

test("a lost analysis, the server's own sentence and a lost connection are told apart", () => {
  assert.equal(failureText({ gone: true, sentence: "x" }, WORDS), "gone");
  assert.equal(failureText({ sentence: "Too large." }, WORDS), "Too large.");
  assert.equal(failureText(new TypeError("Failed to fetch"), WORDS), "unreachable");
  assert.equal(failureText(undefined, WORDS), "unreachable");
});

test("an address carries its fields, escaped", () => {
  assert.equal(address({ urls: { analysis: "api/analysis/k" } }, "faithfulness", { target: 5, cam: "", filling: "a&b" }),
    "api/analysis/k/faithfulness?target=5&cam=&filling=a%26b");
});
