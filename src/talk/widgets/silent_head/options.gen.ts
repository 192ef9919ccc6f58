// Written by `python tools/generate_types.py` from options.py; do not edit.

/**
 * A prompt, and the text that should follow it.
 */
export type Probe = {
  text: string;
  answer: string;
  label: string;
};
export type Options = {
  probes: Probe[];
  checkpoint?: string;
};
