// How long a long run takes, from what a picture took in each model.

import { fill } from "../../lib/dom.js";
import { lasting } from "../../widgets/progress.js";

/** @typedef {import("../../lib/types.js").Words} Words */
/** @typedef {import("./types.js").Pace} Pace */

/**
 * Seconds that a picture takes in each model; null where nobody can say.
 * @param {import("../../view/view.js").View} view
 * @returns {Promise<Pace|null>}
 */
export async function paceOf(view) {
  try {
    return (await view.host.get(`${view.data.urls.analysis}/pace`)).header;
  } catch {
    return null; // the button then says how many pictures, not how long
  }
}

/**
 * What the button says that starts the run.
 * @param {number} count  pictures
 * @param {number|null} seconds  for all of them, null where it is not known
 * @param {Words} words
 */
export function runLabel(count, seconds, words) {
  if (seconds === null) return fill(words.run, { count });
  return fill(words.run_time, { count, time: lasting(seconds, words) });
}
