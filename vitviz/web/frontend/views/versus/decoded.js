// A picture that came as the bytes of a file, on a canvas that any map can lie over.

import { contextOf } from "../../paint/canvas.js";

/** @param {import("../../lib/types.js").Values} bytes  of a JPEG @returns {Promise<OffscreenCanvas>} */
export async function drawnFrom(bytes) {
  const bitmap = await createImageBitmap(new Blob([new Uint8Array(bytes)], { type: "image/jpeg" }));
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  contextOf(canvas).drawImage(bitmap, 0, 0);
  bitmap.close();
  return canvas;
}
