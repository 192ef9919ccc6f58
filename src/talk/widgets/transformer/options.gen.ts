// Written by `python tools/generate_types.py` from options.py; do not edit.

export type Options = {
  text: string;
  checkpoint?: string;
  models: string[];
  layer: number;
  head: number;
  examples: string[];
};
