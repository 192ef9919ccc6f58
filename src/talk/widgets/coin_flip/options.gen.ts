// Written by `python tools/generate_types.py` from options.py; do not edit.

export type Options = {
  context: string;
  top_k: number;
  checkpoint?: string;
  temperature: number;
  examples: string[];
};
