// What of a signed map speaks for the class, and what against it.

/** @param {ArrayLike<number>} values */
export function evidence(values) {
  const found = { towards: 0, against: 0 };
  for (const value of Array.from(values)) found[value > 0 ? "towards" : "against"] += value;
  return found;
}
