// What the page says while it loads (app/server/static_files.py): shown until something else is.

const SHOWN = '[class*="-place"] [data-testid^="stBidiComponent"]';

/**
 * Takes the greeting away once a panel stands. The rule that hides it until then looks at all of the
 * page (`body:has`), and while it is there each element that comes or goes has the whole page's
 * styles computed anew.
 */
export function dismissed() {
  const rule = document.getElementById("vv-until");
  if (!rule || !document.querySelector(SHOWN)) return;
  rule.remove();
  document.getElementById("vv-first")?.toggleAttribute("hidden", true);
}
