/**
 * Return a short name for a long text: its FNV-1a hash in 32 bits, in hex.
 *
 * For the ids of ballots, where two questions of one widget must differ; nobody gains by making
 * two texts with the same hash. It works without a secure context, as crypto.subtle does not: a
 * talk is served to phones by http.
 */
export function shortHash(text: string): string {
  let hash = 0x811c9dc5;
  // `>>> 0`: Math.imul gives a signed number, whose hex form would begin with a minus.
  for (const byte of new TextEncoder().encode(text))
    hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash.toString(16).padStart(8, "0");
}
