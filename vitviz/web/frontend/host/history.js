// The browser's history, of which Python hears late. An entry that Python writes for a change takes
// the browser from where a visitor has gone back to meanwhile: it is brought there again as soon as
// the tab hears of that change. Python never does so: when it hears of a step, the browser may
// have made the next one.

/** @typedef {import("../view/pending.js").Pending} Pending */

/** Where the visitor went while changes were on their way, and the last of those.
 * @type {{href: string, n: number} | null} */
let gone = null;

/** What `gone` was before the last step. @type {{href: string, n: number} | null} */
let before = null;

/** The visitor went back or forward. @param {Pending} pending */
export function stepped(pending) {
  before = gone;
  gone = pending.changes.length ? { href: location.href, n: pending.n } : null;
}

/** The last step led to another section of the same page: no state was left by it.
 * @param {{oldURL: string, newURL: string}} step */
export function movedWithin({ oldURL, newURL }) {
  if (withoutFragment(oldURL) === withoutFragment(newURL)) gone = before;
}

/** Python has heard of all changes up to the number in `pending`. @param {Pending} pending */
export function arrived(pending) {
  if (!gone || pending.heard < gone.n) return;
  const { href, n } = gone;
  gone = null;
  if (n !== pending.n || href === location.href) return; // what was changed since then counts
  history.pushState(history.state, "", href);
  readAnew();
}

/**
 * Streamlit reads the address anew for a step through the history alone: one is made on the spot.
 * It takes a step to an address with a fragment, whose rest it knows, for one within the page.
 */
export function readAnew() {
  const { href } = location;
  const plain = withoutFragment(href);
  if (plain !== href) history.replaceState(history.state, "", plain);
  dispatchEvent(new PopStateEvent("popstate", { state: history.state }));
  if (plain !== href) history.replaceState(history.state, "", href);
}

const withoutFragment = (/** @type {string} */ address) => address.split("#")[0];
