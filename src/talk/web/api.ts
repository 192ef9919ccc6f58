/**
 * What a widget of a deck's own, or of an installed package, imports from "talk".
 *
 * It is version 1. A name may be added to it; what is there stays as it is, or the version becomes
 * another, and talk goes on to serve this one. docs/reference/widget_api.md describes every name,
 * and tools/generate_types.py makes the types that editors read in a deck.
 */
export type { Changes, MethodName, Request, Shown, State } from "./answers.js";
export { TalkElement } from "./element.js";
export type { Host, Recording, RunHandle, View } from "./host.js";
export type { Json, Methods, Provenance } from "./protocol.gen.js";
export { type Bar, Bars, type BarsData, type BarsOptions } from "./ui/bars.js";
export { type Chip, Chips, type ChipsOptions } from "./ui/chips.js";
export { type Axis, type Curve, Curves, type CurvesData } from "./ui/curve.js";
export {
  type Attributes,
  type Child,
  h,
  newId,
  renderList,
  s,
  setAttribute,
  setAttributes,
  setName,
  setText,
} from "./ui/dom.js";
export { button, type Choice, Segments, Slider, TextField } from "./ui/fields.js";
export { complaint, Notice } from "./ui/notice.js";
export { count, counted, percent } from "./ui/numbers.js";
export { ProvenanceLine, type Source, sourceOf } from "./ui/provenance.js";
export { refusal } from "./ui/text_limits.js";
