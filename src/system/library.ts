/** The door to libraries of the operating system that speak C. */

/** A value as C sees it: an address or a 64-bit number, a 32-bit number, bytes that stay in place. */
export type ForeignType = "u64" | "u32" | "i32" | "bytes";

/** A function of a library. */
export interface ForeignFunction {
  readonly parameters: readonly ForeignType[];
  /** Default: it gives nothing. */
  readonly result?: Exclude<ForeignType, "bytes">;
  /** Runs on a thread of its own: for what waits on the network. Call it with `callAside`. */
  readonly aside?: boolean;
}

/** `u64` takes a bigint, `u32` and `i32` a number, `bytes` an array. */
export type ForeignValue = bigint | number | Uint8Array;

/** An open library. It stays open until the process ends. */
export interface ForeignLibrary {
  /** Calls a function; 0 when it gives nothing. */
  call(name: string, ...values: readonly ForeignValue[]): bigint;
  /** Calls a function that runs aside. The bytes must not be touched before it is done. */
  callAside(name: string, ...values: readonly ForeignValue[]): Promise<bigint>;
}

/**
 * Opens a library by its full path. Throws `SystemError` when it is not there, lacks a function, or
 * the runtime's permissions forbid it.
 */
export type OpenLibrary = (
  path: string,
  functions: Readonly<Record<string, ForeignFunction>>,
) => ForeignLibrary;
