/** Packs of objects, their indexes and deltas (gitformat-pack(5)). */
import { GitObjectError } from "./git_object.ts";

export type GitObjectType = "commit" | "tree" | "blob" | "tag";

/** What stands in front of an object in a pack. */
export interface PackEntry {
  readonly type: GitObjectType | "offset-delta" | "id-delta";
  /** Size when unpacked. */
  readonly sizeBytes: number;
  /** Where the packed bytes begin, from the start of the entry. */
  readonly dataStart: number;
  /** For `offset-delta`: how far before this entry the other one begins. */
  readonly back: number;
}

const TYPES = [
  undefined,
  "commit",
  "tree",
  "blob",
  "tag",
  undefined,
  "offset-delta",
  "id-delta",
] as const;

/** The most bytes that the head of an entry takes. */
export const MAX_ENTRY_HEAD = 20;

/** Reads the head of an entry. Throws {@linkcode GitObjectError}. */
export function parsePackEntry(bytes: Uint8Array): PackEntry {
  let at = 0;
  const next = () => {
    const byte = bytes[at++];
    if (byte === undefined) throw new GitObjectError("a pack that is cut short");
    return byte;
  };
  let byte = next();
  const type = TYPES[(byte >> 4) & 7];
  if (type === undefined) throw new GitObjectError("a pack with an unknown kind of object");
  let sizeBytes = byte & 15;
  // Not by shifting: sizes go beyond 32 bits.
  for (let factor = 16; byte & 0x80; factor *= 128) {
    byte = next();
    sizeBytes += (byte & 0x7f) * factor;
  }
  let back = 0;
  if (type === "offset-delta") {
    byte = next();
    back = byte & 0x7f;
    while (byte & 0x80) {
      byte = next();
      back = (back + 1) * 128 + (byte & 0x7f);
    }
  }
  return { type, sizeBytes, dataStart: at, back };
}

/** The most bytes that so many take when deflated: stored blocks, header, checksum. */
export function deflateBound(sizeBytes: number): number {
  return sizeBytes + Math.ceil(sizeBytes / 4096) + Math.ceil(sizeBytes / 16384) + 64;
}

/** Makes an object from another one and a delta. Throws {@linkcode GitObjectError}. */
export function applyDelta(base: Uint8Array, delta: Uint8Array): Uint8Array {
  let at = 0;
  const next = () => {
    const byte = delta[at++];
    if (byte === undefined) throw new GitObjectError("a delta that is cut short");
    return byte;
  };
  const size = () => {
    let value = 0;
    for (let factor = 1;; factor *= 128) {
      const byte = next();
      value += (byte & 0x7f) * factor;
      if ((byte & 0x80) === 0) return value;
    }
  };
  if (size() !== base.length) throw new GitObjectError("a delta for another object");
  const total = size();
  // Each command makes at most 16 MiB, so a size beyond that is a lie that would cost memory.
  if (total > delta.length * 0xffffff) throw new GitObjectError("a delta with a wrong size");
  const result = new Uint8Array(total);
  let to = 0;
  while (at < delta.length) {
    const command = next();
    if (command === 0) throw new GitObjectError("a delta with an unknown command");
    if ((command & 0x80) === 0) {
      const end = at + command;
      if (end > delta.length || to + command > total) {
        throw new GitObjectError("a delta that is too long");
      }
      result.set(delta.subarray(at, end), to);
      at = end;
      to += command;
      continue;
    }
    let [from, length] = [0, 0];
    for (let bit = 0; bit < 4; bit++) if (command & (1 << bit)) from += next() * 256 ** bit;
    for (let bit = 0; bit < 3; bit++) if (command & (16 << bit)) length += next() * 256 ** bit;
    if (length === 0) length = 0x10000;
    if (from + length > base.length || to + length > total) {
      throw new GitObjectError("a delta that reaches too far");
    }
    result.set(base.subarray(from, from + length), to);
    to += length;
  }
  if (to !== total) throw new GitObjectError("a delta that is too short");
  return result;
}

/** How an index is laid out. */
export interface PackIndexLayout {
  readonly count: number;
  /** How many ids begin with this byte or a lower one. */
  readonly fanout: readonly number[];
  /** From the start of the file: the table of ids and how long one entry of it is. */
  readonly idsAt: number;
  readonly idStride: number;
  /** Where in an entry of that table the id begins (version 1 has the offset before it). */
  readonly idShift: number;
  readonly offsetsAt: number;
  readonly largeOffsetsAt: number;
}

/** The first bytes of an index that tell its layout. */
export const INDEX_HEAD = 8 + 1024;

/** Reads the head of an index of version 1 or 2. Throws {@linkcode GitObjectError}. */
export function parsePackIndex(head: Uint8Array, idBytes: number): PackIndexLayout {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  if (head.length < 1024) throw new GitObjectError("an index that is cut short");
  const isNew = view.getUint32(0) === 0xff744f63; // "\377tOc"
  if (isNew && (view.getUint32(4) !== 2 || head.length < INDEX_HEAD)) {
    throw new GitObjectError("an index of an unknown version");
  }
  const fanoutAt = isNew ? 8 : 0;
  const fanout = Array.from({ length: 256 }, (_, at) => view.getUint32(fanoutAt + 4 * at));
  if (fanout.some((each, at) => at > 0 && each < (fanout[at - 1] ?? 0))) {
    throw new GitObjectError("an index whose counts go down");
  }
  const count = fanout[255] ?? 0;
  const idsAt = fanoutAt + 1024;
  if (!isNew) {
    const idStride = 4 + idBytes;
    return { count, fanout, idsAt, idStride, idShift: 4, offsetsAt: idsAt, largeOffsetsAt: 0 };
  }
  const offsetsAt = idsAt + count * (idBytes + 4); // the checksums stand between
  const largeOffsetsAt = offsetsAt + count * 4;
  return { count, fanout, idsAt, idStride: idBytes, idShift: 0, offsetsAt, largeOffsetsAt };
}

/** Finds an id among entries of a table, `-1` when it is not there. */
export function findId(
  table: Uint8Array,
  id: Uint8Array,
  { stride, shift }: { readonly stride: number; readonly shift: number },
): number {
  let [low, high] = [0, Math.floor(table.length / stride)];
  while (low < high) {
    const middle = (low + high) >> 1;
    const order = compareAt(table, middle * stride + shift, id);
    if (order === 0) return middle;
    if (order < 0) low = middle + 1;
    else high = middle;
  }
  return -1;
}

function compareAt(table: Uint8Array, start: number, id: Uint8Array): number {
  for (let at = 0; at < id.length; at++) {
    const difference = (table[start + at] ?? 0) - (id[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
