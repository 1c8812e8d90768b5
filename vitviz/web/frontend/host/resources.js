// What a view needs besides its data, loaded once: its module; its words, what else is the same for all
// visitors of a language, its styles and what Python and we both define; the labels of a model.
// Modules and words come in parts (vitviz/web/parts.py): the common one, and that of the view.

/**
 * @typedef {{version: string, view: string, part: string, language: string, module: string,
 *   labels: string}} Named
 * @typedef {{Shown: new (root: HTMLElement, host: import("../view/host.js").Host) =>
 *     import("../view/view.js").View,
 *   words: Record<string, string>, given: Record<string, unknown>, sheet: CSSStyleSheet,
 *   constants: import("../view/host.js").Constants}} Resources
 */

/**
 * Files of what views need (vitviz/web/browser_files.py): of a part, and of the common one besides.
 * @typedef {{given: Record<string, unknown>, words: Record<string, string>, styles: string}} Own
 * @typedef {{views: Record<string, Own>}} Said
 * @typedef {Said & {constants: import("../view/host.js").Constants, base: string}} SaidToAll
 * @typedef {(address: string) => URL} At
 */

/** @type {Map<string, Promise<unknown>>} */
const loading = new Map();

const COMMON = "common";
const TRY_AFTER = [500, 2000, 5000]; // milliseconds: a network that broke is soon there again

/** @param {number} wait  milliseconds @returns {Promise<void>} */
const rest = (wait) => new Promise((done) => { setTimeout(done, wait); });

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
  await rest(wait);
  return reached(address, waits);
}

let tries = 0;

/**
 * The module at `address`, asked again where it did not come: by another name each time, since some
 * browsers keep that it did not.
 * @template Found
 * @param {URL} address @param {number[]} waits  milliseconds before each further try
 * @param {(address: string) => Promise<Found>} load
 * @returns {Promise<Found>}
 */
export async function imported(address, [wait, ...waits] = TRY_AFTER, load = (href) => import(href)) {
  try {
    return await load(address.href);
  } catch (error) {
    if (wait === undefined || !(error instanceof TypeError)) throw error;
  }
  await rest(wait);
  return imported(new URL(`?again=${tries += 1}`, address), waits, load);
}

/**
 * Loads what is called `name` once; what failed is asked for again by the next who needs it.
 * @template Found
 * @param {string} name @param {() => Promise<Found>} load @returns {Promise<Found>}
 */
function once(name, load) {
  const known = /** @type {Promise<Found> | undefined} */ (loading.get(name));
  if (known) return known;
  const found = load();
  loading.set(name, found);
  found.catch(() => loading.delete(name));
  return found;
}

/** The JSON at `address`. @param {URL} address @returns {Promise<any>} */
const json = (address) => once(address.href, async () => {
  const answer = await reached(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.json();
});

/** Runs the file of a part's modules. @param {URL} address @returns {Promise<unknown>} */
const modules = (address) => once(address.href, () => imported(address));

/** One object for all places that show the same. @type {WeakMap<object, CSSStyleSheet>} */
const sheets = new WeakMap();

/** @param {string} base @param {Own} own */
function sheetOf(base, own) {
  const sheet = sheets.get(own) ?? new CSSStyleSheet();
  if (!sheets.has(own)) sheet.replaceSync(`${base}\n${own.styles}`);
  sheets.set(own, sheet);
  return sheet;
}

/** Where modules and words of a part are. @param {{version: string, language: string}} of
 * @param {string} part @returns {string[]}  the common modules have come with the loader */
export function filesOf({ version, language }, part) {
  const words = `frontend/${version}/${language}/${part}.json`;
  return part === COMMON ? [words] : [words, `frontend/${version}/parts/${part}.js`];
}

/** Begins to load a part, for a view of it that will be shown soon.
 * @param {{version: string, language: string}} of @param {string} part @param {At} at */
export function ahead(of, part, at) {
  const [words, ours] = filesOf(of, part);
  const loads = [json(at(words)), ours ? modules(at(ours)) : null];
  Promise.all(loads).catch(() => {}); // who needs it asks again
}

/**
 * @param {Named} named @param {At} at @returns {Promise<Resources>}
 */
export async function resourcesOf({ version, view, part, language, module, labels }, at) {
  const of = { version, language };
  const [words, ours] = filesOf(of, part);
  const [{ need }, said, common, named] = await Promise.all([
    import(at(`frontend/${version}/modules.js`).href),
    /** @type {Promise<Said>} */ (json(at(words))),
    /** @type {Promise<SaidToAll>} */ (json(at(filesOf(of, COMMON)[0]))),
    labels ? json(at(labels)) : {},
    ours ? modules(at(ours)) : null,
  ]);
  const own = said.views[view];
  return { Shown: need(module).default, words: own.words, given: { ...own.given, ...named },
    sheet: sheetOf(common.base, own), constants: common.constants };
}
