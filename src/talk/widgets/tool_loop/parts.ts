/**
 * An assistant's turn in parts: what the model wrote, the call, the forced result, and what
 * follows.
 */
import type { StepEvent, ToolCall } from "../../web/protocol.gen.js";
import { specialName } from "../../web/ui/token_text.js";

export type PartKind = "writes" | "calls" | "result";

export interface Part {
  kind: PartKind;
  events: StepEvent[];
  /** The call, in the part of a call and in that of its result. */
  call: ToolCall | null;
}

const CALL = "<|tool_call|>";

/** Return whether a token starts a call. Special tokens are known by their bytes. */
function isCall(event: StepEvent): boolean {
  return (event.special ?? false) && specialName(event.bytes ?? "") === CALL;
}

/**
 * Split a turn into parts: forced tokens are results, from the call's token to them it is a call,
 * and all others are the model's text.
 */
export function partsOf(events: readonly StepEvent[], calls: readonly ToolCall[]): Part[] {
  const parts: Part[] = [];
  for (const event of events) {
    const last = parts.at(-1);
    const kind: PartKind = event.forced
      ? "result"
      : isCall(event) || last?.kind === "calls"
        ? "calls"
        : "writes";
    if (last && last.kind === kind && !isCall(event)) last.events.push(event);
    else parts.push({ kind, events: [event], call: null });
  }
  let number = -1;
  for (const part of parts) {
    if (part.kind === "calls") number += 1;
    if (part.kind !== "writes") part.call = calls[number] ?? null;
  }
  return parts;
}

/** Return the text of a part, without special tokens. */
export function textOf(events: readonly StepEvent[]): string {
  return events
    .filter((event) => !event.special)
    .map((event) => event.text)
    .join("");
}
