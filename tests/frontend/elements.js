// As much of a document as the widgets ask for, where a test needs their events and no page.

class FakeElement extends EventTarget {
  children = [];
  hidden = false;
  open = false;
  textContent = "";
  dataset = {};
  style = { setProperty() {} };

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

  replaceChildren(...children) {
    this.children = children;
  }

  contains(element) {
    return element === this || this.children.some((child) => child.contains?.(element));
  }

  focus() {}

  showModal() {
    this.open = true;
  }

  close() {
    this.open = false;
    this.dispatchEvent(new Event("close"));
  }
}

globalThis.Node = FakeElement;
globalThis.document = { createElement: (name) => new FakeElement(name),
  createElementNS: (_, name) => new FakeElement(name) };
