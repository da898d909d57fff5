/**
 * Indexed RAM bundles of React Native: all modules of an app in one file, each to be read alone.
 *
 * Layout (all numbers 32 bits, little-endian): magic, module count n, size of the start-up code; n times
 * (offset, length) of a module; the start-up code; the modules. Offsets count from the start-up code, and
 * a length includes a final NUL. See https://reactnative.dev/docs/ram-bundles-inline-requires.
 */

/** `E5 D1 0B FB`; also begins the marker file `UNBUNDLE` of a file RAM bundle. */
const MAGIC = 0xfb0bd1e5;
const HEADER_BYTES = 12;
const ENTRY_BYTES = 8;

/** The bytes are not a RAM bundle, or a broken one. */
export class RamBundleError extends Error {
  override readonly name = "RamBundleError";
}

/** Start-up code and modules, as far as they are asked for. */
export interface RamBundle {
  readonly startupCode: Uint8Array;
  /** The numbers of the modules that exist, ascending. */
  readonly moduleIds: readonly number[];
  /** A module's code; `undefined` when there is no such module. Throws {@linkcode RamBundleError}. */
  module(id: number): Uint8Array | undefined;
}

/** Whether a file begins like an indexed RAM bundle or the marker of a file RAM bundle. */
export function hasRamBundleMagic(bytes: Uint8Array): boolean {
  return bytes.length >= 4 && viewOf(bytes).getUint32(0, true) === MAGIC;
}

/** Reads the table of an indexed RAM bundle. Throws {@linkcode RamBundleError}. */
export function readIndexedRamBundle(bytes: Uint8Array): RamBundle {
  if (!hasRamBundleMagic(bytes)) throw new RamBundleError("The magic number is missing");
  if (bytes.length < HEADER_BYTES) {
    throw new RamBundleError(`The header is cut short after ${bytes.length} bytes`);
  }
  const view = viewOf(bytes);
  const count = view.getUint32(4, true);
  const startupBytes = view.getUint32(8, true);
  const codeStart = HEADER_BYTES + ENTRY_BYTES * count;
  if (codeStart > bytes.length) {
    throw new RamBundleError(
      `The table of ${count} modules is cut short: it needs ${codeStart} bytes, ` +
        `the file has ${bytes.length}`,
    );
  }
  const slice = (start: number, length: number, what: string): Uint8Array => {
    if (start + length > bytes.length) {
      throw new RamBundleError(
        `${what} is cut short: it ends at byte ${start + length}, the file has ${bytes.length}`,
      );
    }
    return bytes.subarray(start, start + length);
  };
  const entry = (id: number) => {
    const at = HEADER_BYTES + ENTRY_BYTES * id;
    return { offset: view.getUint32(at, true), length: view.getUint32(at + 4, true) };
  };
  const moduleIds: number[] = [];
  for (let id = 0; id < count; id++) {
    const { offset, length } = entry(id);
    if (offset !== 0 || length !== 0) moduleIds.push(id);
  }
  return {
    startupCode: withoutNul(slice(codeStart, startupBytes, "The start-up code")),
    moduleIds,
    module(id) {
      if (!Number.isInteger(id) || id < 0 || id >= count) return undefined;
      const { offset, length } = entry(id);
      if (offset === 0 && length === 0) return undefined;
      if (length === 0) throw new RamBundleError(`Module ${id} has no length`);
      return slice(codeStart + offset, length, `Module ${id}`).subarray(0, length - 1);
    },
  };
}

/** The size of the start-up code counts its final NUL, too. */
function withoutNul(code: Uint8Array): Uint8Array {
  return code.at(-1) === 0 ? code.subarray(0, -1) : code;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
