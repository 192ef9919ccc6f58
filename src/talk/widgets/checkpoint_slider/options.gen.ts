// Written by `python tools/generate_types.py` from options.py; do not edit.

/**
 * One stop of the slider.
 */
export type Stop = {
  checkpoint: string;
  label: string;
  note: string;
};
export type Options = {
  text: string;
  checkpoints: Stop[];
  temperature: number;
  seed: number;
  max_tokens: number;
  examples: string[];
};
