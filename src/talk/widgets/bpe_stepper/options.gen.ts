// Written by `python tools/generate_types.py` from options.py; do not edit.

export type Options = {
  text: string;
  merges: number;
  start: number;
  editable: boolean;
};
