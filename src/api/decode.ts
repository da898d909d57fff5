/**
 * Reads answers at the border: only the fields we use, each with its type, so that the inside can trust
 * them. The texts of problems are those of the reference, which scripts and people search for.
 */
import { isRecord } from "../base/is_record.ts";

/** Where in a JSON text a value stands. */
export type JsonPath = readonly (string | number)[];

/** A value is not what it has to be. */
export class DecodeError extends Error {
  override readonly name = "DecodeError";
  constructor(
    /** ``missing field `x` `` or `invalid type: …`. */
    readonly problem: string,
    /** The value that is wrong or incomplete. */
    readonly path: JsonPath,
    /** `missing`: something is not there at the value's end; `type`: the value itself is wrong. */
    readonly kind: "missing" | "type",
  ) {
    super(problem);
  }
}

/** Turns unknown JSON into a value, or throws a {@linkcode DecodeError}. */
export type Decode<T> = (value: unknown, path: JsonPath) => T;

/** The fields of a JSON object. */
export class Fields {
  constructor(
    /** As `JSON.parse` gives it: what is not its own was not in the text. */
    readonly object: Readonly<Record<string, unknown>>,
    readonly path: JsonPath,
  ) {}

  has(name: string): boolean {
    return Object.hasOwn(this.object, name);
  }

  /** A field that has to be there. */
  get<T>(name: string, decode: Decode<T>): T {
    if (!this.has(name)) {
      throw new DecodeError(`missing field \`${name}\``, this.path, "missing");
    }
    return decode(this.object[name], [...this.path, name]);
  }

  /** A field that may be absent or null. */
  maybe<T>(name: string, decode: Decode<T>): T | undefined {
    const value = (this.has(name) ? this.object[name] : undefined) ?? undefined;
    return value === undefined ? undefined : decode(value, [...this.path, name]);
  }
}

/** A JSON object; `build` picks its fields. */
export function record<T>(build: (fields: Fields) => T): Decode<T> {
  return (value, path) => {
    if (!isRecord(value)) throw wrongType(value, "a map", path);
    return build(new Fields(value, path));
  };
}

/** A JSON array. */
export function list<T>(item: Decode<T>): Decode<readonly T[]> {
  return (value, path) => {
    if (!Array.isArray(value)) throw wrongType(value, "a sequence", path);
    return value.map((each: unknown, at) => item(each, [...path, at]));
  };
}

export const text: Decode<string> = (value, path) => {
  if (typeof value !== "string") throw wrongType(value, "a string", path);
  return value;
};

export const boolean: Decode<boolean> = (value, path) => {
  if (typeof value !== "boolean") throw wrongType(value, "a boolean", path);
  return value;
};

/** A whole number from 0 on. */
export const count: Decode<number> = (value, path) => {
  if (typeof value !== "number" || !Number.isInteger(value)) throw wrongType(value, "u64", path);
  if (value < 0) {
    throw new DecodeError(`invalid value: integer \`${value}\`, expected u64`, path, "type");
  }
  return value;
};

/** A time as in RFC 3339 (a blank may stand for the `T`); the zone is required. */
export const timestamp: Decode<string> = (value, path) => {
  const written = text(value, path);
  const parts = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(\.\d+)?(Z|z|[+-]\d\d:\d\d)$/.exec(written);
  if (parts !== null && !Number.isNaN(Date.parse(`${parts[1]}T${parts[2]}Z`))) return written;
  const isCutShort = /^\d{4}-\d\d-\d\d([Tt ](\d\d(:\d\d(:\d\d(\.\d*)?)?)?)?)?$/.test(written);
  const why = isCutShort ? "premature end of input" : "input contains invalid characters";
  throw new DecodeError(why, path, "type");
};

/** Any JSON, for an answer that only has to be there. */
export const anything: Decode<unknown> = (value) => value;

/** A value of another type than expected. */
export function wrongType(value: unknown, expected: string, path: JsonPath): DecodeError {
  return new DecodeError(`invalid type: ${nameOf(value)}, expected ${expected}`, path, "type");
}

function nameOf(value: unknown): string {
  switch (typeof value) {
    case "string":
      return `string ${JSON.stringify(value)}`;
    case "bigint":
      return `integer \`${value}\``;
    case "number":
      return `${Number.isInteger(value) ? "integer" : "floating point"} \`${value}\``;
    case "boolean":
      return `boolean \`${value}\``;
    default:
      return value === null ? "null" : Array.isArray(value) ? "sequence" : "map";
  }
}
