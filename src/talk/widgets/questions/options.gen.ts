// Written by `python tools/generate_types.py` from options.py; do not edit.

export type Options = {
  most: number;
  answered: boolean;
};
