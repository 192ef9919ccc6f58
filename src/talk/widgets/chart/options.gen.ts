// Written by `python tools/generate_types.py` from options.py; do not edit.

/**
 * One axis of a figure.
 */
export type Axis = {
  label: string;
  log: boolean;
  min?: number | "data";
  max?: number;
};
/**
 * Curves with all that is shown around them; also the content of a series file.
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
 * A horizontal line with a name, e.g. for a limit to compare with.
 */
export type Line = {
  name: string;
  y: number;
};
/**
 * A further figure beside the first, over the same x axis, for values with another unit.
 */
export type Panel = {
  y: Axis;
  series: Series[];
  lines: Line[];
};
/**
 * A named place on the x axis, e.g. where a training was stopped.
 */
export type Mark = {
  name: string;
  x: number;
};
/**
 * A text that belongs to one place on the x axis.
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
 * A point of the first figure, measured now: the mean loss of a text, in nats per token.
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
