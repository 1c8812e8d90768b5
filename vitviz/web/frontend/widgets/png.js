// A figure's SVG as PNG.

const SHARP = 2; // pixels for each CSS pixel
const TYPEFACE = "assets/fonts/inter.woff2";

/**
 * The SVG as a PNG, twice as sharp as on an ordinary screen.
 * @param {string} svg @param {(address: string) => string} url  of the host
 * @returns {Promise<Blob>}
 */
export async function pngOf(svg, url) {
  const dressed = svg.replace("<title>", `<style>${await typeface(url(TYPEFACE))}</style><title>`);
  const drawing = URL.createObjectURL(new Blob([dressed], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = drawing;
    await image.decode();
    return await painted(image);
  } finally {
    URL.revokeObjectURL(drawing);
  }
}

/** @param {HTMLImageElement} image @returns {Promise<Blob>} */
function painted(image) {
  const canvas = document.createElement("canvas");
  canvas.width = image.naturalWidth * SHARP;
  canvas.height = image.naturalHeight * SHARP;
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((done, fail) => canvas.toBlob((blob) =>
    blob ? done(blob) : fail(new Error("the picture is too large for this browser")), "image/png"));
}

/** The page's typeface as a rule of its own: a picture reads no file beside it. @param {string} address */
async function typeface(address) {
  try {
    const answer = await fetch(address);
    if (!answer.ok) return "";
    return `@font-face{font-family:Inter;font-weight:100 900;src:url(${await dataUrl(await answer.blob())})}`;
  } catch {
    return ""; // then the system's
  }
}

/** @param {Blob} blob @returns {Promise<string>} */
function dataUrl(blob) {
  const reader = new FileReader();
  return new Promise((done, fail) => {
    reader.onload = () => done(String(reader.result));
    reader.onerror = () => fail(reader.error);
    reader.readAsDataURL(blob);
  });
}
