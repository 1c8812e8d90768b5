// Which theme Streamlit's page has now: its background says it, and both follow one switch. Where the
// system picks the colours (forced colours) no background is the page's; then the system says it.

/** The theme of each background that was seen. @type {Map<string, string>} */
const themes = new Map();

/** Marks the theme on `root` from the page's own background, so that both follow one switch. */
export function theme(/** @type {HTMLElement} */ root) {
  const background = getComputedStyle(root).getPropertyValue("--st-background-color").trim();
  if (!themes.has(background)) themes.set(background, isDark(background) ? "dark" : "light");
  root.dataset.theme = forced() ? (matches("(prefers-color-scheme: dark)") ? "dark" : "light") : themes.get(background);
  root.style.setProperty("--font", "var(--st-font)");
}

const matches = (/** @type {string} */ query) => window.matchMedia(query).matches;

/** Whether the system has taken the page's colours away. */
const forced = () => matches("(forced-colors: active)");

/** Whether a colour is dark, in whichever way CSS writes it: a canvas knows, and takes its time. */
function isDark(/** @type {string} */ colour) {
  const probe = new OffscreenCanvas(1, 1).getContext("2d");
  if (!probe) return false;
  probe.fillStyle = colour || "white";
  probe.fillRect(0, 0, 1, 1);
  const [r, g, b] = probe.getImageData(0, 0, 1, 1).data;
  return 0.3 * r + 0.6 * g + 0.1 * b < 128;
}
