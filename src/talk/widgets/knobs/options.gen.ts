// Written by `python tools/generate_types.py` from options.py; do not edit.

export type Options = {
  points: [number, number][];
  knobs: number[];
  rate: number;
  steps: number;
};
