// The fields of the view state that a view shows: changed here at once, told to Python
// after a debounce.

const SEND_AFTER = 250; // milliseconds of debounce

/** @typedef {import("./host.js").Fields} Fields */

/**
 * The fields of the view state, as app/state/view_state.py has them; a view is given its own alone.
 * @typedef {object} ViewState
 * @property {""|"en"|"zh"} lang
 * @property {string} photo
 * @property {string} model
 * @property {"published"|"random"} weights
 * @property {string} cnn
 * @property {"published"|"random"} cnn_weights
 * @property {number} cnn_size
 * @property {number} rows
 * @property {number} cols
 * @property {"model"|"photo"} shape
 * @property {string} query
 * @property {string} target
 * @property {"fixed"|"now"|"head"} scale
 * @property {string} head
 * @property {"row"|"column"} by
 * @property {string} a
 * @property {string} b
 * @property {"live"|"a"|"b"|"diff"} show
 * @property {"layer"|"reach"|"entropy"} order
 * @property {"mean"|"max"|"min"} fusion
 * @property {number} residual
 * @property {number} discard
 * @property {string} model_b
 * @property {"published"|"random"} weights_b
 * @property {number} rows_b
 * @property {number} cols_b
 * @property {string} query_b
 * @property {string} head_b
 * @property {string} against
 * @property {"attention"|"rollout"|"gradient_rollout"|"relevance"|"gradcam"|"gradcam_cnn"} method
 * @property {number} start
 * @property {string} cam
 * @property {"mean"|"blur"} filling
 * @property {number} forget
 * @property {string} off
 * @property {string} depth
 * @property {string} filter
 * @property {"similarity"|"norm"} maps
 * @property {string} second
 * @property {"first"|"second"} on
 * @property {"none"|"scale"|"zero"|"mean"|"shuffle"|"transpose"|"all"|"photo"} change
 * @property {number} amount
 * @property {number} seed
 * @property {number} patch
 * @property {"used"|"learned"} table
 * @property {"shift"|"shuffle"|"drop"|"occlude"|"blur"|"noise"|"grey"|"rotate"|"edges"} alter
 * @property {number} right
 * @property {number} down
 * @property {"wrap"|"photo"} beyond
 * @property {number} block
 * @property {number} share
 * @property {"random"|"vit_most"|"vit_least"|"cnn_most"|"cnn_least"} first
 * @property {"mean"|"blur"|"token"} fill
 * @property {number} side
 * @property {number} cx
 * @property {number} cy
 * @property {number} sigma
 * @property {number} noise
 * @property {number} grey
 * @property {number} angle
 * @property {number} edges
 * @property {"right"|"down"} axis
 * @property {"near"|"far"} span
 * @property {"shared"|"own"} over
 * @property {"probability"|"logit"} score
 * @property {string} vit_depth
 * @property {string} cnn_depth
 * @property {string} find
 * @property {""|"vit"|"cnn"|"here"} only
 * @property {string} look
 * @property {"photo"|"patches"|"embedding"|"positions"|"order"|"attention"|"heads"|"class_token"|"residual"|"label"|"explanation"|"shuffle"|"shift"|"cost"|"data"|"summary"} step
 * @property {string} answers
 * @property {string} room
 */

export class State {
  /** What the view shows now; which fields it has its page says. */
  values = /** @type {ViewState} */ ({});
  /** What is under a finger and not committed yet. @type {Fields} */
  held = {};
  /** @type {number[] | null} */
  grid = null;
  timer = 0;

  /** @param {import("./host.js").Host} host */
  constructor(host) {
    this.host = host;
  }

  /**
   * Takes the state as Python has it; what was set here since then stays, and what is under a
   * finger too.
   * @param {import("./host.js").Data} data
   */
  take({ state, trace }) {
    this.grid = trace?.grid ?? null;
    Object.assign(this.values, this.host.pending.over(state, this.host.scope), this.held);
  }

  /** Shows a change that is still under the finger. @param {Fields} change */
  hold(change) {
    Object.assign(this.held, change);
    Object.assign(this.values, change);
  }

  /** Sets fields; several moves within a moment are told as one. @param {Fields} set */
  set(set) {
    for (const name of Object.keys(set)) delete this.held[name];
    Object.assign(this.values, set);
    if (this.host.pending.add({ set, grid: this.grid, scope: this.host.scope })) this.host.send();
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.tell(), SEND_AFTER);
  }

  /** What was let go needs no debounce. @param {Fields} set */
  setNow(set) {
    this.set(set);
    this.tell();
  }

  tell() {
    clearTimeout(this.timer);
    this.timer = 0;
    this.host.send();
  }

  /** The view goes, what was set stays set. */
  end() {
    if (this.timer) this.tell();
  }
}
