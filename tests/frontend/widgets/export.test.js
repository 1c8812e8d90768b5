import assert from "node:assert/strict";
import { test } from "node:test";

import "../elements.js";
import { ExportMenu } from "../../../vitviz/web/frontend/widgets/export.js";

/** An open menu that the focus has just left. */
function left({ mock }) {
  mock.timers.enable({ apis: ["setTimeout"] });
  const { element } = new ExportMenu({}, { name: "x", panel: () => null, title: () => "" });
  const [menu] = element.children;
  menu.open = true;
  element.dispatchEvent(new Event("focusout"));
  return { element, menu, later: () => mock.timers.tick(1000) };
}

test("the menu closes once the focus has left it", (context) => {
  const { menu, later } = left(context);
  assert.equal(menu.open, true);
  later();
  assert.equal(menu.open, false);
});

test("the menu stays where the focus comes back", (context) => {
  const { element, menu, later } = left(context);
  element.dispatchEvent(new Event("focusin"));
  later();
  assert.equal(menu.open, true);
});

test("a menu that is opened anew is not closed for the one before", (context) => {
  const { menu, later } = left(context);
  menu.dispatchEvent(new Event("toggle"));
  later();
  assert.equal(menu.open, true);
});
