/** How long a body is. */
import { SizedBody } from "../base/sized_body.ts";
import type { HttpBody } from "../system/mod.ts";

/** In bytes, `undefined` where nobody knows before the end. */
export function bodySize(body: HttpBody | undefined): number | undefined {
  if (body instanceof Uint8Array) return body.length;
  return body instanceof SizedBody ? body.sizeBytes : undefined;
}
