// Under the predictions, which Plotly draws: the menu that takes them away.

import { followTheme, inWords } from "../../lib/dom.js";
import { ExportMenu } from "../../widgets/export.js";

export const create = (root, send) => inWords(root, send, Predictions);

class Predictions {
  constructor(root, send, data) {
    this.root = root;
    const { words } = data;
    this.exportMenu = new ExportMenu(words, { name: "vitviz-predictions", title: () => words.predictions,
      panel: () => root.getRootNode().host.closest('[data-testid="stColumn"]'),
      npz: () => `${this.data.urls.look}/predictions?as=npz`, code: () => this.data.code });
    root.replaceChildren(this.exportMenu.element);
  }

  update(data) {
    followTheme(this.root);
    this.data = data;
  }

  destroy() {}
}
