// The list of names as the server sends it, and what of it a visitor asks for.

/**
 * One name of timm and what is known of it (vitviz/app/compute/model_list.py). `why` is the reason
 * for which it does not open, "" where it does; zeros and empty texts are not known.
 * @typedef {object} Row
 * @property {string} name
 * @property {"vit"|"cnn"|"other"} kind
 * @property {string} why
 * @property {string} family
 * @property {number} published  whether there are weights
 * @property {number} hub  whether they lie on the model hub
 * @property {string} licence
 * @property {number} classes
 * @property {number} height
 * @property {number} width
 * @property {number} patch
 * @property {number} tokens
 * @property {string[]} prefix  roles of the tokens before the patches
 * @property {string} reads
 * @property {string[]} positions
 * @property {number} parameters
 * @property {number} layers
 * @property {number} heads
 * @property {number} dim
 */

/** @typedef {{find: string, only: ""|"vit"|"cnn"|"here"}} Wanted */

/**
 * @param {{columns: Record<string, any[]>}} header  a list a column
 * @returns {Row[]}
 */
export function unpacked({ columns }) {
  const names = Object.keys(columns);
  return columns.name.map((_, at) => /** @type {Row} */ (
    Object.fromEntries(names.map((name) => [name, columns[name][at]]))));
}

/**
 * The rows that have every word of `find` in their name, family or licence, in any case; a star
 * stands for anything within a name. What opens comes first, else they stay in their order.
 * @param {Row[]} rows
 * @param {Wanted} wanted
 * @param {Set<string>} here  names whose weights are on this machine
 * @returns {Row[]}
 */
export function matching(rows, { find, only }, here) {
  const sought = find.toLowerCase().split(/\s+/).filter(Boolean).map(pattern);
  const found = rows.filter((row) => {
    if (only === "here" ? !here.has(row.name) : only && row.kind !== only) return false;
    const text = `${row.name} ${row.family} ${row.licence}`.toLowerCase();
    return sought.every((word) => word.test(text));
  });
  const rank = (/** @type {Row} */ row) => Number(Boolean(row.why)) + Number(!row.published);
  return found.sort((one, other) => rank(one) - rank(other));
}

/** @param {string} word  as typed, in lower case */
function pattern(word) {
  const parts = word.split("*").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(parts.join("\\S*"));
}

/**
 * What could be a model of the hub: owner/name, with a prefix and a revision or without.
 * @param {string} text  as typed
 */
export function isOfTheHub(text) {
  return /^(?:hf[-_]hub:|hf:)?\w[\w.-]*\/[\w.-]+(?:@[\w./-]+)?$/.test(text.trim());
}

/** Bytes of the weights in 32-bit floats. @param {Row} row */
export function bytesOf({ parameters }) {
  return 4 * parameters;
}
