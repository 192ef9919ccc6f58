/** Why the room or the kernel refused what a person sent, in the language of the interface. */
import { CODES, REASONS, type RunError } from "../protocol.gen.js";
import { type CallError, CONNECTION_LOST } from "../room/connection.js";
import { t } from "./messages.js";

type Named = Required<Pick<RunError, "reason" | "values">>;

/** Values of all messages, for one that an older kernel or room sends without its own. */
const NONE = { low: 0, high: 0, count: 0, most: 0, name: "", word: "", why: "" };

/** Return the reason as part of a sentence; where the room names none, the kind of reason. */
export function refusal(error: CallError): string {
  const { code, message } = error;
  if (code === CONNECTION_LOST) return t("refused-lost");
  const known = worded(namedIn(error));
  if (known) return known;
  if (code === CODES.TOO_MANY) return t("refused-too-many", { why: message });
  if (code === CODES.INVALID_PARAMS) return t("refused-words", { why: message });
  return t("refused-not-allowed", { why: message });
}

/** Return the reason as part of a sentence; where it has no words here, the error's own sentence. */
export function reasonOf(error: CallError): string {
  return worded(namedIn(error)) || error.message;
}

/** Return the reason of an error of the wire as the error of a run carries it. */
export function namedIn({ data }: CallError): Named {
  const { reason = "", ...values } = (data ?? {}) as Named["values"];
  return { reason: String(reason), values };
}

/** Return the words of a reason; empty for one that has none here. */
export function worded({ reason, values }: Partial<Named>): string {
  const known = REASONS.find((one) => one === reason);
  return known ? t(`refused-${known}`, { ...NONE, ...values }) : "";
}
