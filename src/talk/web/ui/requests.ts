/** Finding the recording that answers a request. */
import type { Recording } from "../host.js";
import type { Json } from "../protocol.gen.js";
import { canonical } from "../recordings.js";

/** Whether two requests are the same: sorted keys, no nulls. */
export function same(one: Record<string, Json>, other: Record<string, Json>): boolean {
  return canonical(one) === canonical(other);
}

/** The recording that answers exactly this request. */
export function findRecording(
  recordings: readonly Recording[],
  method: string,
  params: Record<string, Json>,
): Recording | undefined {
  return recordings.find((item) => item.method === method && same(item.params, params));
}
