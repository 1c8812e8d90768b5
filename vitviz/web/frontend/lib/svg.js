// Elements of an inline drawing: s("path", {d: "M0 0"}, child).

import { shown } from "./dom.js";

const SPACE = "http://www.w3.org/2000/svg";

/**
 * @template {keyof SVGElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string | number | null | undefined>} [props]  attributes; null and
 *   undefined are left out
 * @param {...import("./dom.js").Child} children
 * @returns {SVGElementTagNameMap[Tag]}
 */
export function s(tag, props = {}, ...children) {
  const element = document.createElementNS(SPACE, tag);
  for (const [name, value] of Object.entries(props)) {
    if (value !== undefined && value !== null) element.setAttribute(name, String(value));
  }
  element.append(...shown(children));
  return element;
}
