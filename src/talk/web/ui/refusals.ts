/** Why the room did not take what a person sent, in the language of the interface. */
import { CODES } from "../protocol.gen.js";
import { type CallError, CONNECTION_LOST } from "../room/connection.js";
import { t } from "./messages.js";

/** Reasons that have a message (talk.present.room.refusal). */
const REASONS = [
  "vote-closed",
  "number-range",
  "text-empty",
  "asked-else",
  "not-shown",
  "no-prompts",
  "room-full",
  "questions-full",
  "questions-many",
  "questions-soon",
  "prompts-full",
  "busy",
  "one-at-a-time",
  "too-soon",
] as const;

interface Data {
  readonly reason: string;
  readonly low: number;
  readonly high: number;
  readonly count: number;
}

/** Return the reason as part of a sentence; where the room names none, the kind of reason. */
export function refusal(error: CallError): string {
  const { code, message } = error;
  if (code === CONNECTION_LOST) return t("refused-lost");
  const known = reasonOf(error);
  if (known) return known;
  if (code === CODES.TOO_MANY) return t("refused-too-many", { why: message });
  if (code === CODES.INVALID_PARAMS) return t("refused-words", { why: message });
  return t("refused-not-allowed", { why: message });
}

/** Return the reason that the room has named; empty where it has named none that is known here. */
export function reasonOf({ data }: CallError): string {
  const { reason, low = 0, high = 0, count = 0 } = (data ?? {}) as Partial<Data>;
  const known = REASONS.find((one) => one === reason);
  return known ? t(`refused-${known}`, { low, high, count }) : "";
}
