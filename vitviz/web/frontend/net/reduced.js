// In a class the phones share one network, and the photo of a phone has fifty times the pixels that a
// model reads. It is made smaller before it is sent.

const CAMERAS = new Set(["image/jpeg", "image/heic", "image/heif"]); // others may be transparent, or move
const SMALL = 1_000_000; // bytes: as quickly sent as made smaller
const QUALITY = 0.92; // of JPEG

/**
 * A camera's photo with `side` pixels at its shorter side, upright, in sRGB, without what a camera
 * writes beside it (place, time); `file` itself where it is small, another kind, or not to be read
 * here: the server says what is the matter with it.
 * @param {File} file
 * @param {number} side  0: every photo goes as it is
 * @returns {Promise<File>}
 */
export async function reduced(file, side) {
  if (!side || file.size <= SMALL || !CAMERAS.has(file.type)) return file;
  try {
    const picture = await createImageBitmap(file); // turned as its Exif says
    const blob = await jpeg(picture, side).finally(() => picture.close());
    return blob && blob.size < file.size ? new File([blob], file.name, { type: blob.type }) : file;
  } catch {
    return file;
  }
}

/** @param {ImageBitmap} picture @param {number} side @returns {Promise<Blob | null>} null: it has no more pixels */
async function jpeg(picture, side) {
  const part = side / Math.min(picture.width, picture.height);
  if (part >= 1) return null;
  const sheet = new OffscreenCanvas(Math.round(picture.width * part), Math.round(picture.height * part));
  const pen = sheet.getContext("2d");
  if (!pen) return null;
  pen.imageSmoothingQuality = "high";
  pen.drawImage(picture, 0, 0, sheet.width, sheet.height);
  return sheet.convertToBlob({ type: "image/jpeg", quality: QUALITY });
}
