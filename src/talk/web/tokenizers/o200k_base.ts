/** The vocabulary of GPT-4o, as tiktoken names it. */
import ranks from "gpt-tokenizer/bpeRanks/o200k_base";
import { O200K_TOKEN_SPLIT_REGEX } from "gpt-tokenizer/encodingParams/constants";
import { ByteTokenizer } from "./bpe.js";

const SPECIAL = new Map([
  ["<|endoftext|>", 199999],
  ["<|endofprompt|>", 200018],
]);

export const tokenizer = new ByteTokenizer(
  "o200k_base",
  200019,
  ranks,
  O200K_TOKEN_SPLIT_REGEX,
  SPECIAL,
);
