// Written by `python tools/generate_types.py` from options.py; do not edit.

/**
 * A prepared message, offered as a button.
 */
export type Example = {
  message: string;
  label: string;
};
export type Options = {
  message: string;
  checkpoints: string[];
  labels: {
    [k: string]: string;
  };
  system?: string;
  temperature: number;
  seed: number;
  max_tokens: number;
  examples: Example[];
  claim?: number;
  claim_models: string[];
  claim_column?: string;
  figure: string;
};
