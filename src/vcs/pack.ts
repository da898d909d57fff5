/** One pack and its index, read in parts: packs can be larger than memory. */
import { fromHex, GitObjectError, toHex } from "../formats/git_object.ts";
import {
  applyDelta,
  deflateBound,
  findId,
  type GitObjectType,
  INDEX_HEAD,
  MAX_ENTRY_HEAD,
  type PackEntry,
  type PackIndexLayout,
  parsePackEntry,
  parsePackIndex,
} from "../formats/git_pack.ts";
import type { ByteSource } from "../system/mod.ts";
import { type ByteCache, byteCache } from "./byte_cache.ts";
import type { VcsDoors } from "./doors.ts";

/** An object. */
export interface GitObject {
  readonly type: GitObjectType;
  readonly bytes: Uint8Array;
}

/** Unpacks a zlib stream; with a known size whatever follows it. */
export type Inflate = (data: Uint8Array, sizeBytes?: number) => Uint8Array;

export interface Pack {
  readonly name: string;
  /** Where an object is; `undefined` when it is not in this pack. */
  find(id: string): Promise<number | undefined>;
  /** The ids of this pack that begin with these digits, two at the least. */
  startingWith(digits: string): Promise<readonly string[]>;
  /** `outside` finds the base of a delta that names an id. Throws {@linkcode GitObjectError}. */
  read(offset: number, outside: (id: string) => Promise<GitObject>): Promise<GitObject>;
  close(): void;
}

/** Read at once around what is asked for: neighbours are asked for next. */
const WINDOW = 64 * 1024;
const WINDOWS_LIMIT = 32 * 1024 * 1024;
const OBJECTS_LIMIT = 48 * 1024 * 1024;
const MAX_CHAIN = 10_000;

export interface PackOptions {
  readonly idBytes: number;
  readonly inflate: Inflate;
}

/** Opens `<stem>.idx` and `<stem>.pack`, each when first needed. */
export function openPack({ fs }: VcsDoors, stem: string, options: PackOptions): Pack {
  const { idBytes, inflate } = options;
  const index = windowed(() => fs.open(`${stem}.idx`));
  const pack = windowed(() => fs.open(`${stem}.pack`));
  const objects = byteCache<number>(OBJECTS_LIMIT);
  const tables = byteCache<number>(WINDOWS_LIMIT);
  const types = new Map<number, GitObjectType>();
  let layout: PackIndexLayout | undefined;

  async function offsetOf(
    at: number,
    { offsetsAt, idStride, idShift, largeOffsetsAt }: PackIndexLayout,
  ) {
    const isOld = idShift > 0;
    const small = uint32(
      await index.slice(isOld ? offsetsAt + at * idStride : offsetsAt + at * 4, 4),
    );
    if (isOld || small < 0x8000_0000) return small;
    const large = await index.slice(largeOffsetsAt + (small - 0x8000_0000) * 8, 8);
    return uint32(large) * 2 ** 32 + uint32(large.subarray(4));
  }

  async function unpack(offset: number, { dataStart, sizeBytes }: PackEntry, extra = 0) {
    const data = await pack.slice(offset + dataStart + extra, deflateBound(sizeBytes), true);
    return inflate(data, sizeBytes);
  }

  async function read(
    offset: number,
    outside: (id: string) => Promise<GitObject>,
  ): Promise<GitObject> {
    // Down the chain to something whole, then up again; a loop, since chains get long.
    const deltas: { readonly at: number; readonly delta: Uint8Array }[] = [];
    let current: GitObject | undefined;
    for (let at = offset; current === undefined;) {
      const [known, type] = [objects.get(at), types.get(at)];
      if (known !== undefined && type !== undefined) {
        current = { type, bytes: known };
        break;
      }
      const entry = parsePackEntry(await pack.slice(at, MAX_ENTRY_HEAD, true));
      if (entry.type === "offset-delta") {
        deltas.push({ at, delta: await unpack(at, entry) });
        at -= entry.back;
        if (at <= 0 || entry.back <= 0) throw new GitObjectError("a delta for nothing");
      } else if (entry.type === "id-delta") {
        const id = await pack.slice(at + entry.dataStart, idBytes);
        deltas.push({ at, delta: await unpack(at, entry, idBytes) });
        const base = toHex(id);
        const inside = await find(base);
        if (inside === undefined) current = await outside(base);
        else at = inside;
      } else {
        current = { type: entry.type, bytes: await unpack(at, entry) };
        remember(at, current);
      }
      if (deltas.length > MAX_CHAIN) throw new GitObjectError("deltas in a circle");
    }
    for (const { at, delta } of deltas.reverse()) {
      current = { type: current.type, bytes: applyDelta(current.bytes, delta) };
      remember(at, current);
    }
    return current;
  }

  function remember(at: number, { type, bytes }: GitObject): void {
    objects.set(at, bytes);
    types.set(at, type);
  }

  /** The part of the index that holds the ids with this first byte, and how many are before it. */
  async function tableOf(first: number) {
    layout ??= parsePackIndex(await index.slice(0, INDEX_HEAD, true), idBytes);
    const from = first === 0 ? 0 : layout.fanout[first - 1] ?? 0;
    const count = (layout.fanout[first] ?? 0) - from;
    let table = tables.get(first);
    if (table === undefined) {
      table = await index.slice(layout.idsAt + from * layout.idStride, count * layout.idStride);
      tables.set(first, table);
    }
    return { table, from, layout };
  }

  async function find(id: string): Promise<number | undefined> {
    const bytes = fromHex(id);
    const { table, from, layout } = await tableOf(bytes[0] ?? 0);
    const { idStride: stride, idShift: shift } = layout;
    const found = findId(table, bytes, { stride, shift });
    return found < 0 ? undefined : await offsetOf(from + found, layout);
  }

  async function startingWith(digits: string): Promise<readonly string[]> {
    const { table, layout: { idStride, idShift } } = await tableOf(
      parseInt(digits.slice(0, 2), 16),
    );
    const ids: string[] = [];
    for (let at = idShift; at < table.length; at += idStride) {
      const id = toHex(table.subarray(at, at + idBytes));
      if (id.startsWith(digits)) ids.push(id);
    }
    return ids;
  }

  return {
    name: stem,
    find,
    startingWith,
    read,
    close() {
      index.close();
      pack.close();
    },
  };
}

function uint32(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0);
}

interface Windowed {
  /** Bytes of the file; `mayEnd` allows fewer where it ends. */
  slice(offset: number, length: number, mayEnd?: boolean): Promise<Uint8Array>;
  close(): void;
}

function windowed(open: () => Promise<ByteSource>): Windowed {
  const windows: ByteCache<number> = byteCache(WINDOWS_LIMIT);
  let source: ByteSource | undefined;

  async function load(start: number): Promise<Uint8Array> {
    const known = windows.get(start);
    if (known !== undefined) return known;
    source ??= await open();
    const bytes = await source.read(start, WINDOW);
    windows.set(start, bytes);
    return bytes;
  }

  return {
    async slice(offset, length, mayEnd = false) {
      const start = offset - offset % WINDOW;
      const inside = offset - start;
      const first = await load(start);
      let bytes: Uint8Array;
      if (inside + length <= first.length || first.length < WINDOW) {
        bytes = first.subarray(inside, inside + length);
      } else {
        source ??= await open();
        bytes = await source.read(offset, length);
      }
      if (bytes.length < length && !mayEnd) throw new GitObjectError("a file that is cut short");
      return bytes;
    },
    close: () => source?.close(),
  };
}
