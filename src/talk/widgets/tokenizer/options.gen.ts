// Written by `python tools/generate_types.py` from options.py; do not edit.

/**
 * A prepared text, offered as a button.
 */
export type Example = {
  text: string;
  label: string;
};
/**
 * One turn of a conversation that is shown as tokens.
 */
export type Turn = {
  role: string;
  content: string;
};
export type Options = {
  text: string;
  vocabulary: string;
  vocabularies: string[];
  compare: string[];
  examples: Example[];
  special: "text" | "parse";
  chat: Turn[];
  merges: boolean;
  bytes: boolean;
};
