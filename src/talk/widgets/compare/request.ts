/** The request of a column when the common prompt is not the prepared one. */
import type { ChatMessage } from "../../web/protocol.gen.js";
import type { Condition } from "./options.gen.js";

/** Return the column's prompt: its own or the common one, between the texts of the condition. */
export function promptOf(condition: Condition, text: string): string {
  return condition.before + (condition.text ?? text) + condition.after;
}

/**
 * Return the prepared conversation with another prompt in its last message, before the page where
 * there is one.
 */
export function messagesWith(
  prepared: readonly ChatMessage[],
  condition: Condition,
  prompt: string,
): ChatMessage[] {
  const last = prepared.at(-1)!;
  const content = condition.pasted ? `${prompt} ${condition.document}` : prompt;
  const page = last.parts?.slice(1);
  const parts = page && { parts: [{ kind: "text" as const, text: `${prompt} ` }, ...page] };
  return [...prepared.slice(0, -1), { ...last, content, ...parts }];
}
