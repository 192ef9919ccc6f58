// Written by `python tools/generate_types.py` from options.py; do not edit.

/**
 * One condition under which the prompt is run; the widget's own options hold for the rest.
 */
export type Condition = {
  label: string;
  checkpoint?: string;
  temperature?: number;
  seed?: number;
  before: string;
  after: string;
  text?: string;
  original: string;
  answer: string;
  system: string;
  document: string;
  pasted: boolean;
  tools: string[];
  note: string;
};
/**
 * A prepared prompt, offered as a button.
 */
export type Example = {
  text: string;
  label: string;
};
export type Options = {
  text: string;
  shows: "text" | "chat" | "probability";
  answer: string;
  conditions: Condition[];
  checkpoint?: string;
  temperature: number;
  seed: number;
  max_tokens: number;
  stop: string[];
  examples: Example[];
  tokens: boolean;
  claim?: number;
  claim_models: string[];
  figure: string;
  reveal: boolean;
};
