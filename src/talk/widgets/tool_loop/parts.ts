/**
 * An assistant's turn cut at the borders of the loop: what the model wrote, the call, the forced
 * result, and on.
 */
import type { StepEvent, ToolCall } from "../../web/protocol.gen.js";

export type PartKind = "writes" | "calls" | "result";

export interface Part {
  kind: PartKind;
  events: StepEvent[];
  /** Of a call and of its result. */
  call: ToolCall | null;
}

const CALL = "<|tool_call|>";

/** Special tokens are recognised by their bytes, which spell their name. */
function isCall(event: StepEvent): boolean {
  return (event.special ?? false) && nameOf(event) === CALL;
}

/** The name of a special token. */
export function nameOf(event: StepEvent): string {
  const pairs = (event.bytes ?? "").match(/../g) ?? [];
  return String.fromCharCode(...pairs.map((pair) => parseInt(pair, 16)));
}

/**
 * Forced tokens are results; from the call's token to them the model calls; everything else it
 * writes.
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

/** What a part says, without its markers. */
export function textOf(events: readonly StepEvent[]): string {
  return events
    .filter((event) => !event.special)
    .map((event) => event.text)
    .join("");
}
