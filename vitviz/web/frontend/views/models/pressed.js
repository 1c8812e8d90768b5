// Models whose download was asked for by a press in this tab: a link alone never begins one.

/** @type {Set<string>} */
const pressed = new Set();

/** @param {string} name @param {string} weights */
export function press(name, weights) {
  pressed.add(`${name}|${weights}`);
}

/** Whether it was, told once. @param {string} name @param {string} weights */
export function wasPressed(name, weights) {
  return pressed.delete(`${name}|${weights}`);
}
