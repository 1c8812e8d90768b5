// As much of a document as lib/dom.js asks for, where a test needs a widget's events and no page.

class FakeElement extends EventTarget {
  children = [];
  hidden = false;
  textContent = "";

  constructor(name) {
    super();
    this.localName = name;
  }

  setAttribute(name, value) {
    this[name] = value;
  }

  append(...children) {
    this.children.push(...children);
  }
}

globalThis.Node = FakeElement;
globalThis.document = { createElement: (name) => new FakeElement(name) };
