// What the explorer fetches and when: the heads on screen by themselves at once, all others when
// the wall comes near the screen. On a laptop it is there from the first; on a phone it lies below.

import { sparing } from "../../lib/network.js";
import { nearScreen } from "../../view/near_screen.js";
import { isGone, sentence } from "../../view/request.js";

/** @typedef {import("../../view/scene.js").Scene} Scene */
/** @typedef {import("./explorer.js").default} Explorer */

const SHOW_AFTER = 150; // milliseconds between two paints of a photo that is still arriving

export class Arrivals {
  /** @type {Scene|null} */ scene = null;
  later = 0;
  lost = ""; // the photo of which something did not come
  retried = "";
  /** Whether it is known if the wall is near, and with it what is wanted. */
  known = false;

  /** @param {Explorer} explorer */
  constructor(explorer) {
    this.explorer = explorer;
  }

  /** Another photo or model. @param {Scene} scene */
  enter(scene) {
    this.scene = scene;
    this.lost = "";
    this.known = false;
    nearScreen(this.explorer.wall.element, scene.aborter.signal, () => {
      this.known = true;
      scene.lookAtAll();
      this.fetch();
    }, { margin: sparing() ? "0%" : "25%", away: () => {
      this.known = true;
      this.explorer.wake();
    } });
    this.load();
  }

  /** The same photo, perhaps with another rollout.
   * @param {import("./types.js").ExplorerData} data */
  follow(data) {
    const { scene, lost, explorer } = this;
    if (!scene) return;
    scene.data = data;
    this.lost = "";
    if (lost === scene.key) return this.load();
    if (!scene.rolloutWanted || data.urls.rollout === scene.rolloutUrl) return;
    scene.loadRollout(data.urls.rollout, () => explorer.anew()).catch((error) => this.fail(error));
  }

  /** Fetches what is wanted and missing, also what did not come before. */
  load() {
    this.explorer.status.textContent = "";
    this.scene?.again();
    this.scene?.look(this.heads());
    this.fetch();
  }

  /** What is looked at may have changed. */
  want() {
    if (this.scene?.look(this.heads())) this.fetch();
  }

  fetch() {
    const { scene } = this;
    scene?.load(() => scene === this.scene && this.arrived())
      .catch((error) => scene === this.scene && this.fail(error));
  }

  /** The heads that are shown by themselves: the large map's, the chosen one's, the pins'. */
  heads() {
    const { committed, hovered } = this.explorer;
    const pinned = [committed.a, committed.b].map((pin) => pin.split("@")[1]);
    return [hovered.head, committed.head, ...pinned].filter((head) => typeof head === "string");
  }

  /** A part came: what is looked at is shown at once, the others not so often that all are late. */
  arrived() {
    const { explorer, scene } = this;
    const show = () => {
      clearTimeout(this.later);
      this.later = 0;
      explorer.anew();
    };
    explorer.reach.want();
    if (scene?.settled || scene?.key !== explorer.root.dataset.looked) show();
    else this.later ||= window.setTimeout(show, SHOW_AFTER);
  }

  /** Says on the page's elements what has been painted: the first look, and all that is wanted. */
  painted() {
    const { scene, explorer } = this;
    const { dataset } = explorer.root;
    if (!scene) return;
    if (dataset.looked !== scene.key && scene.image && scene.ready(explorer.committed.head)) {
      dataset.looked = scene.key;
      performance.mark("vitviz-looked");
    }
    if (dataset.painted !== scene.key && this.known && scene.settled) {
      dataset.painted = scene.key;
      performance.mark("vitviz-painted");
    }
  }

  /** @param {unknown} error  of the host's */
  fail(error) {
    const { scene, explorer } = this;
    if (!scene || (error instanceof Error && error.name === "AbortError")) return;
    explorer.status.textContent = sentence(error, explorer.words);
    if (isGone(error) && this.retried === scene.key) return;
    this.lost = scene.key; // the next update asks for what is missing
    if (!isGone(error)) return;
    this.retried = scene.key; // Python makes it again in the rerun that this asks for
    explorer.missing();
  }

  end() {
    clearTimeout(this.later);
  }
}
