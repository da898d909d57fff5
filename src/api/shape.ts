/**
 * Shapes of what is sent: a shape checks a value and gives it in its usual form. Keys that a shape does
 * not know stay as they are. Texts of problems are those of the reference (see `decode.ts`).
 */
import { DecodeError, type JsonPath, wrongType } from "./decode.ts";

/** Checks a value; `undefined` leaves it out. Throws a {@linkcode DecodeError}. */
export type Shape = (value: unknown, path: JsonPath) => unknown;

/** A key of an object. */
export interface Field {
  readonly shape: Shape;
  /** `required`: has to be there. `plain`: may be absent, not null. `nullable`: null is absent. */
  readonly need: "required" | "plain" | "nullable";
}

export const required = (shape: Shape): Field => ({ shape, need: "required" });
export const plain = (shape: Shape): Field => ({ shape, need: "plain" });
export const nullable = (shape: Shape): Field => ({ shape, need: "nullable" });

/** The entries of a JSON object. */
export function entriesOf(value: unknown, path: JsonPath): [string, unknown][] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw wrongType(value, "a map", path);
  }
  return Object.entries(value);
}

/** An object: known keys first, in the given order, then the others. */
export function object(fields: Readonly<Record<string, Field>>): Shape {
  return (value, path) => {
    const given = new Map(entriesOf(value, path));
    const known = Object.entries(fields).flatMap(([name, field]): [string, unknown][] => {
      const has = given.has(name);
      const raw = given.get(name);
      given.delete(name);
      if (!has && field.need === "required") {
        throw new DecodeError(`missing field \`${name}\``, path, "missing");
      }
      if (!has || (field.need === "nullable" && raw === null)) return [];
      const shaped = field.shape(raw, [...path, name]);
      return shaped === undefined ? [] : [[name, shaped]];
    });
    return Object.fromEntries([...known, ...given]);
  };
}

/** An object whose values are all of one shape. */
export function mapOf(shape: Shape): Shape {
  return (value, path) =>
    Object.fromEntries(
      entriesOf(value, path).map(([key, each]) => [key, shape(each, [...path, key])]),
    );
}

/** An array whose items are all of one shape. */
export function listOf(shape: Shape): Shape {
  return (value, path) => {
    if (!Array.isArray(value)) throw wrongType(value, "a sequence", path);
    return value.map((each: unknown, at) => shape(each, [...path, at]));
  };
}

/** Whatever it is. */
export const whatever: Shape = (value) => value;

export const string: Shape = (value, path) => {
  if (typeof value !== "string") throw wrongType(value, "a string", path);
  return value;
};

export const bool: Shape = (value, path) => {
  if (typeof value !== "boolean") throw wrongType(value, "a boolean", path);
  return value;
};

/** A number of any size. */
export const number: Shape = (value, path) => {
  if (typeof value !== "number" && typeof value !== "bigint") {
    throw wrongType(value, "a number", path);
  }
  return value;
};

/** One of the given words. */
export function oneOf(words: readonly string[], problem: (word: string) => string): Shape {
  return (value, path) => {
    string(value, path);
    if (words.some((word) => word === value)) return value;
    throw new DecodeError(problem(String(value)), path, "type");
  };
}

const UUID = /^([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})$/i;

/** A UUID with hyphens, whatever its form was; `undefined` for another text. */
export function hyphenated(text: string): string | undefined {
  const bare = text.trim() === text && (text.length === 32 || text.length === 36);
  const parts = bare ? UUID.exec(text) : null;
  return parts?.slice(1).join("-").toLowerCase();
}

/** A UUID, given in one of its two forms. */
export function uuid(form: "hyphenated" | "simple"): Shape {
  return (value, path) => {
    if (typeof value !== "string") throw wrongType(value, "a formatted UUID string", path);
    const found = hyphenated(value);
    if (found === undefined) {
      throw new DecodeError(`UUID parsing failed: ${JSON.stringify(value)}`, path, "type");
    }
    return form === "simple" ? found.replaceAll("-", "") : found;
  };
}

const RFC_3339 = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(\.\d+)?(Z|z|[+-]\d\d:\d\d)$/;

/** The seconds since 1970 of a time as in RFC 3339; NaN for another text. */
export function secondsOf(text: string): number {
  const [, date, time, fraction = "", zone = ""] = RFC_3339.exec(text) ?? [];
  return Date.parse(`${date}T${time}${zone.toUpperCase()}`) / 1000 + Number(`0${fraction}`);
}

/** A time as seconds since 1970: a number, or a text as in RFC 3339. */
export const seconds: Shape = (value, path) => {
  if (typeof value === "number" || typeof value === "bigint") return value;
  if (typeof value !== "string") throw wrongType(value, "a timestamp", path);
  const found = secondsOf(value);
  if (!Number.isNaN(found)) return found;
  throw new DecodeError(`${JSON.stringify(value)} is no RFC3339 timestamp`, path, "type");
};
