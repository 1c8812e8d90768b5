// Under the predictions, which the host draws: the menu that exports them.

import { ExportMenu } from "../../widgets/export.js";
import { View } from "../../view/view.js";

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
