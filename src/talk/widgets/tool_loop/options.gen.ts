// Written by `python tools/generate_types.py` from options.py; do not edit.

export type Options = {
  question: string;
  tools: ("calculator" | "letter_counter" | "clock" | "search")[];
  checkpoint?: string;
  models: string[];
  temperature: number;
  seed: number;
  max_tokens: number;
  examples: string[];
};
