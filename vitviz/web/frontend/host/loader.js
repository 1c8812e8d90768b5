// What Streamlit holds and sends with every message, so it is short: it hands each message to
// streamlit.js, which comes with all other modules and is loaded once.

/** @param {{parentElement: HTMLElement, data: {json: string}}} component  Streamlit's */
export default function (component) {
  const root = component.parentElement;
  const { modules } = JSON.parse(component.data.json);
  const host = import(new URL(modules, document.baseURI).href)
    .then(({ need }) => need("host/streamlit.js"));
  host.then(({ take }) => take(component)).catch((error) => {
    console.error(error);
    const place = root.querySelector(".vv") ?? root; // it stays, for the message that can be shown
    place.textContent = document.getElementById("vv-first")?.dataset.failed ?? "";
  });
  return () => { host.then(({ leave }) => leave(root), () => {}); };
}
