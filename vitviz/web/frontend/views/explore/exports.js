// What of the explorer can be exported: the large map as it is shown, and the wall of all heads.

import { fill } from "../../lib/dom.js";
import { ExportMenu } from "../../widgets/export.js";

/** @typedef {import("./explorer.js").default} Explorer */
/** @typedef {import("./types.js").ExploreState} ExploreState */

/** @param {Explorer} explorer @returns {{wall: ExportMenu, head: ExportMenu}} */
export function exportMenus(explorer) {
  const { words, host: { url } } = explorer;
  const panel = (/** @type {string} */ name) => () =>
    /** @type {HTMLElement} */ (explorer.root.querySelector(`.explorer .${name}`));
  const npz = (/** @type {string} */ what, /** @type {(keyof ExploreState)[]} */ names) => {
    const asked = new URLSearchParams(names.map((name) => [name, explorer.committed[name]]));
    const settings = explorer.data.urls.rollout.split("queries=all&")[1];
    return `${explorer.data.urls.analysis}/${what}?${asked}&${what === "shown" ? `${settings}&` : ""}as=npz`;
  };
  return {
    wall: new ExportMenu(words, { url, name: "vitviz-wall", panel: panel("middle"),
      npz: () => npz("attention", ["query", "by"]),
      title: () => words.wall_title, code: () => code(explorer, [wall(explorer)]) }),
    head: new ExportMenu(words, { url, name: "vitviz-head", panel: panel("right"),
      npz: () => npz("shown", ["query", "head", "by", "a", "b", "show"]),
      title: () => words.focus_title, code: () => code(explorer, shown(explorer)) }),
  };
}

/** The Python of the wall. @param {Explorer} explorer */
function wall({ data, scene, committed }) {
  return fill(data.code[`wall_${committed.by}`], { token: scene?.tokenOf(committed.query) });
}

/** The Python of the large map: of the live one, of a pin, or of both and their difference.
 * @param {Explorer} explorer */
function shown(explorer) {
  const { a, b, query, head, show } = explorer.committed;
  const one = (/** @type {string} */ pin) => {
    const [of, name] = pin.split("@");
    return single(explorer, of, name);
  };
  if (show === "live") return [single(explorer, query, head)];
  if (show !== "diff") return [one(explorer.committed[show])];
  const named = (/** @type {string} */ pin, /** @type {string} */ name) => one(pin).replace(/^weights =/m, `${name} =`);
  return [named(a, "a"), named(b, "b"), "weights = a - b"];
}

/** The Python of one map. @param {Explorer} explorer @param {string} query @param {string} name  a head's */
function single({ data, scene, committed }, query, name) {
  const [layer, head] = name.split(".");
  const kind = name === "rollout" ? "rollout" : head === "mean" ? "mean" : "head";
  const token = scene?.tokenOf(query);
  const own = scene && token !== undefined && name !== "rollout"
    ? scene.within(Number(layer), token, committed.by) : null;
  return fill(data.code[`${kind}_${committed.by}`], { token: own ?? token, layer, head });
}

/** @param {Explorer} explorer @param {string[]} lines */
function code({ data }, lines) {
  return [data.code.begin, ...lines].join("\n");
}
