// Written by `python tools/generate_types.py` from options.py; do not edit.

export type Options = {
  texts: string[];
  vocabulary: string;
  rows: number;
};
