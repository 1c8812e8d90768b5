// A photo that arrives anywhere in the window: dropped or pasted.

const STILL_OVER = 1000; // milliseconds; browsers repeat dragover several times a second

/**
 * @typedef {object} ArrivalActions
 * @property {(is: boolean) => void} over  whether a file is held over the page
 * @property {(file: File) => void} file
 * @property {(reason: "no_file" | "no_image") => void} nothing  what came is no photo
 */

/** Whether the event's target takes text, and so the event itself. @param {Event} event */
function editable(event) {
  const [target] = event.composedPath();
  return target instanceof Element
    && target.matches("input, textarea, [contenteditable], [contenteditable] *");
}

/**
 * Watches until `signal` aborts.
 * @param {ArrivalActions} actions
 * @param {AbortSignal} signal
 */
export function watch(actions, signal) {
  watchDrops(actions, signal);
  document.addEventListener("paste", (event) => {
    if (event.defaultPrevented || editable(event)) return;
    event.preventDefault();
    const file = pasted([...(event.clipboardData?.files ?? [])]);
    if (file) actions.file(file);
    else actions.nothing("no_image");
  }, { signal });
}

/**
 * The first picture, else the first file: the server says what is the matter with that.
 * @param {File[]} files
 * @returns {File|undefined}
 */
export function pasted(files) {
  return files.find(({ type }) => type.startsWith("image/")) ?? files[0];
}

/**
 * @param {ArrivalActions} actions
 * @param {AbortSignal} signal
 */
function watchDrops(actions, signal) {
  let ours = false; // something of the page itself is dragged
  let timer = 0;
  const over = (/** @type {boolean} */ is) => {
    clearTimeout(timer);
    if (is) timer = setTimeout(() => actions.over(false), STILL_OVER);
    actions.over(is);
  };
  /**
   * @param {"dragover"|"dragleave"|"drop"} name
   * @param {(event: DragEvent, transfer: DataTransfer) => void} handle
   */
  const on = (name, handle) => window.addEventListener(name, (event) => {
    if (!ours && !event.defaultPrevented && !editable(event) && event.dataTransfer) {
      handle(event, event.dataTransfer);
    }
  }, { signal });
  document.addEventListener("dragstart", () => { ours = true; }, { signal });
  document.addEventListener("dragend", () => { ours = false; }, { signal });
  on("dragover", (event, transfer) => {
    event.preventDefault(); // or the browser would leave the page for what is dropped
    const files = transfer.types.includes("Files");
    transfer.dropEffect = "copy";
    over(files);
  });
  on("dragleave", (event) => { if (!event.relatedTarget) over(false); });
  on("drop", (event, transfer) => {
    event.preventDefault();
    over(false);
    const file = dropped(transfer);
    if (file) actions.file(file);
    else actions.nothing("no_file");
  });
  signal.addEventListener("abort", () => clearTimeout(timer));
}

/**
 * The first file; a folder is none.
 * @param {Pick<DataTransfer, "items"|"files">} transfer
 * @returns {File|null}
 */
export function dropped({ items, files }) {
  const first = [...items].find(({ kind }) => kind === "file");
  return first?.webkitGetAsEntry?.()?.isDirectory ? null : files[0] ?? null;
}
