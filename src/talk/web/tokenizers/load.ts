/** Tokenizers that work with no kernel; each vocabulary is a chunk of its own, fetched when it is first needed. */
import type { ByteTokenizer } from "./bpe.js";

const LOADERS: Record<string, () => Promise<{ tokenizer: ByteTokenizer }>> = {
  cl100k_base: () => import("./cl100k_base.js"),
  o200k_base: () => import("./o200k_base.js"),
  gpt2: () => import("./gpt2.js"),
};

const loaded = new Map<string, ByteTokenizer>();

/** Whether the browser can do this vocabulary by itself. */
export function inBrowser(name: string): boolean {
  return name in LOADERS;
}

/** The tokenizer if it is here already. */
export function ready(name: string): ByteTokenizer | undefined {
  return loaded.get(name);
}

/** Raises Error with a sentence when there is none of that name in the browser, or its chunk cannot be fetched. */
export async function load(name: string): Promise<ByteTokenizer> {
  const known = loaded.get(name);
  if (known) return known;
  const loader = LOADERS[name];
  if (!loader) throw new Error(`The vocabulary ${name} needs the kernel, which is away.`);
  try {
    const { tokenizer } = await loader();
    loaded.set(name, tokenizer);
    return tokenizer;
  } catch {
    throw new Error(
      `The vocabulary ${name} could not be fetched: check the network and type again.`,
    );
  }
}
