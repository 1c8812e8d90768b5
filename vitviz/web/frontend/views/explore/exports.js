// What of the explorer can be exported: the large map as it is shown, and the wall of all heads.

import { ExportMenu } from "../../widgets/export.js";

/** @typedef {import("./explorer.js").default} Explorer */
/** @typedef {import("./types.js").ExploreState} ExploreState */

/** @param {Explorer} explorer @returns {{wall: ExportMenu, head: ExportMenu}} */
export function exportMenus(explorer) {
  const { words, host } = explorer;
  const panel = (/** @type {string} */ name) => () =>
    /** @type {HTMLElement} */ (explorer.root.querySelector(`.explorer .${name}`));
  const endpoint = (/** @type {string} */ what, /** @type {(keyof ExploreState)[]} */ names) => {
    const asked = new URLSearchParams(names.map((name) => [name, explorer.committed[name]]));
    return `${explorer.data.urls.analysis}/${what}?${asked}`;
  };
  const settings = () => explorer.data.urls.rollout.split("queries=all&")[1];
  return {
    wall: new ExportMenu(words, { host, name: "vitviz-wall", panel: panel("middle"),
      title: () => words.wall_title, endpoint: () => endpoint("attention", ["query", "by"]) }),
    head: new ExportMenu(words, { host, name: "vitviz-head", panel: panel("right"),
      title: () => words.focus_title,
      endpoint: () => `${endpoint("shown", ["query", "head", "by", "a", "b", "show"])}&${settings()}` }),
  };
}
