/** What a request sends. */
import { SizedBody } from "../../src/base/sized_body.ts";
import type { HttpBody } from "../../src/system/mod.ts";

/** All of it. Fails when it is not as long as it says. */
export async function bodyBytes(body: HttpBody): Promise<Uint8Array<ArrayBuffer>> {
  if (body instanceof Uint8Array) return new Uint8Array(body);
  const isSized = body instanceof SizedBody;
  const stream: ReadableStream<Uint8Array> = isSized ? body.stream() : body;
  const pieces: Uint8Array[] = [];
  for await (const piece of stream) pieces.push(piece);
  const bytes = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  pieces.reduce((at, piece) => (bytes.set(piece, at), at + piece.length), 0);
  if (isSized && body.sizeBytes !== bytes.length) {
    throw new Error(`a body of ${body.sizeBytes} bytes has ${bytes.length}`);
  }
  return bytes;
}
