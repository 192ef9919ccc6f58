// Written by `python tools/generate_types.py` from options.py; do not edit.

/**
 * A prepared example, offered as a button.
 */
export type Example = {
  context: string;
  answer: string;
  label: string;
};
export type Options = {
  context: string;
  answer: string;
  rows: number;
  checkpoint: string;
  learning_rate: number;
  prepared: number;
  examples: Example[];
};
