/** What each column asks for: the twin of options.py's `request`. A recording is found by these very parameters. */
import type { Json } from "../../web/protocol.gen.js";

export interface Condition {
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
}

export interface CompareOptions {
  text: string;
  shows: "text" | "chat" | "probability";
  answer: string;
  conditions: Condition[];
  checkpoint?: string;
  temperature: number;
  seed: number;
  max_tokens: number;
  stop: string[];
  examples: { text: string; label: string }[];
  tokens: boolean;
  figure: string;
}

const METHODS = {
  text: "text/generate",
  chat: "chat/complete",
  probability: "next_token/predict",
} as const;

export function methodOf(options: CompareOptions): string {
  return METHODS[options.shows];
}

/** `again` is added to every seed: one more for each further draw. */
export function requestOf(
  options: CompareOptions,
  condition: Condition,
  text: string,
  again: number,
): Record<string, Json> {
  const asked = condition.before + (condition.text ?? text) + condition.after;
  const checkpoint = condition.checkpoint ?? options.checkpoint;
  const named: Record<string, Json> = checkpoint === undefined ? {} : { checkpoint };
  if (options.shows === "probability")
    return { ...named, text: asked, tracked_text: condition.answer || options.answer, top_k: 3 };
  const sampling = {
    ...named,
    temperature: condition.temperature ?? options.temperature,
    seed: (condition.seed ?? options.seed) + again,
    max_tokens: options.max_tokens,
  };
  if (options.shows === "text")
    return {
      ...sampling,
      text: asked,
      ...(options.stop.length === 0 ? {} : { stop: options.stop }),
    };
  return {
    ...sampling,
    ...(condition.tools.length === 0 ? {} : { tools: condition.tools }),
    messages: messagesOf(condition, asked),
  };
}

export function tokensOf(text: string): Record<string, Json> {
  return { text, vocabulary: "talk-4k" };
}

function messagesOf(condition: Condition, asked: string): Json {
  const system: Json[] =
    condition.system === "" ? [] : [{ role: "system", content: condition.system }];
  if (condition.document === "") return [...system, { role: "user", content: asked }];
  if (condition.pasted)
    return [...system, { role: "user", content: `${asked} ${condition.document}` }];
  const parts = [
    { kind: "text", text: `${asked} ` },
    { kind: "data", text: condition.document },
  ];
  return [...system, { role: "user", content: asked, parts }];
}
