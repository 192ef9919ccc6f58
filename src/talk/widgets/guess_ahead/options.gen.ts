// Written by `python tools/generate_types.py` from options.py; do not edit.

/**
 * A further way to guess, or another text; offered as a button.
 */
export type Example = {
  label: string;
  text?: string;
  checkpoint?: string;
  draft?: string;
};
export type Options = {
  text: string;
  checkpoint?: string;
  draft?: string;
  label?: string;
  ahead: number;
  temperature: number;
  seed: number;
  max_tokens: number;
  examples: Example[];
};
