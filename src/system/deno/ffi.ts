/** Calls into libraries of the operating system. */
import { SystemError } from "../mod.ts";
import type {
  ForeignFunction,
  ForeignLibrary,
  ForeignType,
  ForeignValue,
  OpenLibrary,
} from "../library.ts";
import { toSystemError } from "./errors.ts";

/** How the runtime calls the types. Addresses go as numbers: its pointers would need all of FFI. */
const TYPES: Readonly<Record<ForeignType, Deno.NativeType>> = {
  u64: "u64",
  u32: "u32",
  i32: "i32",
  bytes: "buffer",
};

function declare({ parameters, result, aside = false }: ForeignFunction): Deno.ForeignFunction {
  return {
    parameters: parameters.map((each) => TYPES[each]),
    result: result === undefined ? "void" : TYPES[result],
    nonblocking: aside,
  };
}

export const openLibrary: OpenLibrary = (path, functions): ForeignLibrary => {
  const symbols = dlopen(
    path,
    Object.fromEntries(Object.entries(functions).map(([name, each]) => [name, declare(each)])),
  );
  const call = (name: string, values: readonly ForeignValue[]): unknown => {
    const found = symbols[name];
    // A function that was not declared is our own mistake.
    if (found === undefined) throw new TypeError(`${path} was opened without ${name}`);
    return found(...values.map((each) => typeof each === "object" ? owned(each) : each));
  };
  return {
    call: (name, ...values) => toBigInt(call(name, values)),
    callAside: async (name, ...values) => toBigInt(await call(name, values)),
  };
};

function dlopen(path: string, functions: Record<string, Deno.ForeignFunction>) {
  try {
    return Deno.dlopen(path, functions).symbols;
  } catch (error) {
    throw toSystemError(error, path);
  }
}

function toBigInt(result: unknown): bigint {
  return typeof result === "bigint" || typeof result === "number" ? BigInt(result) : 0n;
}

/** The function writes to the very bytes that it is given, so a copy would not do. */
function owned(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer, byteOffset, byteLength } = bytes;
  if (buffer instanceof ArrayBuffer) return new Uint8Array(buffer, byteOffset, byteLength);
  throw new SystemError("shared memory cannot be given to a library", "other", undefined);
}
