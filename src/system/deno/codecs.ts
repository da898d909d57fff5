/** Compression and checksums by the runtime's own native code, loaded when first asked for. */
import { type Codecs, SystemError } from "../mod.ts";
import { toSystemError } from "./errors.ts";

/** Loads them. */
export async function loadCodecs(): Promise<Codecs> {
  const [zlib, crypto, buffer] = await Promise.all([
    import("node:zlib"),
    import("node:crypto"),
    import("node:buffer"),
  ]);
  return {
    deflateRaw: (data, level) => owned(zlib.deflateRawSync(data, { level })),
    inflateRaw: (data) => owned(zlib.inflateRawSync(data)),
    unpack,
    isUtf8: (data) => buffer.isUtf8(data),
    crc32: (data, seed) => zlib.crc32(data, seed),
    sha1() {
      const hash = crypto.createHash("sha1");
      return {
        update(data) {
          hash.update(data);
        },
        digest: () => owned(hash.digest()),
      };
    },
  };
}

/** In pieces, since packed nothings can grow without end (and node's own limit is not kept by 2.4). */
async function unpack(format: "gzip" | "deflate-raw", data: Uint8Array, limit: number) {
  const source = new Blob([new Uint8Array(data)]).stream();
  const pieces: Uint8Array[] = [];
  let total = 0;
  try {
    for await (const piece of source.pipeThrough(new DecompressionStream(format))) {
      total += piece.length;
      if (total > limit) break;
      pieces.push(piece);
    }
  } catch (error) {
    throw toSystemError(error, undefined);
  }
  if (total > limit) {
    throw new SystemError(`more than ${limit} bytes when unpacked`, "other", undefined);
  }
  // RFC 1952: the last four bytes are the size. The runtime does not mind when they are missing.
  const end = new DataView(data.buffer, data.byteOffset, data.byteLength);
  if (format === "gzip" && end.getUint32(data.length - 4, true) !== total) {
    throw new SystemError("unexpected end of the packed data", "other", undefined);
  }
  const all = new Uint8Array(total);
  pieces.reduce((at, piece) => (all.set(piece, at), at + piece.length), 0);
  return all;
}

/** The bytes in a buffer of their own: small ones come out of a pool that must not be moved away. */
function owned(data: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer, byteOffset, byteLength } = data;
  return buffer instanceof ArrayBuffer && buffer.byteLength === byteLength
    ? new Uint8Array(buffer, byteOffset, byteLength)
    : new Uint8Array(data);
}
