/** Answers that are read at once. */
import type { HttpRequest } from "./mod.ts";

/** Up to here an answer arrives with its head or right behind it. */
const SMALL_BYTES = 64 * 1024;

/**
 * Whether the door reads the answer's body before it hands the answer out. A body stream, and the
 * policies around it, cost more than all of a small answer. The limit until an answer begins then
 * covers its few bytes, too.
 */
export function isReadAtOnce(request: Pick<HttpRequest, "buffered">, response: Response): boolean {
  const length = response.headers.get("content-length");
  // Behind a content coding the length says nothing about what comes out.
  return request.buffered === true && length !== null && /^\d{1,5}$/.test(length) &&
    Number(length) <= SMALL_BYTES && !response.headers.has("content-encoding");
}
