/**
 * Tokenizers that work without a kernel.
 *
 * Each vocabulary is a chunk of its own, which is loaded when it is first needed.
 */

import { t } from "../ui/messages.js";
import type { ByteTokenizer } from "./bpe.js";

const LOADERS: Record<string, () => Promise<{ tokenizer: ByteTokenizer }>> = {
  cl100k_base: () => import("./cl100k_base.js"),
  o200k_base: () => import("./o200k_base.js"),
  gpt2: () => import("./gpt2.js"),
};

const loaded = new Map<string, ByteTokenizer>();

/** Sizes of vocabularies as people quote them: the highest ID and one. */
const QUOTED_SIZES: Record<string, number> = {
  cl100k_base: 100_277,
  o200k_base: 200_019,
  gpt2: 50_257,
};

/** Return the size that is quoted of a vocabulary, else the one among those that the kernel named. */
export function sizeOf(
  vocabulary: string,
  named: readonly { name: string; size: number }[],
): number | undefined {
  return QUOTED_SIZES[vocabulary] ?? named.find((item) => item.name === vocabulary)?.size;
}

/** Return whether the browser has this vocabulary. */
export function inBrowser(name: string): boolean {
  return name in LOADERS;
}

/** Return the tokenizer if it has been loaded. */
export function ready(name: string): ByteTokenizer | undefined {
  return loaded.get(name);
}

/**
 * Load a tokenizer.
 *
 * Rejects with an Error, whose message is a sentence for the audience, if the browser has none of
 * that name or its chunk cannot be loaded.
 */
export async function load(name: string): Promise<ByteTokenizer> {
  const known = loaded.get(name);
  if (known) return known;
  const loader = LOADERS[name];
  if (!loader) throw new Error(t("notice-vocabulary-away", { name }));
  try {
    const { tokenizer } = await loader();
    loaded.set(name, tokenizer);
    return tokenizer;
  } catch {
    throw new Error(t("notice-vocabulary-lost", { name }));
  }
}
