// Written by `python tools/generate_types.py` from options.py; do not edit.

/**
 * One quantity.
 */
export type Bar = {
  label: string;
  value: number;
  text: string;
  note: string;
  ours: boolean;
};
export type Options = {
  title: string;
  unit: string;
  log: boolean;
  min?: number;
  max?: number;
  bars: Bar[];
};
