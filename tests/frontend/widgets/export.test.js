import assert from "node:assert/strict";
import { test } from "node:test";

import "../elements.js";
import { ExportMenu } from "../../../vitviz/web/frontend/widgets/export.js";

const viewOf = (host) => ({ host, data: { caption: { file: "cat", lines: [] } }, paint: () => {},
  root: new EventTarget(), signal: new AbortController().signal });

/** An open menu that the focus has just left. */
function left({ mock }) {
  mock.timers.enable({ apis: ["setTimeout"] });
  const { element } = new ExportMenu({ export_of: "" }, { view: viewOf({ url: (address) => address }),
    name: () => "x", panel: () => null, title: () => "", endpoint: () => "api/x" });
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

/** What happens to the focus of an open menu when `act` does something with it. */
function focusedBy(act) {
  const { element } = new ExportMenu({ export_of: "" }, { name: () => "x",
    view: viewOf({ url: (address) => address, get: async () => ({ header: {} }) }), panel: () => null, title: () => "", endpoint: () => "api/x" });
  const [menu] = element.children;
  const [summary, { children: items }] = menu.children;
  let focused = 0;
  summary.focus = () => { focused += 1; };
  menu.open = true;
  act({ element, items });
  return { open: menu.open, focused };
}

test("each of a page's menus is named after what it exports", async () => {
  let title = "Rollout";
  const { element } = new ExportMenu({ export_of: "Export: {title}" }, { host: {}, name: "x",
    panel: () => null, title: () => title, endpoint: () => "api/x" });
  const [summary] = element.children[0].children;
  await null;
  assert.equal(summary["aria-label"], "Export: Rollout");
  title = "Predictions";
  element.dispatchEvent(new Event("focusin"));
  assert.equal(summary["aria-label"], "Export: Predictions");
});

test("Escape closes the menu and leaves the focus on its button", () => {
  const escape = Object.assign(new Event("keydown"), { key: "Escape" });
  const pressed = focusedBy(({ element }) => element.dispatchEvent(escape));
  assert.deepEqual(pressed, { open: false, focused: 1 });
});

test("what is taken from the menu leaves the focus on its button", () => {
  for (const item of [2, 3]) { // arrays and Python; the pictures need a page
    const taken = focusedBy(({ items }) => items[item].dispatchEvent(new Event("click")));
    assert.deepEqual(taken, { open: false, focused: 1 });
  }
});

test("arrays and Python are the same answer in two forms", async () => {
  const asked = [];
  const host = { url: (address) => `https://here/${address}`,
    get: async (address) => { asked.push(address); return { header: { python: "row = 1" } }; } };
  const { element } = new ExportMenu({ export_of: "", export_code: "Python" }, { view: viewOf(host), name: () => "x",
    panel: () => null, title: () => "", endpoint: () => "api/x?by=row" });
  const [menu, dialog] = element.children;
  menu.open = true;
  menu.dispatchEvent(new Event("toggle"));
  const [, { children: items }] = menu.children;
  assert.equal(items[2].href, "https://here/api/x?by=row&as=npz&file=vitviz-cat-x");
  items[3].dispatchEvent(new Event("click"));
  await new Promise(setImmediate);
  assert.deepEqual(asked, ["api/x?by=row&as=python"]);
  assert.equal(dialog.children[1].children[0].textContent, "row = 1");
});

test("a menu that was open before its panel was ready fills itself with the paint that makes it so", () => {
  const now = { ready: false, address: "api/x" };
  const view = viewOf({ url: (address) => address });
  const { element } = new ExportMenu({ export_of: "" }, { view, name: () => "x", panel: () => null, title: () => "",
    endpoint: () => now.address, ready: () => now.ready });
  const [menu] = element.children;
  const [, { children: items }] = menu.children;
  const offered = () => items.map(({ hidden }) => !hidden);
  const painted = () => view.root.dispatchEvent(new Event("painted"));
  menu.open = true;
  menu.dispatchEvent(new Event("toggle"));
  assert.deepEqual(offered(), [false, false, false, true]);
  Object.assign(now, { ready: true, address: "api/y" });
  painted();
  assert.deepEqual(offered(), [true, true, true, true]);
  assert.equal(items[2].href, "api/y?as=npz&file=vitviz-cat-x");
  menu.open = false;
  menu.dispatchEvent(new Event("toggle"));
  now.ready = false;
  painted();
  assert.deepEqual(offered(), [true, true, true, true]); // a closed one waits for its next opening
});

test("where nobody answers the dialogue says so", async () => {
  const host = { url: (address) => address, get: async () => { throw new Error("nobody"); } };
  const { element } = new ExportMenu({ export_of: "", unreachable: "Not reached." }, { view: viewOf(host), name: () => "x",
    panel: () => null, title: () => "", endpoint: () => "api/x" });
  const [menu, dialog] = element.children;
  menu.children[1].children[3].dispatchEvent(new Event("click"));
  await new Promise(setImmediate);
  assert.equal(dialog.children[2].children.at(-1).textContent, "Not reached.");
});

/** A menu whose lines are asked for at `at.address`, each answered when the test says so. */
function asking() {
  const [at, asked, told] = [{ address: "api/x" }, [], []];
  const host = { url: (address) => address, notify: (event) => told.push(event),
    get: (address) => new Promise((done, fail) => { asked.push({ address, done, fail }); }) };
  const { element } = new ExportMenu({ export_of: "", computing: "Computing", gone: "Gone." }, { view: viewOf(host), name: () => "x",
    panel: () => null, title: () => "", endpoint: () => at.address });
  const [menu, dialog] = element.children;
  const open = (address) => {
    at.address = address;
    menu.children[1].children[3].dispatchEvent(new Event("click"));
  };
  return { open, asked, told, lines: dialog.children[1].children[0], said: dialog.children[2].children.at(-1) };
}

test("the answer to an opening before the newest one is left out", async () => {
  const { open, asked, lines } = asking();
  open("api/x");
  open("api/y");
  asked[1].done({ header: { python: "y" } });
  await new Promise(setImmediate);
  asked[0].done({ header: { python: "x" } });
  await new Promise(setImmediate);
  assert.equal(lines.textContent, "y");
});

test("while the lines are on their way the dialogue says so", async () => {
  const { open, asked, said } = asking();
  open("api/x");
  assert.equal(said.textContent, "Computing");
  asked[0].done({ header: { python: "x" } });
  await new Promise(setImmediate);
  assert.equal(said.textContent, "");
});

test("an analysis that is gone is asked for again, as the sentence says", async () => {
  const { open, asked, told, said } = asking();
  open("api/x");
  asked[0].fail(Object.assign(new Error("gone"), { gone: true }));
  await new Promise(setImmediate);
  assert.equal(said.textContent, "Gone.");
  assert.deepEqual(told, [{ missing: "api/x?as=python" }]);
});
