// Written by `python tools/generate_types.py` from options.py; do not edit.

export type Options = {
  text: string;
  temperature: number;
  top_k?: number;
  top_p?: number;
  seed: number;
  max_tokens: number;
  candidates: number;
  checkpoint?: string;
  temperatures: number[];
  examples: string[];
};
