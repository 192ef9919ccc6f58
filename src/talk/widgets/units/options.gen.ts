// Written by `python tools/generate_types.py` from options.py; do not edit.

export type Options = {
  text: string;
  vocabulary: string;
  rows: string[];
};
