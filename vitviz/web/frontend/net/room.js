// A lecture's room at the server: what it tells, line by line as it changes, and what is told to it.
// Python's half is vitviz/app/server/lecture.py.

/**
 * "here": it tells what changes; "away": nobody answers; "gone": the server has no such room;
 * "refused": it is for a teacher alone.
 * @typedef {"here"|"away"|"gone"|"refused"} Standing
 */
/** @typedef {Record<string, number>} Bars  how often each choice was taken, the most frequent first */
/** @typedef {{at: string, revealed: Record<string, Bars>}} ForClass */
/**
 * @typedef {{room: string, here: number, at: string, hosts: string[], open: boolean,
 *   steps: Record<string, {bars: Bars, revealed: boolean}>,
 *   server: {passes: number, jobs: number, held?: number, most?: number}}} ForTeacher
 */
/**
 * @template Line
 * @typedef {object} Following
 * @property {(line: Line) => void} line
 * @property {(standing: Standing) => void} standing  when it changes
 * @property {AbortSignal} signal
 * @property {Record<string, string>} [headers]
 */

const WAITS = [500, 1000, 2000, 5000, 10_000]; // milliseconds before it is tried again, the last one ever after

/**
 * Follows what is told at `url` until the signal aborts, or until it is refused; again where the
 * connection broke. @template Line
 * @param {string} url  @param {Following<Line>} following
 */
export async function follow(url, { line, standing, signal, headers = {} }) {
  /** @type {Standing|""} */
  let now = "";
  const say = (/** @type {Standing} */ next) => {
    if (next !== now && !signal.aborted) standing(next);
    now = next;
  };
  for (let tried = 0; !signal.aborted; tried += 1) {
    const heard = (/** @type {Line} */ told) => { tried = 0; say("here"); line(told); };
    const ended = await listen(url, { signal, headers, line: heard });
    say(ended);
    if (ended === "refused") return;
    await rest(WAITS[Math.min(tried, WAITS.length - 1)], signal);
  }
}

/**
 * Listens until the answer ends, and says how: "here" where the server ended it, to be asked anew.
 * @template Line
 * @param {string} url
 * @param {{signal: AbortSignal, headers: Record<string, string>, line: (line: Line) => void}} how
 * @returns {Promise<Standing>}
 */
async function listen(url, { signal, headers, line }) {
  try {
    const answer = await fetch(url, { signal, headers, cache: "no-store" });
    if (answer.status === 404) return "gone";
    if (answer.status === 403) return "refused";
    if (!answer.ok || !answer.body) return "away";
    const reader = answer.body.getReader();
    const decoder = new TextDecoder();
    let text = "";
    for (let read = await reader.read(); !read.done && !signal.aborted; read = await reader.read()) {
      const lines = (text + decoder.decode(read.value, { stream: true })).split("\n");
      text = lines.pop() ?? "";
      const newest = lines.at(-1); // the older ones are of the past
      if (newest) line(JSON.parse(newest));
    }
    return "here";
  } catch {
    // nobody answers, or not to the end
  }
  return "away";
}

/**
 * Tells the room something. The status of the answer, and what it says; 0 where nobody answers.
 * @param {string} url  @param {object} facts  @param {Record<string, string>} [headers]
 * @returns {Promise<{status: number, said: Record<string, any>}>}
 */
export async function tell(url, facts, headers = {}) {
  try {
    const answer = await fetch(url, { method: "POST", body: JSON.stringify(facts),
      headers: { "X-Vitviz": "1", "Content-Type": "application/json", ...headers } });
    return { status: answer.status, said: answer.ok ? await answer.json() : {} };
  } catch {
    return { status: 0, said: {} };
  }
}

/** @param {number} milliseconds  @param {AbortSignal} signal  @returns {Promise<void>} */
function rest(milliseconds, signal) {
  return new Promise((done) => {
    const timer = setTimeout(over, milliseconds);
    function over() {
      clearTimeout(timer);
      signal.removeEventListener("abort", over);
      done();
    }
    signal.addEventListener("abort", over);
    if (signal.aborted) over();
  });
}
