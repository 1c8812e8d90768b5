// A decoded picture by its address. The views of a page show the same photo, which nobody but
// the page keeps where it is a visitor's own: it is fetched once for all of them.

const KEPT = 3; // the photo shown, the one before it, the next

/** @type {Map<string, Promise<HTMLImageElement>>} */
const pictures = new Map();

/** What to ask for: on a phone a smaller picture, which its screen shows as sharp. Where a photo is
 * sent, the server makes this picture of it while it has the pixels.
 * @param {string} href @returns {string} */
export function fitting(href) {
  const url = new URL(href);
  const narrow = matchMedia("(max-width: 700px)").matches;
  if (narrow && /\/api\/photo(\/|$)/.test(url.pathname)) url.searchParams.set("size", "small");
  return url.href;
}

/** @param {string} href  absolute */
export function picture(href) {
  const url = fitting(href);
  const found = pictures.get(url) ?? decoded(url);
  pictures.delete(url);
  pictures.set(url, found); // the newest stands last
  if (pictures.size > KEPT) pictures.delete([...pictures.keys()][0]);
  return found;
}

/** @param {string} href */
async function decoded(href) {
  const image = new Image();
  image.src = href;
  try {
    await image.decode();
  } catch (error) {
    pictures.delete(href); // is asked for again
    throw error;
  }
  return image;
}
