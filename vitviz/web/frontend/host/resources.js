// What a view needs besides its data, each loaded once: its module, its words with what else is
// the same for all visitors of a language, its stylesheet, what Python and we both define, and the
// labels of a model.

/**
 * @typedef {{version: string, view: string, language: string, module: string, labels: string}} Named
 * @typedef {{Shown: new (root: HTMLElement, host: import("../view/host.js").Host) =>
 *     import("../view/view.js").View,
 *   words: Record<string, string>, given: Record<string, unknown>, sheet: CSSStyleSheet,
 *   constants: import("../view/host.js").Constants}} Resources
 */

/** @type {Map<string, Promise<unknown>>} */
const loading = new Map();

const TRY_AFTER = [500, 2000, 5000]; // milliseconds: a network that broke is soon there again

/**
 * The answer of `address`, asked again where nobody answered, or only somebody who cannot just now:
 * without it a view could not be shown.
 * @param {URL} address
 * @param {number[]} waits  milliseconds before each further try
 * @returns {Promise<Response>}
 */
export async function reached(address, [wait, ...waits] = TRY_AFTER) {
  try {
    const answer = await fetch(address);
    if (answer.status < 500 || wait === undefined) return answer;
  } catch (error) {
    if (wait === undefined) throw error;
  }
  await new Promise((done) => { setTimeout(done, wait); });
  return reached(address, waits);
}

/**
 * Loads `address` once; what failed is asked for again by the next who needs it.
 * @template Found
 * @param {URL} address @param {(answer: Response) => Promise<Found>} read @returns {Promise<Found>}
 */
function once(address, read) {
  const known = /** @type {Promise<Found> | undefined} */ (loading.get(address.href));
  if (known) return known;
  const found = reached(address).then((answer) => {
    if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
    return read(answer);
  });
  loading.set(address.href, found);
  found.catch(() => loading.delete(address.href));
  return found;
}

async function sheetOf(/** @type {Response} */ answer) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(await answer.text());
  return sheet;
}

/**
 * @param {Named} named @param {(address: string) => URL} at @returns {Promise<Resources>}
 */
export async function resourcesOf({ version, view, language, module, labels }, at) {
  const base = `frontend/${version}`;
  const json = (/** @type {Response} */ answer) => answer.json();
  const [{ default: Shown }, { words, ...given }, sheet, constants, named] = await Promise.all([
    import(at(`${base}/modules.js`).href).then(({ need }) => need(module)),
    once(at(`${base}/${language}/${view}.json`), json),
    once(at(`${base}/${view}.css`), sheetOf),
    once(at(`${base}/constants.json`), json),
    labels ? once(at(labels), json) : {},
  ]);
  return { Shown, words, given: { ...given, ...named }, sheet, constants };
}
