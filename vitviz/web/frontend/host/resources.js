// What a view needs besides its data, loaded once: its module; its words, what else is the same for all
// visitors of a language, its styles and what Python and we both define; the labels of a model.

/**
 * @typedef {{version: string, view: string, language: string, module: string, labels: string}} Named
 * @typedef {{Shown: new (root: HTMLElement, host: import("../view/host.js").Host) =>
 *     import("../view/view.js").View,
 *   words: Record<string, string>, given: Record<string, unknown>, sheet: CSSStyleSheet,
 *   constants: import("../view/host.js").Constants}} Resources
 */

/**
 * A file of what views need: vitviz/web/browser_files.py.
 * @typedef {{constants: import("../view/host.js").Constants, base: string,
 *   views: Record<string, {given: Record<string, unknown>, words: Record<string, string>,
 *     styles: string}>}} Said
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

/** One object for all places that show the same. @type {WeakMap<object, CSSStyleSheet>} */
const sheets = new WeakMap();

/** @param {Said} said @param {string} view */
function sheetOf({ base, views }, view) {
  const { [view]: own } = views;
  const sheet = sheets.get(own) ?? new CSSStyleSheet();
  if (!sheets.has(own)) sheet.replaceSync(`${base}\n${own.styles}`);
  sheets.set(own, sheet);
  return sheet;
}

/**
 * Where that of `view` is: with what the page's head has asked for, or with all there is, for what
 * comes after a change of the page or the language.
 * @param {string} view @param {string} folder  of the version and the language
 * @returns {string}
 */
export function saidAt(view, folder) {
  const first = /** @type {HTMLLinkElement|null} */ (document.querySelector("link[data-views]"));
  const own = first?.dataset.views?.split(" ").includes(view);
  return own && first?.href.startsWith(folder) ? first.href : `${folder}all.json`;
}

/**
 * @param {Named} named @param {(address: string) => URL} at @returns {Promise<Resources>}
 */
export async function resourcesOf({ version, view, language, module, labels }, at) {
  const base = `frontend/${version}`;
  const json = (/** @type {Response} */ answer) => answer.json();
  const place = saidAt(view, at(`${base}/${language}/`).href);
  const [{ default: Shown }, said, named] = await Promise.all([
    import(at(`${base}/modules.js`).href).then(({ need }) => need(module)),
    once(new URL(place), /** @type {(answer: Response) => Promise<Said>} */ (json)),
    labels ? once(at(labels), json) : {},
  ]);
  const { given, words } = said.views[view];
  return { Shown, words, given: { ...given, ...named }, sheet: sheetOf(said, view),
    constants: said.constants };
}
