// Heads and layers that are switched off, as the view state names them: "11.3-10.all".

/** @typedef {{layer: number, head: number|null}} Part  from 0; null is the whole layer */

/** The names of what is off. @param {string} off @returns {Set<string>} */
export function namesOff(off) {
  return new Set(off.split("-").filter(Boolean));
}

/** The same with `name` switched over. @param {string} off @param {string} name */
export function toggled(off, name) {
  const names = namesOff(off);
  if (!names.delete(name)) names.add(name);
  return [...names].join("-");
}

/**
 * What is off of a model; a link may name what it does not have.
 * @param {string} off
 * @param {number[]} heads  of each layer
 * @returns {Part[]}
 */
export function partsOff(off, heads) {
  return [...namesOff(off)].flatMap((name) => {
    const [, layer, head] = /^(\d+)\.(\d+|all)$/.exec(name) ?? [];
    const part = { layer: Number(layer), head: head === "all" ? null : Number(head) };
    const known = part.head === null ? part.layer < heads.length : part.head < heads[part.layer];
    return known ? [part] : [];
  });
}
