/** Puts an envelope together (develop.sentry.dev, "Envelopes"). */

import { concatBytes } from "../../base/bytes.ts";

/** An item to be written: the header without its length, and the payload. */
export interface NewItem {
  readonly header: { readonly type: string; readonly [key: string]: unknown };
  readonly payload: Uint8Array;
  /** Left out only for a payload that is one line and whose header says how many records it has. */
  readonly withoutLength?: boolean;
}

/**
 * The bytes of an envelope: every line ends in LF, the last one, too, unless `bareEnd` leaves the last
 * payload as it is.
 */
export function writeEnvelope(
  header: { readonly [key: string]: unknown },
  items: readonly NewItem[],
  { bareEnd = false }: { readonly bareEnd?: boolean } = {},
): Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder();
  const line = encoder.encode("\n");
  const pieces: Uint8Array[] = [encoder.encode(JSON.stringify(header)), line];
  for (const { header: { type, ...rest }, payload, withoutLength } of items) {
    const length = withoutLength ? {} : { length: payload.length };
    pieces.push(encoder.encode(JSON.stringify({ type, ...length, ...rest })), line, payload, line);
  }
  if (bareEnd) pieces.pop();
  return concatBytes(pieces);
}
