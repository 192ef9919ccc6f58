// Written by `python tools/generate_types.py` from options.py; do not edit.

/**
 * A further solution, offered as a button.
 */
export type Example = {
  problem: string;
  answer: number;
  label: string;
  seed: number;
};
export type Options = {
  problem: string;
  answer: number;
  label?: string;
  seed: number;
  examples: Example[];
  checkpoint?: string;
  n: number;
  temperature: number;
  max_tokens: number;
};
