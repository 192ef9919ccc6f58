// Written by `python tools/generate_types.py` from options.py; do not edit.

export type Options = {
  prompt: string;
  question: string;
  checkpoint?: string;
  vocabulary: string;
  top_k: number;
  hidden: boolean;
  open: boolean;
};
