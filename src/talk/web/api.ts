/**
 * What a widget of a deck's own, or of an installed package, imports from "talk".
 *
 * It is version 1. A name may be added to it; what is there stays as it is, or the version becomes
 * another, and talk goes on to serve this one. docs/reference/widget_api.md describes every name.
 */
import { TalkElement } from "./element.js";
import { Bars } from "./ui/bars.js";
import { Chips } from "./ui/chips.js";
import { Curves } from "./ui/curve.js";
import {
  h,
  newId,
  renderList,
  s,
  setAttribute,
  setAttributes,
  setName,
  setText,
} from "./ui/dom.js";
import { button, Segments, Slider, TextField } from "./ui/fields.js";
import { complaint, Notice } from "./ui/notice.js";
import { count, counted, percent } from "./ui/numbers.js";
import { ProvenanceLine, sourceOf } from "./ui/provenance.js";
import { refusal } from "./ui/text_limits.js";

export const api = {
  Bars,
  button,
  Chips,
  complaint,
  count,
  counted,
  Curves,
  h,
  newId,
  Notice,
  percent,
  ProvenanceLine,
  refusal,
  renderList,
  s,
  Segments,
  setAttribute,
  setAttributes,
  setName,
  setText,
  Slider,
  sourceOf,
  TalkElement,
  TextField,
};

Object.assign(globalThis, { [Symbol.for("talk.api.1")]: Object.freeze(api) });
