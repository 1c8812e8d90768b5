// A photo that arrives anywhere in the window: dropped or pasted.

const STILL_OVER = 1000; // milliseconds; browsers repeat dragover several times a second

const editable = (event) => event.composedPath()[0].matches?.(
  "input, textarea, [contenteditable], [contenteditable] *");

/**
 * Watches until `signal` aborts.
 * @param {{over: (is: boolean) => void, file: (file: File) => void,
 *   nothing: (reason: "no_file" | "no_image") => void}} actions
 */
export function watch(actions, signal) {
  watchDrops(actions, signal);
  document.addEventListener("paste", (event) => {
    if (event.defaultPrevented || editable(event)) return;
    const files = [...(event.clipboardData?.files ?? [])];
    const file = files.find(({ type }) => type.startsWith("image/")) ?? files[0];
    event.preventDefault();
    if (file) actions.file(file);
    else actions.nothing("no_image");
  }, { signal });
}

function watchDrops(actions, signal) {
  let ours = false; // something of the page itself is dragged
  let timer;
  const over = (is) => {
    clearTimeout(timer);
    if (is) timer = setTimeout(() => actions.over(false), STILL_OVER);
    actions.over(is);
  };
  const on = (name, handle) => window.addEventListener(name, (event) => {
    if (!ours && !event.defaultPrevented && !editable(event)) handle(event);
  }, { signal });
  document.addEventListener("dragstart", () => { ours = true; }, { signal });
  document.addEventListener("dragend", () => { ours = false; }, { signal });
  on("dragover", (event) => {
    event.preventDefault(); // or the browser would leave the page for what is dropped
    const files = event.dataTransfer.types.includes("Files");
    event.dataTransfer.dropEffect = "copy";
    over(files);
  });
  on("dragleave", (event) => { if (!event.relatedTarget) over(false); });
  on("drop", (event) => {
    event.preventDefault();
    over(false);
    const file = dropped(event.dataTransfer);
    if (file) actions.file(file);
    else actions.nothing("no_file");
  });
  signal.addEventListener("abort", () => clearTimeout(timer));
}

/** The first file; a folder is none. */
function dropped({ items, files }) {
  const first = [...items].find(({ kind }) => kind === "file");
  return first?.webkitGetAsEntry?.()?.isDirectory ? null : files[0];
}
