// What the other pages begin with, fetched once this one stands, behind all else: a page that is gone
// to then has its files. Not on a phone, where bytes count for more; there the press begins it.

import { sparing } from "../lib/network.js";
import { filesOf } from "./resources.js";

/** @typedef {import("./resources.js").At} At */

const REST = 2000; // milliseconds, where a browser does not say when it is idle
let begun = "";

/**
 * Fetches the files of `parts` when the browser is idle, once a version and language.
 * @param {{version: string, language: string}} of @param {string[]} parts @param {At} at
 */
export function whenIdle(of, parts, at) {
  const name = `${of.version}/${of.language}`;
  if (begun === name || sparing() || !matchMedia("(min-width: 701px)").matches) return;
  begun = name;
  const files = new Set(parts.flatMap((part) => filesOf(of, part)));
  const idle = globalThis.requestIdleCallback ?? ((/** @type {() => void} */ then) => { setTimeout(then, REST); });
  const fetchAll = () => idle(() => {
    for (const file of files) {
      document.head.append(Object.assign(document.createElement("link"),
        { rel: "prefetch", href: at(file).href, crossOrigin: "anonymous" }));
    }
  });
  if (document.readyState === "complete") fetchAll();
  else addEventListener("load", fetchAll, { once: true });
}
