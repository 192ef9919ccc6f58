// Written by `python tools/generate_types.py` from options.py; do not edit.

/**
 * A prepared sum, offered as a button.
 */
export type Example = {
  start: string;
  minus: string;
  plus: string;
  answer?: string;
  label: string;
};
export type Options = {
  start: string;
  minus: string;
  plus: string;
  answer?: string;
  top_k: number;
  checkpoint?: string;
  label: string;
  examples: Example[];
};
