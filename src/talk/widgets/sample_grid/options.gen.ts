// Written by `python tools/generate_types.py` from options.py; do not edit.

/**
 * A further problem, offered as a button.
 */
export type Problem = {
  problem: string;
  answer: number;
  label: string;
};
export type Options = {
  problem: string;
  answer: number;
  label?: string;
  examples: Problem[];
  checkpoints: string[];
  labels: {
    [k: string]: string;
  };
  n: number;
  temperature: number;
  seed: number;
  max_tokens: number;
  claim?: number;
  measured: string;
};
