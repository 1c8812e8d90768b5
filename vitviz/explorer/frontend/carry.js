// What of the explorer can be taken away: the chosen head, and the wall of all heads.

import { fill } from "./dom.js";
import { TakeAway } from "./takeaway.js";

/** @returns {{wall: TakeAway, head: TakeAway}} */
export function carried(explorer) {
  const { words } = explorer;
  const panel = (name) => () => explorer.root.querySelector(`.explorer .${name}`);
  const npz = () => {
    const { by, query } = explorer.kept;
    return `${explorer.data.urls.look}/attention?query=${query}&by=${by}&as=npz`;
  };
  return {
    wall: new TakeAway(words, { name: "vitviz-wall", panel: panel("middle"), npz,
      title: () => words.wall_title, code: () => lines(explorer, "wall") }),
    head: new TakeAway(words, { name: "vitviz-head", panel: panel("right"), npz,
      title: () => words.focus_title, code: () => lines(explorer, kindOf(explorer.kept.head)) }),
  };
}

function kindOf(head) {
  return head === "rollout" ? "rollout" : head.endsWith("mean") ? "mean" : "head";
}

/** The page's Python with the places filled by what is kept. */
function lines({ data, scene, kept }, name) {
  const [layer, head] = kept.head.split(".");
  const places = { token: scene.tokenOf(kept.query), layer, head };
  return `${data.code.begin}\n${fill(data.code[`${name}_${kept.by}`], places)}`;
}
