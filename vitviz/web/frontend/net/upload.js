// A photo on its way to the server: its bytes as they are, as the body of one POST.

const STALLED = 60_000; // milliseconds without a byte or an answer

/** @typedef {Error & {kind: "refused"|"unreachable"|"unreadable"|"failed"|"cancelled",
 *   sentence?: string, status?: number}} UploadError */

/**
 * @typedef {object} Options
 * @property {string} language  of a refusal
 * @property {(part: number) => void} progress  from 0 to 1
 * @property {AbortSignal} signal
 */

/**
 * @param {UploadError["kind"]} kind  @param {{sentence?: string, status?: number}} [facts]
 * @returns {UploadError}
 */
const failure = (kind, facts = {}) => Object.assign(new Error(kind), { kind, ...facts });

/**
 * Sends `file` and returns what the server says of it.
 * Throws an UploadError; a refusal brings the server's sentence, in the visitor's language.
 * @param {string} url  @param {Blob} file  @param {Options} options
 * @returns {Promise<{photo: string}>}
 */
export async function post(url, file, options) {
  try {
    return read(await transport(url, file, options));
  } catch (error) {
    if (/** @type {UploadError} */ (error).kind !== "unreachable") throw error;
    throw (await readable(file)) ? error : failure("unreadable");
  }
}

/**
 * @param {string} url  @param {Blob} file  @param {Options} options
 * @returns {Promise<XMLHttpRequest>}
 */
function transport(url, file, { language, progress, signal }) {
  return new Promise((done, fail) => {
    const request = new XMLHttpRequest();
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;
    const alive = () => {
      clearTimeout(timer);
      timer = setTimeout(() => request.abort(), STALLED);
    };
    request.open("POST", url);
    request.setRequestHeader("X-Vitviz", "1");
    request.setRequestHeader("X-Vitviz-Language", language);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.upload.onprogress = (event) => {
      alive();
      if (event.lengthComputable) progress(event.loaded / event.total);
    };
    request.upload.onload = () => { alive(); progress(1); };
    request.onload = () => done(request);
    request.onerror = () => fail(failure("unreachable"));
    request.onabort = () => fail(failure(signal.aborted ? "cancelled" : "unreachable"));
    request.onloadend = () => clearTimeout(timer);
    signal.addEventListener("abort", () => request.abort());
    alive();
    request.send(file);
  });
}

/** @param {XMLHttpRequest} request */
function read(request) {
  const { status } = request;
  let answer;
  try {
    answer = JSON.parse(request.responseText);
  } catch {
    answer = {}; // a proxy's page, perhaps
  }
  if (typeof answer?.error === "string") throw failure("refused", { sentence: answer.error });
  if (status !== 200 || typeof answer?.photo !== "string") throw failure("failed", { status });
  return answer;
}

/** Whether the browser can still read the file: it may have been moved. @param {Blob} file */
async function readable(file) {
  try {
    await file.slice(0, 1).arrayBuffer();
    return true;
  } catch {
    return false;
  }
}
