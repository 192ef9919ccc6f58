/** Put what widgets import from "talk" where the modules of a deck's own widgets look for it. */
import * as api from "./api.js";

Object.assign(globalThis, { [Symbol.for("talk.api.1")]: Object.freeze({ ...api }) });
