// What Streamlit holds: it imports the view's module once per place on the page and hands it
// every later change. The module exports create(root, send) -> {update(data), destroy()}.

const places = new WeakMap();

export default function ({ data: { json }, parentElement, setStateValue }) {
  const data = JSON.parse(json);
  let place = places.get(parentElement);
  if (!place) {
    place = { gone: false };
    places.set(parentElement, place);
    const root = parentElement.querySelector(".vv");
    place.send = (answer) => place.setStateValue("answer", answer);
    place.view = import(new URL(data.module, document.baseURI))
      .then((module) => module.create(root, (answer) => place.send(answer)));
    place.view.catch(() => {
      places.delete(parentElement); // the next rerun tries again
      root.textContent = data.failed;
    });
  }
  place.setStateValue = setStateValue;
  place.view.then((view) => { if (!place.gone) view.update(data); }, () => {});
  return () => {
    place.gone = true;
    places.delete(parentElement);
    place.view.then((view) => view.destroy(), () => {});
  };
}
