// Small helpers to build the page. Text enters only through text nodes, never as markup.

/** An element: h("button", {class: "chip", onclick: f}, "text", child). */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** A sentence with its {places} filled. */
export function fill(sentence, facts) {
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => facts[name] ?? whole);
}

/** A word with a dotted underline whose meaning shows on hover, tap or focus. */
export function term(text, meaning) {
  return h("span", { class: "term", tabindex: "0", "data-tip": meaning, role: "note",
    "aria-label": `${text}: ${meaning}` }, text);
}

/** One button of several that is pressed: {element, set(value), buttons}. `labelled` writes the label. */
export function segments(label, options, onpick, { labelled = false } = {}) {
  const buttons = options.map(([value, text, hint]) =>
    h("button", { type: "button", "data-tip": hint, "data-value": value,
      onclick: () => onpick(value) }, text));
  const group = h("div", { class: "segments", role: "group", "aria-label": label }, ...buttons);
  const element = labelled
    ? h("div", { class: "labelled" }, h("span", { class: "label" }, label), group) : group;
  const set = (value) => buttons.forEach((button) =>
    button.setAttribute("aria-pressed", String(button.dataset.value === String(value))));
  return { element, set, buttons };
}

/**
 * A view whose words are fixed when it is built: another language builds it anew.
 * @param {new (root, send, data) => {update(data): void, destroy(): void}} View
 */
export function inWords(root, send, View) {
  let view = null, spoken = "";
  return {
    update(data) {
      const words = JSON.stringify(data.words);
      if (words !== spoken) {
        view?.destroy();
        view = new View(root, send, data);
      }
      spoken = words;
      view.update(data);
    },
    destroy: () => view?.destroy(),
  };
}

/** Shows meanings of [data-tip] inside `root` in one floating note, until `signal` ends it. */
export function tips(root, signal) {
  const note = h("div", { class: "tip", role: "tooltip", hidden: true });
  root.append(note);
  const show = (event) => {
    const target = event.target.closest?.("[data-tip]");
    note.hidden = !target;
    if (!target) return;
    note.textContent = target.dataset.tip;
    const box = target.getBoundingClientRect();
    note.style.maxWidth = `${Math.min(320, window.innerWidth - 24)}px`;
    note.style.left = "0";
    const width = note.offsetWidth;
    note.style.left = `${Math.max(12, Math.min(box.left, window.innerWidth - width - 12))}px`;
    const below = box.bottom + 8 + note.offsetHeight < window.innerHeight;
    note.style.top = `${below ? box.bottom + 6 : box.top - note.offsetHeight - 6}px`;
  };
  for (const kind of ["pointerover", "focusin", "click"]) {
    root.addEventListener(kind, show, { signal });
  }
  const hide = () => { note.hidden = true; };
  // A finger has no other way to a meaning than a tap, but on a button the tap does something.
  root.addEventListener("click", ({ target }) => target.closest?.("button[data-tip]")
    && window.matchMedia("(pointer: coarse)").matches && setTimeout(hide, 1500), { signal });
  for (const kind of ["focusout", "pointerleave"]) root.addEventListener(kind, hide, { signal });
  root.addEventListener("keydown", (event) => event.key === "Escape" && hide(), { signal });
  document.addEventListener("scroll", hide, { capture: true, passive: true, signal });
}

export { formats } from "./formats.js"; // until every file imports it from there

/** Marks the theme on `root` from the page's own background, so that both follow one switch. */
export function followTheme(root) {
  const channels = getComputedStyle(root).getPropertyValue("--st-background-color").trim();
  const probe = new OffscreenCanvas(1, 1).getContext("2d");
  probe.fillStyle = channels || "white";
  probe.fillRect(0, 0, 1, 1);
  const [r, g, b] = probe.getImageData(0, 0, 1, 1).data;
  root.dataset.theme = 0.3 * r + 0.6 * g + 0.1 * b < 128 ? "dark" : "light";
}
