// Small helpers to build the page. Text enters only through text nodes, never as markup.

/** @typedef {Node | string | number | null | undefined | false} Child  the last three are left out */
/** @typedef {GlobalEventHandlersEventMap} Events */
/**
 * @typedef {{[Name in keyof Events as `on${Name}`]?: (event: Events[Name]) => unknown} & {
 *   [name: string]: string | number | boolean | null | undefined | ((event: any) => unknown)}} Props
 *   attributes, and listeners by "on" and an event's name; true is an attribute without a value,
 *   false, null and undefined none at all
 */

/**
 * An element: h("button", {class: "chip", onclick: f}, "text", child).
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Props} [props]
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (typeof value === "function") {
      element.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    }
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...shown(children));
  return element;
}

/** A name in code that may break after its signs, and within a word only where it must.
 * @param {string} name @returns {Child[]} */
export function breakable(name) {
  return name.split(/(?<=[_./])/).flatMap((part, at) => (at ? [h("wbr"), part] : [part]));
}

/** What of `children` is there, as an element takes it. @param {Child[]} children */
export function shown(children) {
  return children.filter((child) => child !== null && child !== undefined && child !== false)
    .map((child) => (child instanceof Node ? child : String(child)));
}

/** Scrolls a row of links sideways, never the page, until one of them is seen.
 * @param {HTMLElement} row @param {HTMLElement | undefined} link */
export function reveal(row, link) {
  if (!link) return;
  row.scrollLeft = link.offsetLeft - row.offsetLeft - (row.clientWidth - link.offsetWidth) / 2;
}

const MARK = "\\u3000-\\u303f\\uff00-\\uffef"; // full-width
const CHARACTER = `${MARK}\\u4e00-\\u9fff`;
const STRAY = new RegExp(`([${CHARACTER}]) (?=[${CHARACTER}])|([${MARK}]) | (?=[${MARK}])`, "g");
const CHINESE = /[\u4e00-\u9fff]/;

/**
 * A sentence with its {places} filled. Chinese has a space beside a Latin word or a number, but none
 * beside a full-width mark or between two characters, and only now is it known what stands there.
 * @param {string} sentence
 * @param {Record<string, string | number | undefined>} facts
 */
export function fill(sentence, facts) {
  const filled = sentence.replace(/\{(\w+)\}/g, (whole, name) => String(facts[name] ?? whole));
  return filled.replace(STRAY, "$1$2");
}

/** Sentences one after the other, without those that are empty.
 * @param {...(string | false | null | undefined)} sentences */
export function together(...sentences) {
  return sentences.filter(Boolean).join(" ").replace(STRAY, "$1$2");
}

/** A Chinese sentence whose numbers stay with what they count, "第 9 行": no line ends between them.
 * @param {string} sentence */
export function bound(sentence) {
  return sentence.replace(/(\d[%²]?) (?=[\u4e00-\u9fff])/g, "$1\u00a0").replace(/第 (?=\d)/g, "第\u00a0");
}

/** A name and its value, with the colon of the language that they are in.
 * @param {string} name @param {string | number} value */
export function named(name, value) {
  return `${name}${CHINESE.test(`${name}${value}`) ? "：" : ": "}${value}`;
}

/** Parts of a sentence, with the comma of their language. @param {...string} parts */
export function listed(...parts) {
  return parts.join(CHINESE.test(parts.join("")) ? "，" : ", ");
}

/**
 * A word with a dotted underline whose meaning shows on hover, tap or focus. A screen reader has the
 * word alone for its name, so that a sentence, a heading or a table's column stays what it is. The
 * meaning of one that leads to the glossary is there: beside it, it would part the sentence.
 * @param {string} text
 * @param {string} meaning
 * @param {string} [entry]  the term of the glossary that it leads to
 */
export function term(text, meaning, entry) {
  const marked = { class: "term", tabindex: "0", "data-tip": meaning };
  if (entry) return h("span", { ...marked, "data-term": entry, role: "link" }, text);
  return h("span", { ...marked, role: "note", "aria-label": text, "aria-description": meaning },
    h("span", { "aria-hidden": "true" }, text)); // or it is read a second time
}

/**
 * A sentence whose marked words, "[patches|patch]", lead to the glossary.
 * @param {string} sentence
 * @param {Record<string, string>} words  with the meaning of each, `term_patch_tip`
 * @returns {(string|HTMLElement)[]}
 */
export function withTerms(sentence, words) {
  return sentence.split(/(\[[^\]|]+\|\w+\])/).map((part) => {
    const [, text, entry] = /^\[([^\]|]+)\|(\w+)\]$/.exec(part) ?? [];
    return entry ? term(text, words[`term_${entry}_tip`], entry) : part;
  });
}

/**
 * Buttons of which one is pressed. `labelled` writes the label before them.
 * @template {string | number} Value
 * @param {string} label
 * @param {(readonly [value: Value, text: Child, tip?: string])[]} options
 * @param {(value: Value) => void} onpick
 * @param {{labelled?: boolean}} [look]
 */
export function segments(label, options, onpick, { labelled = false } = {}) {
  const buttons = options.map(([value, text, tip]) =>
    h("button", { type: "button", "data-tip": tip, "data-value": value,
      onclick: () => onpick(value) }, text));
  const group = h("div", { class: "segments", role: "group", "aria-label": label }, ...buttons);
  const element = labelled
    ? h("div", { class: "labelled" }, h("span", { class: "label" }, label), group) : group;
  const set = (/** @type {Value} */ value) => buttons.forEach((button) =>
    button.setAttribute("aria-pressed", String(button.dataset.value === String(value))));
  return { element, set, buttons };
}

/**
 * Exchanges what an element holds where that is something else: a screen reader says it once.
 * @param {HTMLElement} element @param {...Child} children
 */
export function renew(element, ...children) {
  const made = [...h("div", {}, ...children).childNodes];
  const held = [...element.childNodes];
  const alike = made.length === held.length && made.every((each, k) => each.isEqualNode(held[k]));
  if (!alike) element.replaceChildren(...made);
}
