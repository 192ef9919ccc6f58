// Written by `python tools/generate_types.py` from options.py; do not edit.

/**
 * A prepared question, offered as a button.
 */
export type Example = {
  question: string;
  label: string;
};
export type Options = {
  question: string;
  k: number;
  measure?: "embedding" | "words";
  checkpoint?: string;
  temperature: number;
  seed: number;
  max_tokens: number;
  examples: Example[];
  claim?: number;
  measured: string;
};
