// A model that is not in memory, in place of what would be shown of it.

import { OpeningView } from "./open_model.js";

export default class Opening extends OpeningView {}
