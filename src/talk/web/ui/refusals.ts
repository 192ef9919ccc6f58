/** Why the room did not take what a person sent, in the language of the interface. */
import { CODES } from "../protocol.gen.js";
import { type CallError, CONNECTION_LOST } from "../room/connection.js";
import { t } from "./messages.js";

/**
 * Return the reason as part of a sentence. The room gives its reasons in English, so that other
 * languages say what kind of reason it is.
 */
export function refusal({ code, message }: CallError): string {
  if (code === CONNECTION_LOST) return t("refused-lost");
  if (code === CODES.TOO_MANY) return t("refused-too-many", { why: message });
  if (code === CODES.INVALID_PARAMS) return t("refused-words", { why: message });
  return t("refused-not-allowed", { why: message });
}
