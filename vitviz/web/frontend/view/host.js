// What a view knows of where it lives. Streamlit is one host (host/streamlit.js); a notebook, a
// page in a file or a test is another. A view never asks for more than this.

/**
 * What Python and the browser both define, defined there.
 * @typedef {{methods: string[], changes: string[], fusions: string[], languages: [string, string][],
 *   sections: Record<string, string>, parts: Record<string, string>, tables: {sequential: string, diverging: string}}} Constants
 *   `sections`: of each section of a page by its name, the view that it is in; `parts`: of each page by
 *   its name, the files that it begins with
 */

/**
 * What a view shows: facts of the analysis and what else its page gives it, the fields of the
 * view state that it shows.
 * @typedef {Record<string, any> & {state: Record<string, any>, trace: any, urls: any}} Data
 */

/** @typedef {{file: string, lines: string[]}} Caption  of an exported picture: what files name the
 * photo; photo, credit, model and size as sentences */

/**
 * What every view over a photo is told of its analysis (vitviz/app/pages/facts.py).
 * @typedef {object} AnalysisFacts
 * @property {import("../lib/types.js").TraceFacts} trace
 * @property {import("../lib/types.js").Photo} photo
 * @property {import("../lib/types.js").PrefixToken[]} prefix  the tokens before the patches
 * @property {{analysis: string, rollout: string}} urls
 * @property {Caption} caption
 */

/** @typedef {Record<string, string | number>} Fields  of the view state: all of them, or what changed */
/** @typedef {import("../net/stream.js").Failure} Failure  what `Host.get` rejects with */

/**
 * An array of a bundle, and a bundle as net/bundle.js reads it.
 * @typedef {import("../net/bundle.js").Bundle} Bundle
 */

/**
 * What a long computation is, and the screen that it belongs to.
 * @typedef {{title: string, href: string, section: string}} About
 *
 * @typedef {object} RunOptions
 * @property {AbortSignal} signal  ends the listening, not the computation
 * @property {(reached: import("../net/stream.js").Reached) => void} progress
 * @property {(bundle: Bundle) => void} [partial]  what is made so far
 * @property {() => void} [interrupted]
 * @property {About} about
 * @property {string} [language]
 *
 * @typedef {{about: About, part: number, ready: boolean}} RunState  `ready`: while nobody looked
 *
 * @typedef {object} Runs
 * @property {(url: string) => boolean} has  whether it runs or is finished
 * @property {(url: string, options: RunOptions) => Promise<Bundle>} get
 * @property {(url: string) => void} stop
 * @property {(tell: (states: RunState[]) => void, signal: AbortSignal) => void} watch
 */

/**
 * @typedef {object} Host
 * @property {Record<string, string>} words  what the view says, in `language`
 * @property {string} language
 * @property {Constants} constants
 * @property {string} scope  whose view state it is: the pages' own (""), or another
 * @property {import("./pending.js").Pending} pending  changes that are not acknowledged yet
 * @property {(address: string, options?: {signal?: AbortSignal, language?: string,
 *   priority?: "high"|"low"|"auto", progress?: (how: {done: number, total: number, ahead: number}) => void}) => Promise<Bundle>} get
 *   small JSON and arrays. Rejects with a Failure: `.sentence` (of the server's), `.gone = true` where the
 *   analysis is no longer there, or neither where nobody answers
 * @property {Runs} runs  long computations, which outlive the views that began them
 * @property {(address: string) => Promise<HTMLImageElement>} picture
 * @property {(address: string) => string} url  for links and pictures
 * @property {(address: string, file: Blob,
 *   options: {progress: (part: number) => void, signal: AbortSignal}) => Promise<{photo: string}>} post
 * @property {() => void} send  tells Python what is pending
 * @property {(event: object) => void} notify  what is no change: missing, another page
 * @property {(page: string) => void} expect  a page that may be gone to: its files are fetched
 * @property {import("../host/connection.js").Connection} connection  whether the server answers
 * @property {Pick<import("../host/sections.js").Sections, "go"|"scroll"|"watch">} sections  of the page
 * @property {(about: About) => void} visit  goes to another screen of this tab
 * @property {(address: string) => Promise<boolean>} holds  whether the server has what is there
 * @property {(pages: string[]) => import("../host/appearance.js").Appearance} appearance
 * @property {{recall: (name: string) => string|null, remember: (name: string, text: string) => void}} memory
 *   of this browser between visits: may keep nothing
 * @property {() => void} speak  tells the document around us its language
 * @property {() => void} pass  moves the focus past this view, to the next on the page
 */

export {};
