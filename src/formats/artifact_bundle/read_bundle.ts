/** Reads an artifact bundle that somebody else may have made: everything is checked. */
import { BUNDLE_HEADER } from "./zip_records.ts";

/** The bytes are no bundle; the message says where. */
export class BadBundle extends Error {
  override readonly name = "BadBundle";
}

/** An entry, its bytes still packed. */
export interface PackedEntry {
  readonly path: string;
  readonly method: "stored" | "deflate";
  readonly crc32: number;
  readonly sizeBytes: number;
  readonly packed: Uint8Array;
  /** The fields that every bundle has alike, for comparing. */
  readonly fields: {
    readonly madeBy: number;
    readonly needed: number;
    readonly flags: number;
    readonly time: number;
    readonly date: number;
    readonly attributes: number;
    readonly extraBytes: number;
  };
}

const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const END = 0x06054b50;
const MAX_U32 = 0xffffffff;

/** The entries in the order of the directory. Throws {@linkcode BadBundle}. */
export function readBundle(bytes: Uint8Array): PackedEntry[] {
  if (BUNDLE_HEADER.some((byte, at) => bytes[at] !== byte)) {
    throw new BadBundle("the file does not begin with 'SYSB' and version 2");
  }
  return readZip(bytes);
}

/** The same for a plain archive. */
export function readZip(bytes: Uint8Array): PackedEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    return entriesOf(view, bytes);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new BadBundle("the archive ends in the middle of a record");
  }
}

function entriesOf(view: DataView, bytes: Uint8Array): PackedEntry[] {
  const end = findEnd(view);
  const large = view.getUint32(end + 16, true) === MAX_U32 ||
    view.getUint16(end + 10, true) === 0xffff;
  const [count, start] = large ? largeEnd(view, end) : [
    view.getUint16(end + 10, true),
    view.getUint32(end + 16, true),
  ];
  const entries: PackedEntry[] = [];
  const seen = new Set<string>();
  for (let at = start, index = 0; index < count; index++) {
    if (view.getUint32(at, true) !== CENTRAL) {
      throw new BadBundle(`there is no directory entry at byte ${at}`);
    }
    const lengths = [28, 30, 32].map((field) => view.getUint16(at + field, true));
    const [nameBytes = 0, extraBytes = 0, commentBytes = 0] = lengths;
    const entry = readEntry(view, bytes, { at, nameBytes, extraBytes });
    if (seen.has(entry.path)) throw new BadBundle(`'${entry.path}' is there twice`);
    seen.add(entry.path);
    entries.push(entry);
    at += 46 + nameBytes + extraBytes + commentBytes;
  }
  return entries;
}

function findEnd(view: DataView): number {
  for (let at = view.byteLength - 22; at >= Math.max(0, view.byteLength - 22 - 0xffff); at--) {
    if (view.getUint32(at, true) === END) return at;
  }
  throw new BadBundle("there is no end of the directory: the archive is cut short or no archive");
}

/** Number of entries and start of the directory in the zip64 records. */
function largeEnd(view: DataView, end: number): [number, number] {
  const at = Number(view.getBigUint64(end - 20 + 8, true));
  if (view.getUint32(at, true) !== 0x06064b50) throw new BadBundle("there is no zip64 record");
  return [Number(view.getBigUint64(at + 32, true)), Number(view.getBigUint64(at + 48, true))];
}

function readEntry(
  view: DataView,
  bytes: Uint8Array,
  { at, nameBytes, extraBytes }: {
    readonly at: number;
    readonly nameBytes: number;
    readonly extraBytes: number;
  },
): PackedEntry {
  const path = text(bytes.subarray(at + 46, at + 46 + nameBytes));
  const u16 = (field: number) => view.getUint16(at + field, true);
  const numbers = largeNumbers(view, at + 46 + nameBytes, extraBytes);
  const u32 = (field: number) => {
    const value = view.getUint32(at + field, true);
    return value === MAX_U32 ? numbers.shift() ?? value : value;
  };
  // In the order in which the zip64 field has them.
  const sizeBytes = u32(24);
  const packedBytes = u32(20);
  const offset = u32(42);
  const method = u16(10);
  if (method !== 0 && method !== 8) {
    throw new BadBundle(`'${path}' is packed with the unknown method ${method}`);
  }
  if (view.getUint32(offset, true) !== LOCAL) {
    throw new BadBundle(`'${path}' has no header at byte ${offset}`);
  }
  const begin = offset + 30 + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true);
  if (begin + packedBytes > at) throw new BadBundle(`'${path}' reaches into the directory`);
  return {
    path,
    method: method === 0 ? "stored" : "deflate",
    crc32: view.getUint32(at + 16, true),
    sizeBytes,
    packed: bytes.subarray(begin, begin + packedBytes),
    fields: {
      madeBy: u16(4),
      needed: u16(6),
      flags: u16(8),
      time: u16(12),
      date: u16(14),
      attributes: view.getUint32(at + 38, true),
      extraBytes,
    },
  };
}

function largeNumbers(view: DataView, at: number, length: number): number[] {
  for (let field = at; field + 4 <= at + length;) {
    const size = view.getUint16(field + 2, true);
    if (view.getUint16(field, true) === 1) {
      return Array.from(
        { length: Math.floor(size / 8) },
        (_, index) => Number(view.getBigUint64(field + 4 + 8 * index, true)),
      );
    }
    field += 4 + size;
  }
  return [];
}

function text(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new BadBundle("the name of an entry is not UTF-8");
  }
}
