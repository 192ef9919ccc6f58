// Written by `python tools/generate_types.py` from options.py; do not edit.

/**
 * One checkpoint of a training that was continued for too long.
 */
export type Pushed = {
  checkpoint: string;
  label: string;
  proxy?: number;
  gold?: number;
};
export type Options = {
  prompt: string;
  chat: boolean;
  fresh?: string;
  fresh_temperature: number;
  n: number;
  checkpoint?: string;
  reward_checkpoint?: string;
  temperature: number;
  seed: number;
  max_tokens: number;
  reward: boolean;
  write: boolean;
  claim?: number;
  measured: string;
  pushed: Pushed[];
  pushed_claim?: number;
  pushed_measured: string;
};
