/** The vocabulary of GPT-4, as tiktoken names it. */
import ranks from "gpt-tokenizer/bpeRanks/cl100k_base";
import { CL100K_TOKEN_SPLIT_REGEX } from "gpt-tokenizer/encodingParams/constants";
import { ByteTokenizer } from "./bpe.js";

/** Special tokens as tiktoken declares them, so that browser and kernel read a text alike. */
const SPECIAL = new Map([
  ["<|endoftext|>", 100257],
  ["<|fim_prefix|>", 100258],
  ["<|fim_middle|>", 100259],
  ["<|fim_suffix|>", 100260],
  ["<|endofprompt|>", 100276],
]);

export const tokenizer = new ByteTokenizer(
  "cl100k_base",
  100277,
  ranks,
  CL100K_TOKEN_SPLIT_REGEX,
  SPECIAL,
);
