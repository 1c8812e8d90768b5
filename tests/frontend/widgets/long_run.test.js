import assert from "node:assert/strict";
import { test } from "node:test";

import { address } from "../../../vitviz/web/frontend/widgets/long_run.js";

test("an address carries its fields, escaped", () => {
  assert.equal(address({ urls: { analysis: "api/analysis/k" } }, "faithfulness", { target: 5, cam: "", filling: "a&b" }),
    "api/analysis/k/faithfulness?target=5&cam=&filling=a%26b");
});
