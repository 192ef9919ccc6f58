// Written by `python tools/generate_types.py` from options.py; do not edit.

export type Axis = {
  label: string;
  log: boolean;
  min?: number | "data";
  max?: number;
};
/**
 * The curves and all that belongs to them; also the content of a series file.
 */
export type Data = {
  title: string;
  x: Axis;
  y: Axis;
  series: Series[];
  lines: Line[];
  beside: Panel[];
  marks: Mark[];
  prompt: string;
  moments: Moment[];
  missing: string;
  provenance?: Origin;
  source: string;
};
/**
 * One curve.
 */
export type Series = {
  name: string;
  points: [number, number][];
  accent: boolean;
};
/**
 * A horizontal line with a name, e.g. ln V.
 */
export type Line = {
  name: string;
  y: number;
};
/**
 * A further figure beside the first, over the same x axis: for what has another unit.
 */
export type Panel = {
  y: Axis;
  series: Series[];
  lines: Line[];
};
/**
 * A place on the x axis with a name, e.g. where a training was stopped.
 */
export type Mark = {
  name: string;
  x: number;
};
/**
 * What was seen or written at one place of the x axis.
 */
export type Moment = {
  x: number;
  text: string;
};
/**
 * The model that recorded numbers come from.
 */
export type Origin = {
  model: string;
  checkpoint: string;
  vocabulary: string;
  seed?: number;
  recorded_at: string;
  source: "recorded";
};
/**
 * A measurement made now: the mean loss of a text, in nats a token, drawn into the first figure.
 */
export type LivePoint = {
  text: string;
  checkpoint: string;
  x?: number;
  label: string;
};
export type Options = {
  file?: string;
  data?: Data;
  title: string;
  point?: LivePoint;
  claim?: number;
  measured: string;
};
