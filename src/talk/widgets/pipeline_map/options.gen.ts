// Written by `python tools/generate_types.py` from options.py; do not edit.

export type Options = {
  current?: "web" | "pretraining" | "base" | "sft" | "assistant" | "rl" | "preferred";
  jumps: {
    [k: string]: string;
  };
  details: boolean;
  reveal: boolean;
};
