// The arrays of both sides as far as they are here, and what of them is shown: which query and head
// each side has, their maps, and what is still to be fetched.

import { room } from "../../view/layer_queue.js";
import { Scene } from "../../view/scene.js";
import { single } from "../explore/large_map.js";
import { headOf, headsOf, queriesOf, queryThere } from "./both.js";
import { prefixOf, rolloutOf } from "./said.js";

/** @typedef {import("../explore/large_map.js").LargeMap} LargeMap */
/** @typedef {import("./both.js").Hovered} Hovered */
/** @typedef {import("./both.js").On} On */
/** @typedef {import("./both.js").One} One */
/** @typedef {import("./both.js").Queries} Queries */
/** @typedef {import("./types.js").BesideData} BesideData */
/** @typedef {import("./types.js").BesideState} BesideState */
/** @typedef {import("./types.js").Told} Told */
/** @typedef {{wake: () => void, failed: (on: On, error: unknown) => void}} Actions */

const PART = 16; // of the room that layers have on the page: each side looks at one of them

export class TwoScenes {
  /** @type {[Scene|null, Scene|null]} */ scenes = [null, null];
  /** What queries and heads are matched by, once both are known. @type {[One, One]|null} */ sides = null;
  /** @type {Told|null} */ told = null;

  /** @param {import("../../view/host.js").Host} host @param {Actions} actions */
  constructor(host, actions) {
    this.host = host;
    this.actions = actions;
  }

  /** The first side, and with it the settings of both sides' rollout. @param {BesideData} data
   * @returns {boolean} whether it is another analysis */
  first(data) {
    const [a, b] = this.scenes;
    const { rollout = "" } = data.urls;
    if (b && this.told?.rolled) this.roll(1, b, rolloutOf(this.told.analysis, rollout));
    if (a && a.key === data.trace.key) {
      a.data = /** @type {Scene["data"]} */ (/** @type {unknown} */ (data));
      this.roll(0, a, rollout);
      return false;
    }
    this.set(0, new Scene(data, this.host, room() / PART));
    return true;
  }

  /** The second side, or that it is not there. @param {BesideData} data @param {Told|null} told */
  second(data, told) {
    this.told = told;
    if (!told) return this.set(1, null);
    const rollout = told.rolled ? rolloutOf(told.analysis, data.urls.rollout ?? "") : "";
    const facts = { ...data, trace: told.trace, photo: told.photo, prefix: prefixOf(told.trace.roles, this.host.words),
      urls: { analysis: told.analysis, rollout } };
    return this.set(1, new Scene(facts, this.host, room() / PART));
  }

  /** @param {On} on @param {Scene|null} scene */
  set(on, scene) {
    this.scenes[on]?.stop();
    this.scenes[on] = scene;
    const { scenes: [a, b], told } = this;
    this.sides = a && b && told ? [matched(a, told.box), matched(b, told.photo.box)] : null;
  }

  /** Another rollout in place of the one that is here. @param {On} on @param {Scene} scene @param {string} url */
  roll(on, scene, url) {
    scene.data.urls.rollout = url;
    if (!scene.rolloutUrl || scene.rolloutUrl === url) return;
    scene.loadRollout(url, this.actions.wake).catch((error) => this.actions.failed(on, error));
  }

  get onePhoto() {
    return this.told?.one_photo ?? false;
  }

  /** @param {BesideState} values @param {Hovered|null} hovered @returns {Queries} */
  queries(values, hovered) {
    const { sides, scenes: [a] } = this;
    if (sides) return queriesOf(sides, this.onePhoto, values, hovered);
    const asked = hovered?.query ?? values.query;
    return [a?.hasQuery(asked) ? asked : "0", null];
  }

  /** @param {BesideState} values @returns {[string, string]} */
  heads(values) {
    const { sides, scenes: [a] } = this;
    return sides ? headsOf(sides, values) : [a ? headOf(a, values.head) : values.head, ""];
  }

  /** The map of each side. @param {BesideState} values @param {Hovered|null} hovered
   * @returns {[LargeMap|null, LargeMap|null]} */
  maps(values, hovered) {
    const [queries, heads] = [this.queries(values, hovered), this.heads(values)];
    const map = (/** @type {On} */ on) => {
      const [scene, query, head] = [this.scenes[on], queries[on], heads[on]];
      return scene && query !== null && head && scene.hasHead(head) ? single(scene, values.by, query, head) : null;
    };
    return [map(0), map(1)];
  }

  /** The patch of each side where one of them is pointed at. @param {Hovered|null} pointed
   * @returns {[number|null, number|null]} */
  places(pointed) {
    if (!pointed || !this.sides) return [null, null];
    const [a, b] = this.sides;
    const [here, there] = pointed.on ? [b, a] : [a, b];
    const other = queryThere(pointed.query, here, there, this.onePhoto);
    const [own, its] = [Number(pointed.query), other === null ? null : Number(other)];
    return pointed.on ? [its, own] : [own, its];
  }

  /** Fetches what the heads that are shown need, where it is not here. @param {BesideState} values */
  fetch(values) {
    const heads = this.heads(values);
    this.scenes.forEach((scene, at) => {
      const on = /** @type {On} */ (at);
      if (!scene || !heads[on] || !scene.hasHead(heads[on])) return;
      if (!scene.look([heads[on]]) && (scene.image || scene.photo)) return;
      scene.load(this.actions.wake).catch((error) => scene === this.scenes[on] && this.actions.failed(on, error));
    });
  }

  /** Whether both maps and both photos can be drawn. @param {BesideState} values */
  whole(values) {
    return this.maps(values, null).every((map) => map?.weights) && this.scenes.every((scene) => scene?.image);
  }

  stop() {
    this.scenes.forEach((scene) => scene?.stop());
  }
}

/** @param {Scene} scene @param {One["box"]} box  exactly @returns {One} */
function matched(scene, box) {
  return { grid: scene.grid, box, facts: scene.facts, roles: scene.data.trace.roles,
    hasQuery: (query) => scene.hasQuery(query), hasHead: (head) => scene.hasHead(head) };
}
