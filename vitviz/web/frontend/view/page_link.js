// A link to a page, or to a section of one. What was chosen goes along in its address, and a plain
// press changes the page without loading anything anew.

import { h } from "../lib/dom.js";

/** @typedef {import("../lib/dom.js").Child} Child */
/** @typedef {import("./host.js").Host} Host */
/** @typedef {{name: string, url: string, section?: string}} Aim  a page, as the bar is given it, or
 *   a section there */

/**
 * @param {{host: Pick<Host, "url"|"notify"|"expect"|"sections">, state: {end: () => void}}} view
 * @param {Aim} aim
 * @param {...Child} children  what the link says
 */
export function pageLink({ host, state }, { name, url, section = "" }, ...children) {
  const target = () => {
    const target = new URL(host.url(url));
    target.search = location.search;
    target.hash = section;
    return target;
  };
  const point = () => {
    anchor.href = target().href;
    host.expect(name);
  };
  /** @type {HTMLAnchorElement} */
  const anchor = h("a", { href: section ? `${url}#${section}` : url, "data-value": section || name,
    onpointerenter: point, onfocus: point, onpointerdown: point, onclick: (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
      event.preventDefault();
      if (target().pathname === location.pathname) return host.sections.go(section);
      anchor.toggleAttribute("data-pending", true);
      state.end();
      if (section) host.sections.go(section);
      host.notify({ page: name });
    } }, ...children);
  return anchor;
}
