// Written by `python tools/generate_types.py` from options.py; do not edit.

/**
 * A prepared context, offered as a button.
 */
export type Example = {
  context: string;
  answer?: string;
  label: string;
};
export type Options = {
  context: string;
  answer?: string;
  top_k: number;
  checkpoint?: string;
  checkpoints: string[];
  models: string[];
  compare_with?: string;
  examples: Example[];
  temperature: number;
  temperature_slider: boolean;
  colour: "position" | "probability" | "entropy";
  find: boolean;
  step: boolean;
  learning_rate: number;
  compact: boolean;
};
