// The address that others open to see this screen.

// What means this very computer everywhere; Python's half is vitviz/app/share.py.
const ALONE = /^((.*\.)?localhost|127(\.\d+){3}|0\.0\.0\.0|\[::1?\])$/;
const LONGEST = 1200; // characters of a QR code, as there

/**
 * @typedef {object} Link
 * @property {string} href
 * @property {boolean} alone  only this computer reaches it
 * @property {boolean} long  too long for a QR code
 * @property {boolean} own  it shows the visitor's own photo
 * @property {boolean} answered  answers to the Lesson's questions could be in it
 */

/**
 * The page's address, with the server's own in its network where it names this computer. Through
 * another port somebody leads the page on, and the server knows no way back.
 * @param {string} address
 * @param {string|null} host  the server's in its network, "host:port"; null where it has none
 * @param {string} [section]  that is on screen, wherever the visitor came in
 * @param {boolean} [answers]  whether the visitor's answers are in it
 * @returns {Link}
 */
export function linkOf(address, host, section = "", answers = true) {
  const link = new URL(address);
  const answered = link.searchParams.has("answers");
  if (!answers) link.searchParams.delete("answers");
  if (section) link.hash = section;
  const [name, port] = (host ?? "").split(":");
  if (ALONE.test(link.hostname) && name && port === link.port) link.hostname = name;
  return { href: link.href, alone: ALONE.test(link.hostname), long: link.href.length > LONGEST,
    own: ["photo", "second"].some((name) => link.searchParams.get(name)?.startsWith("up-")),
    answered };
}
