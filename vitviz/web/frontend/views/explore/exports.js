// What of the explorer can be exported: the large map as it is shown, and the wall of all heads.

import { fill, named } from "../../lib/dom.js";
import { queryName } from "../../view/names.js";
import { ExportMenu } from "../../widgets/export.js";
import { directionFile, headFile, queryFile } from "../../widgets/file_name.js";
import { largeMap } from "./large_map.js";

/** @typedef {import("./explorer.js").default} Explorer */
/** @typedef {import("./types.js").ExploreState} ExploreState */

/** @param {Explorer} explorer @returns {{wall: ExportMenu, head: ExportMenu}} */
export function exportMenus(explorer) {
  const { words } = explorer;
  const panel = (/** @type {string} */ name) => () =>
    /** @type {HTMLElement} */ (explorer.root.querySelector(`.explorer .${name}`));
  const endpoint = (/** @type {string} */ what, /** @type {(keyof ExploreState)[]} */ names) => {
    const asked = new URLSearchParams(names.map((name) => [name, explorer.committed[name]]));
    return `${explorer.data.urls.analysis}/${what}?${asked}`;
  };
  const settings = () => explorer.data.urls.rollout.split("queries=all&")[1] ?? ""; // none of several grids
  return {
    wall: new ExportMenu(words, { view: explorer, panel: panel("middle"),
      name: () => `heads ${asked(explorer, explorer.committed.query)}`,
      title: () => named(words.wall_title, sentence(explorer)),
      endpoint: () => endpoint("attention", ["query", "by"]) }),
    head: new ExportMenu(words, { view: explorer, panel: panel("right"),
      name: () => largeName(explorer), title: () => words.focus_title,
      endpoint: () => `${endpoint("shown", ["query", "head", "by", "a", "b", "show"])}&${settings()}` }),
  };
}

/** "patch120 looks-at", for the name of a file. @param {Explorer} explorer @param {string} query */
function asked({ committed, data }, query) {
  return `${queryFile(query, data.trace.roles)} ${directionFile(committed.by)}`;
}

/** The query and the direction in words. @param {Explorer} explorer */
function sentence({ scene, words, committed: { query, by } }) {
  const name = scene ? queryName(scene, words, query) : query;
  return fill(words[by === "row" ? "looks_from" : "looked_from"], { query: name });
}

/** What the large map shows, for the name of a file. @param {Explorer} explorer */
function largeName(explorer) {
  const { scene, committed } = explorer;
  const map = scene && largeMap(scene, committed, { query: null, head: null });
  if (!map || map.query === null || map.head === null) return `a-minus-b ${directionFile(committed.by)}`;
  return `${headFile(map.head)} ${asked(explorer, map.query)}`;
}
