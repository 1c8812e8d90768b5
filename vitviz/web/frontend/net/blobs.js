// Arrays by their address. An address names its content for ever, so the browser caches it.

const WAITS = [0, 400, 1200]; // milliseconds before each try

/** The bytes at `url`. Throws with `.gone = true` when the server no longer has them. */
export async function bytes(url, signal) {
  let failure;
  for (const wait of WAITS) {
    if (wait) await new Promise((done) => setTimeout(done, wait));
    try {
      const answer = await fetch(new URL(url, document.baseURI), { signal });
      if (answer.ok) return await answer.arrayBuffer();
      failure = Object.assign(new Error(`${url}: ${answer.status}`), { gone: answer.status === 404 });
      if (failure.gone) break;
    } catch (error) {
      if (signal?.aborted) throw error;
      failure = error;
    }
  }
  throw failure;
}

/** Runs `job(item)` for all items in order, at most `width` at a time. */
export async function inOrder(items, width, job) {
  const queue = [...items];
  const worker = async () => {
    while (queue.length) await job(queue.shift());
  };
  await Promise.all(Array.from({ length: width }, worker));
}

/** A decoded picture. */
export async function picture(url) {
  const image = new Image();
  image.src = new URL(url, document.baseURI);
  await image.decode();
  return image;
}
