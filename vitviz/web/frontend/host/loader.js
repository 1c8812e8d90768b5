// Hands each message to streamlit.js of the version that the message names, which comes with all
// other modules and is loaded once. It stands in the page itself, so whatever version of the page a
// tab has open, a server's messages find it: what it is given and calls stays as it is.

/** @param {{parentElement: HTMLElement, data: Uint8Array}} shown  a message, as Streamlit gives it */
export default function (shown) {
  const root = shown.parentElement;
  const { version } = JSON.parse(new TextDecoder().decode(shown.data));
  const host = import(new URL(`frontend/${version}/modules.js`, document.baseURI).href)
    .then(({ need }) => need("host/streamlit.js"));
  host.then(({ take }) => take(shown)).catch((error) => {
    console.error(error);
    // The place stays, for the message that can be shown.
    const place = root.querySelector(".vv") ?? root;
    place.textContent = document.getElementById("vv-first")?.dataset.failed ?? "";
  });
  return () => { host.then(({ leave }) => leave(root), () => {}); };
}
