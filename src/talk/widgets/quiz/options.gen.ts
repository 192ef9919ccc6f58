// Written by `python tools/generate_types.py` from options.py; do not edit.

export type Options = {
  kind: "single" | "several" | "number";
  question: string;
  options: string[];
  right: string | number | string[];
  why: string;
  low: number;
  high: number;
  unit: string;
  hidden: boolean;
  open: boolean;
};
