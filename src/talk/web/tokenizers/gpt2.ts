/** The vocabulary of GPT-2. */
import ranks from "gpt-tokenizer/bpeRanks/r50k_base";
import { R50K_TOKEN_SPLIT_REGEX } from "gpt-tokenizer/encodingParams/constants";
import { ByteTokenizer } from "./bpe.js";

export const tokenizer = new ByteTokenizer(
  "gpt2",
  50257,
  ranks,
  R50K_TOKEN_SPLIT_REGEX,
  new Map([["<|endoftext|>", 50256]]),
);
