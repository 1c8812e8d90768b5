// How long a long run takes, from what a picture took in each model.

import { fill } from "../../lib/dom.js";
import { lasting } from "../../widgets/progress.js";

/** @typedef {import("../../lib/types.js").Words} Words */
/** @typedef {import("./types.js").Pace} Pace */

/**
 * Seconds that a picture takes in each model, told while it is of the analysis on screen.
 * @param {import("../../view/view.js").View} view
 * @param {(pace: Pace) => void} tell
 */
export async function paceOf(view, tell) {
  const { analysis } = view.data.urls;
  try {
    const { header } = await view.host.get(`${analysis}/pace`);
    if (analysis === view.data.urls.analysis) tell(header);
  } catch {
    // the button then says how many pictures, not how long
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
