// Written by `python tools/generate_types.py` from options.py; do not edit.

/**
 * A further prompt, offered as a button.
 */
export type Example = {
  text: string;
  label: string;
};
export type Options = {
  page: string;
  text: string;
  label?: string;
  examples: Example[];
  bits: number[];
  max_tokens: number;
  checkpoint?: string;
};
