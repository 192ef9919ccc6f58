// Written by `python tools/generate_types.py` from options.py; do not edit.

export type Options = {
  kind: "single" | "several" | "scale" | "number" | "text" | "next";
  question: string;
  options: string[];
  most: number;
  low?: number;
  high?: number;
  ends: string[];
  unit: string;
  context?: string;
  checkpoint?: string;
  hidden: boolean;
  open: boolean;
};
