// An answer that lasts, as a page reads it, and what a test says in it.

export class Lasting {
  closed = 0; // how often whoever read has left

  /** The answer to a request that `signal` ends. */
  answer(signal) {
    return new Response(new ReadableStream({ start: (controller) => {
      this.say = (line) => controller.enqueue(new TextEncoder().encode(`${JSON.stringify(line)}\n`));
      signal.addEventListener("abort", () => { this.closed += 1; controller.error(new Error("aborted")); });
    } }));
  }

  /** Says a line once somebody reads, and lets it arrive. */
  async told(line) {
    await soon();
    this.say(line);
    await soon();
  }
}

/** Lets what was told arrive. */
export async function soon() {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((done) => { setImmediate(done); });
}
