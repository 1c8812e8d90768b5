// What a file is called that somebody exports: the photo, and what of it is shown.

const LONGEST = 100; // letters: file systems take 255 bytes

/**
 * "vitviz-coffee-layer12-head4-patch120-looks-at": letters and digits of any script, lower case.
 * @param {...string} parts
 * @returns {string}
 */
export function fileName(...parts) {
  const words = parts.join(" ").toLowerCase().match(/[\p{L}\p{N}.]+/gu) ?? [];
  return ["vitviz", ...words].join("-").slice(0, LONGEST).replace(/[.-]+$/, "");
}

/**
 * "layer12-head4", "layer12-mean", "rollout": counted from 1, as the page does.
 * @param {string} head  "11.3", "11.mean" or "rollout"
 * @returns {string}
 */
export function headFile(head) {
  if (head === "rollout") return head;
  const [layer, which] = head.split(".");
  return `layer${Number(layer) + 1}-${which === "mean" ? which : `head${Number(which) + 1}`}`;
}

/**
 * "patch120", or what the token is: "class-token".
 * @param {string} query  "119" or "p0"
 * @param {string[]} roles  of the tokens before the patches
 * @returns {string}
 */
export function queryFile(query, roles) {
  if (!query.startsWith("p")) return `patch${Number(query) + 1}`;
  const at = Number(query.slice(1));
  const several = roles.filter((role) => role === roles[at]).length > 1;
  return `${roles[at] ?? "prefix"}-token${several ? at + 1 : ""}`;
}

/** @param {"row"|"column"} by @returns {string} */
export function directionFile(by) {
  return by === "row" ? "looks-at" : "looked-at-by";
}
