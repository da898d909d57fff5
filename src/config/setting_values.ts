/** Parsers for the texts of settings. Each throws an `Error` that says why a text does not fit. */

const U32_MAX = 4_294_967_295n;
const U64_MAX = 18_446_744_073_709_551_615n;

/** An unsigned 32-bit number; the reasons are those of the reference. */
export function parseU32(text: string): number {
  return parseUnsigned(text, U32_MAX);
}

/** An unsigned 64-bit number. Above 2^53 it is rounded, which no limit in bytes will notice. */
export function parseU64(text: string): number {
  return parseUnsigned(text, U64_MAX);
}

function parseUnsigned(text: string, max: bigint): number {
  if (text === "") throw new Error("cannot parse integer from empty string");
  const digits = /^\+?([0-9]+)$/.exec(text)?.[1];
  if (digits === undefined) throw new Error("invalid digit found in string");
  const value = BigInt(digits);
  if (value > max) throw new Error("number too large to fit in target type");
  return Number(value);
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** A span of time such as `30`, `1.5s`, `500ms`, `2m`, in milliseconds; a bare number is seconds. */
export function parseDurationMs(text: string): number {
  const [, digits, unit = "s"] = /^([0-9]+(?:\.[0-9]+)?)\s*(ms|s|m|h)?$/.exec(text.trim()) ?? [];
  const ms = digits === undefined ? NaN : Number(digits) * (UNITS[unit] ?? NaN);
  if (!(ms > 0)) throw new Error("expected a time above zero such as 30s, 500ms or 2m");
  return Math.round(ms);
}

/** One of a few words, any case. */
export function parseChoice<const C extends readonly string[]>(
  text: string,
  choices: C,
): C[number] {
  const word = text.trim().toLowerCase();
  const found = choices.find((each) => each === word);
  if (found === undefined) throw new Error(`expected one of ${choices.join(", ")}`);
  return found;
}

/** Items between commas or blanks, empty ones left out. */
export function parseList(text: string): readonly string[] {
  return text.split(/[\s,]+/).filter((item) => item !== "");
}

/** A URL with its credentials hidden; everything up to the last `@`, as a password may hold a `/`. */
export function withoutCredentials(text: string): string {
  return text.replace(/^([A-Za-z][\w+.-]*:\/\/)?.*@/s, "$1[REDACTED]@");
}
