// What Streamlit holds and sends with every message, so it is short: it hands each message to
// streamlit.js, which comes with all other modules and is loaded once.

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
