/** Archives whose bytes depend on their content alone: no times, no users, entries as given. */
import { zipSync } from "fflate";

export interface Entry {
  readonly name: string;
  readonly data: Uint8Array;
  readonly isProgram?: boolean;
}

const BLOCK = 512;
const encoder = new TextEncoder();

/** A `.tar.gz` (ustar). */
export async function tarGz(entries: readonly Entry[]): Promise<Uint8Array> {
  const blocks: BlobPart[] = [];
  for (const { name, data, isProgram } of entries) {
    blocks.push(tarHeader(name, data.length, isProgram === true ? 0o755 : 0o644));
    blocks.push(new Uint8Array(data), new Uint8Array((BLOCK - data.length % BLOCK) % BLOCK));
  }
  blocks.push(new Uint8Array(2 * BLOCK));
  const stream = new Blob(blocks).stream().pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

function tarHeader(name: string, size: number, mode: number): Uint8Array<ArrayBuffer> {
  if (encoder.encode(name).length > 100) {
    throw new Error(`The name '${name}' is too long for ustar`);
  }
  const header = new Uint8Array(BLOCK);
  const put = (text: string, at: number) => header.set(encoder.encode(text), at);
  const octal = (value: number, width: number) => value.toString(8).padStart(width - 1, "0") + "\0";
  put(name, 0);
  put(octal(mode, 8), 100);
  put(octal(0, 8), 108); // user
  put(octal(0, 8), 116); // group
  put(octal(size, 12), 124);
  put(octal(0, 12), 136); // time
  put(" ".repeat(8), 148); // the checksum counts itself as blanks
  put("0", 156);
  put("ustar\0" + "00", 257);
  put("root", 265);
  put("root", 297);
  const sum = header.reduce((total, byte) => total + byte, 0);
  put(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return header;
}

/** A `.zip`. */
export function zip(entries: readonly Entry[]): Uint8Array {
  // The earliest time that the format can hold, as it is read: in local time.
  const mtime = new Date(1980, 0, 1);
  return zipSync(
    Object.fromEntries(entries.map(({ name, data }) => [name, [data, { mtime, level: 9 }]])),
  );
}
