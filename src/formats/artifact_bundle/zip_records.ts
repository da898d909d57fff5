/**
 * The records of a ZIP archive as an artifact bundle has them (APPNOTE.TXT 6.3.10 sections 4.3 to 4.5;
 * specification of uploads, §4): no comments, no data descriptors, one fixed date, and zip64 only where
 * a number does not fit.
 */

/** `SYSB`, then the version as a little-endian u32. Offsets in the archive count from here. */
export const BUNDLE_HEADER: Uint8Array<ArrayBuffer> = Uint8Array.of(
  ...[0x53, 0x59, 0x53, 0x42],
  ...[2, 0, 0, 0],
);

/** An entry whose packed bytes stand behind its local header. */
export interface ZipEntry {
  readonly path: string;
  readonly crc32: number;
  readonly packedBytes: number;
  readonly sizeBytes: number;
  /** Of the local header, from the beginning of the file. */
  readonly offset: number;
}

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const END_64 = 0x06064b50;
const LOCATOR_64 = 0x07064b50;
const DEFLATE = 8;
/** Feature version 2.0; 4.5 is the first with zip64. */
const NEEDED = 20;
const NEEDED_64 = 45;
/** System Unix (3), version 2.0. */
const MADE_BY = (3 << 8) | NEEDED;
/** 1980-01-01, the earliest date there is. */
const DATE = 0x0021;
/** A regular file, `-rw-r--r--`. */
const ATTRIBUTES = 0o100644 * 0x10000;
const MAX_U32 = 0xffffffff;
const MAX_U16 = 0xffff;
const ZIP64_EXTRA = 0x0001;
/** General purpose bit 11: the name is UTF-8. Only for names that are not ASCII. */
const UTF8_NAME = 1 << 11;

/** What stands before an entry's packed bytes. */
export function localHeader(entry: Omit<ZipEntry, "offset">): Uint8Array<ArrayBuffer> {
  const name = encode(entry.path);
  const large = entry.sizeBytes >= MAX_U32 || entry.packedBytes >= MAX_U32;
  const extra = large ? [entry.sizeBytes, entry.packedBytes] : [];
  const bytes = new RecordBytes(30 + name.length + extraLength(extra));
  bytes.u32(LOCAL).u16(large ? NEEDED_64 : NEEDED);
  common(bytes, entry, name, large);
  bytes.u16(extraLength(extra)).raw(name);
  zip64Extra(bytes, extra);
  return bytes.done();
}

/** The end of the archive: the directory of all entries, which begins at `offset`. */
export function centralDirectory(
  entries: readonly ZipEntry[],
  offset: number,
): Uint8Array<ArrayBuffer>[] {
  const records = entries.map(centralRecord);
  const length = records.reduce((total, record) => total + record.length, 0);
  const large = entries.length >= MAX_U16 || offset >= MAX_U32 || length >= MAX_U32;
  const tail = new RecordBytes((large ? 56 + 20 : 0) + 22);
  if (large) {
    tail.u32(END_64).u64(44).u16(MADE_BY).u16(NEEDED_64).u32(0).u32(0)
      .u64(entries.length).u64(entries.length).u64(length).u64(offset)
      .u32(LOCATOR_64).u32(0).u64(offset + length).u32(1);
  }
  const count = Math.min(entries.length, MAX_U16);
  tail.u32(END).u16(0).u16(0).u16(count).u16(count)
    .u32(Math.min(length, MAX_U32)).u32(Math.min(offset, MAX_U32)).u16(0);
  return [...records, tail.done()];
}

function centralRecord(entry: ZipEntry): Uint8Array<ArrayBuffer> {
  const name = encode(entry.path);
  const extra = [
    ...(entry.sizeBytes >= MAX_U32 || entry.packedBytes >= MAX_U32
      ? [entry.sizeBytes, entry.packedBytes]
      : []),
    ...(entry.offset >= MAX_U32 ? [entry.offset] : []),
  ];
  const large = extra.length > 0;
  const bytes = new RecordBytes(46 + name.length + extraLength(extra));
  bytes.u32(CENTRAL).u16(MADE_BY).u16(large ? NEEDED_64 : NEEDED);
  common(bytes, entry, name, extra.length > 1);
  bytes.u16(extraLength(extra)).u16(0).u16(0).u16(0).u32(ATTRIBUTES)
    .u32(Math.min(entry.offset, MAX_U32)).raw(name);
  zip64Extra(bytes, extra);
  return bytes.done();
}

/** From the flags to the length of the name: the same in both records. */
function common(
  bytes: RecordBytes,
  entry: Omit<ZipEntry, "offset">,
  name: Uint8Array,
  large: boolean,
): void {
  bytes.u16(name.some((byte) => byte > 0x7f) ? UTF8_NAME : 0).u16(DEFLATE).u16(0).u16(DATE)
    .u32(entry.crc32)
    .u32(large ? MAX_U32 : entry.packedBytes)
    .u32(large ? MAX_U32 : entry.sizeBytes)
    .u16(name.length);
}

function extraLength(numbers: readonly number[]): number {
  return numbers.length === 0 ? 0 : 4 + 8 * numbers.length;
}

function zip64Extra(bytes: RecordBytes, numbers: readonly number[]): void {
  if (numbers.length === 0) return;
  bytes.u16(ZIP64_EXTRA).u16(8 * numbers.length);
  for (const number of numbers) bytes.u64(number);
}

function encode(path: string): Uint8Array {
  return new TextEncoder().encode(path);
}

/** Little-endian numbers one after the other. */
class RecordBytes {
  readonly #view: DataView<ArrayBuffer>;
  #at = 0;

  constructor(length: number) {
    this.#view = new DataView(new ArrayBuffer(length));
  }

  u16(value: number): this {
    this.#view.setUint16(this.#at, value, true);
    this.#at += 2;
    return this;
  }

  u32(value: number): this {
    this.#view.setUint32(this.#at, value, true);
    this.#at += 4;
    return this;
  }

  u64(value: number): this {
    this.#view.setBigUint64(this.#at, BigInt(value), true);
    this.#at += 8;
    return this;
  }

  raw(bytes: Uint8Array): this {
    new Uint8Array(this.#view.buffer).set(bytes, this.#at);
    this.#at += bytes.length;
    return this;
  }

  done(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#view.buffer);
  }
}
