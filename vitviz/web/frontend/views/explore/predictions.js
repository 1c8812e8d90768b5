// Under the predictions, which the host draws: the menu that exports them.

import { ExportMenu } from "../../widgets/export.js";
import { View } from "../../view/view.js";

/**
 * @typedef {object} PredictionsData
 * @property {{key: string}} trace
 * @property {{analysis: string}} urls
 * @property {string} code
 * @property {Record<string, never>} state  none of it
 */

/** @extends {View<PredictionsData>} */
export default class Predictions extends View {
  mount() {
    const { words, host } = this;
    this.root.replaceChildren(new ExportMenu(words, { url: host.url, name: "vitviz-predictions",
      title: () => words.predictions, panel: () => host.around(this.root),
      npz: () => `${this.data.urls.analysis}/predictions?as=npz`,
      code: () => this.data.code }).element);
    super.mount();
  }
}
