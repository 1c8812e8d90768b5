// Where the picture is and where it goes: to one stage, or through all of them. It knows no page and
// no clock: who shows it says how much time has passed.

import { DWELL, LAST, moved } from "./flow_motion.js";

/** @typedef {{from: number, to: number, elapsed: number, dwell: number, still: boolean}} Way */

const FRAME = 64; // milliseconds that one frame counts at most: a hidden tab has none for long

export class Journey {
  position = 0;
  /** @type {Way | null} */ way = null;
  again = false; // all is played once the way is over

  /** @param {() => boolean} still  whether nothing may move */
  constructor(still) {
    this.still = still;
  }

  /** Sets out for a stage. @param {number} stage */
  go(stage) {
    this.again = false;
    this.leave(stage, 0);
  }

  /** Goes through all stages to the last, with a rest at each. */
  play() {
    this.again = false;
    this.leave(LAST, DWELL);
  }

  /** Goes back to the photo, if it is elsewhere, and plays all from there. */
  replay() {
    if (this.position === 0) return this.play();
    this.leave(0, 0);
    this.again = true;
  }

  /** Plays all, or stays at the stage that is told. */
  toggle() {
    if (this.playing) this.go(this.stage);
    else this.replay();
  }

  /** @param {number} to @param {number} dwell */
  leave(to, dwell) {
    this.way = { from: this.position, to, elapsed: 0, dwell, still: this.still() };
  }

  /** After so many milliseconds; whether anything on screen is another. @param {number} passed */
  pass(passed) {
    const { way, position: before } = this;
    if (!way) return false;
    way.elapsed += Math.min(FRAME, passed);
    const { position, done } = moved(way.from, way.to, way.elapsed, way);
    this.position = position;
    if (done) this.way = null;
    if (done && this.again) this.play();
    return done || position !== before;
  }

  /** Straight to where it goes. */
  arrive() {
    if (this.way) this.position = this.way.to;
    this.way = null;
    this.again = false;
  }

  get playing() {
    return this.again || Boolean(this.way?.dwell);
  }

  /** The stage that is told: the one to which the picture goes. */
  get stage() {
    const { way, position } = this;
    if (!way) return Math.round(position);
    return way.dwell ? Math.ceil(position) : way.to;
  }
}
