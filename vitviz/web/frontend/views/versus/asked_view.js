// A panel that asks the server once for what it shows, when it comes near the screen.

import { nearScreen } from "../../view/near_screen.js";
import { Request } from "../../view/request.js";
import { View } from "../../view/view.js";

/** @typedef {import("../../view/host.js").Bundle} Bundle */
/** @typedef {import("../../view/host.js").Data} Data */

/** @template {Data} [Shown=Data] @extends {View<Shown>} */
export class AskedView extends View {
  request = new Request(this);
  near = false;
  url = "";
  /** The address of the answer on screen; "" where that is of another than what is set now. */ came = "";

  mount() {
    nearScreen(this.root, this.signal, () => {
      this.near = true;
      this.ask();
    });
    super.mount();
  }

  /** @param {Shown} data */
  update(data) {
    super.update(data);
    this.ask();
  }

  /** What is shown now. @returns {string} */
  address() {
    throw new Error("a panel says what it asks for");
  }

  /** Takes the answer, null while there is none. @param {Bundle|null} _bundle */
  arrived(_bundle) {}

  ask() {
    if (!this.near || !this.data) return;
    const url = this.address();
    if (url === this.url && !this.request.lost) return;
    const other = url !== this.url;
    this.url = url;
    if (other) {
      this.came = "";
      this.root.dataset.painted = "";
      this.arrived(null);
    }
    this.request.get(url, (bundle) => {
      this.came = url;
      this.arrived(bundle);
      this.wake();
    });
  }

  destroy() {
    this.request.end();
    super.destroy();
  }
}
