// What the browser tells of the network.

/** @typedef {{saveData?: boolean, effectiveType?: string}} Connection  what some browsers tell of it */

/** Whether each byte is dear here. @returns {boolean} */
export function sparing() {
  const { connection } = /** @type {Navigator & {connection?: Connection}} */ (navigator);
  return Boolean(connection?.saveData) || /2g|3g/.test(connection?.effectiveType ?? "");
}
