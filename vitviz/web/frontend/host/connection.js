// Whether the server answers, and what happens when it does again. Streamlit says so on its root,
// and tries by itself until somebody answers; it neither runs the page again then nor sends what
// was pressed meanwhile, and a server that was started anew has forgotten the tab.

/**
 * "here"; "away": nobody answers; "starting": somebody does but cannot show pages yet; "lost":
 * Streamlit has given up, and only a reload helps.
 * @typedef {"here"|"away"|"starting"|"lost"} Standing
 * @typedef {import("../view/host.js").Fields} Fields
 */

const NAMES = /** @type {Record<string, Standing>} */ ({
  CONNECTED: "here", INITIAL: "away", PINGING_SERVER: "away", CONNECTING: "away",
  DISCONNECTED_FOREVER: "lost" });
const ATTRIBUTE = "data-test-connection-state"; // of Streamlit's root
const REST = 1000; // milliseconds between two questions whether pages can be shown
const PATIENCE = 5000; // milliseconds for one of them, and for what is given back before the page runs

/** Calls `tell` with what Streamlit says of its connection, until `signal` aborts.
 * @param {(said: string) => void} tell @param {AbortSignal} signal */
export function watchStreamlit(tell, signal) {
  const look = () => {
    const said = document.querySelector(`[${ATTRIBUTE}]`)?.getAttribute(ATTRIBUTE);
    if (said) tell(said);
  };
  const observer = new MutationObserver(look);
  observer.observe(document.body, { subtree: true, attributeFilter: [ATTRIBUTE] });
  signal.addEventListener("abort", () => observer.disconnect());
  look();
}

/** Whether the server can show pages, or say why it never will. @param {string} url  of /readyz */
export async function canShow(url) {
  try {
    const answer = await fetch(url,
      { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
    return answer.status !== 503 || Boolean((await answer.json()).failed);
  } catch {
    return false;
  }
}

/** Whether the server has what is at `url`. Rejects where it does not say so soon. @param {string} url */
export async function holds(url) {
  const answer = await fetch(url,
    { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
  return answer.ok;
}

/** What `work` comes to, or no fields where it takes too long. @param {Promise<Fields>} work */
async function soon(work) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const late = new Promise((done) => { timer = setTimeout(() => done({}), PATIENCE); });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

export class Connection {
  /** @type {Standing} */
  standing = "here";
  /** How often Streamlit has said something: who is back ends where it broke again meanwhile. */
  heard = 0;
  /** @type {Set<(standing: Standing) => void>} */
  watchers = new Set();
  /** @type {Set<() => Promise<Fields>>} */
  preparing = new Set();

  /**
   * @param {() => Promise<boolean>} ready
   * @param {(renamed: Fields) => void} resume  runs the page again; fields of the address that have
   *   another value from now on are `renamed`
   * @param {(milliseconds: number) => Promise<void>} [rest]
   */
  constructor(ready, resume, rest = (time) => new Promise((done) => { setTimeout(done, time); })) {
    this.ready = ready;
    this.resume = resume;
    this.rest = rest;
  }

  /** Calls `tell` now and at each change, until `signal` aborts.
   * @param {(standing: Standing) => void} tell @param {AbortSignal} signal */
  watch(tell, signal) {
    this.watchers.add(tell);
    signal.addEventListener("abort", () => this.watchers.delete(tell));
    tell(this.standing);
  }

  /** Calls `prepare` each time before the page runs again: it gives the server what that has
   * forgotten, and says which fields of the address have another value from then on. The page does
   * not wait long for it.
   * @param {() => Promise<Fields>} prepare @param {AbortSignal} signal */
  before(prepare, signal) {
    this.preparing.add(prepare);
    signal.addEventListener("abort", () => this.preparing.delete(prepare));
  }

  /** What Streamlit says. @param {string} said */
  async hear(said) {
    this.heard += 1;
    const standing = NAMES[said];
    if (!standing) return;
    if (standing !== "here") this.set(standing);
    else if (this.standing !== "here") await this.back();
  }

  async back() {
    const { heard } = this;
    while (!await this.ready()) {
      if (this.heard !== heard) return;
      this.set("starting");
      await this.rest(REST);
    }
    if (this.heard !== heard) return;
    const found = await Promise.allSettled([...this.preparing].map((prepare) => soon(prepare())));
    if (this.heard !== heard) return;
    this.set("here");
    this.resume(Object.assign({}, ...found.map((one) => (one.status === "fulfilled" ? one.value : {}))));
  }

  /** Nobody listens any more: who is on the way back ends. */
  end() {
    this.heard += 1;
  }

  /** @param {Standing} standing */
  set(standing) {
    if (standing === this.standing) return;
    this.standing = standing;
    for (const tell of this.watchers) tell(standing);
  }
}
