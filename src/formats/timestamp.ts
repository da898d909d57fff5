/**
 * Times as people give them on a command line: Unix seconds, RFC 3339, RFC 2822. The result is RFC 3339 in
 * UTC with as many digits as needed (0, 3, 6 or 9), which a `Date` could not carry.
 */

/** A time in its final form; `undefined` when the text is none of the three. */
export function readTimestamp(text: string): string | undefined {
  if (/^[+-]?\d+$/.test(text)) return unixTimestamp(text);
  const parts = rfc3339Parts(text) ?? rfc2822Parts(text);
  return parts && fromParts(parts);
}

interface Parts {
  readonly year: number;
  /** From 1. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  /** 60 is a leap second. */
  readonly second: number;
  /** Digits after the point. */
  readonly fraction: string;
  readonly offsetMinutes: number;
  /** From 0 for Sunday, when it was given. */
  readonly weekday?: number | undefined;
}

/** The calendar of the reference ends here. */
const MAX_SECONDS = 8_210_266_876_799n;
const MIN_SECONDS = -8_334_601_228_800n;

function unixTimestamp(text: string): string | undefined {
  const seconds = BigInt(text.replace("+", ""));
  if (seconds < MIN_SECONDS || seconds > MAX_SECONDS) return undefined;
  return formatUtc(Number(seconds) * 1000, { fraction: "", isLeap: false });
}

// U+2212 is the minus sign of ISO 8601.
const RFC_3339 =
  /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:[Zz]|([+\-\u2212])(\d\d):(\d\d))$/;

function rfc3339Parts(text: string): Parts | undefined {
  const found = RFC_3339.exec(text);
  if (found === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction = "", sign, hours, minutes] = found;
  if (Number(hours ?? 0) > 23 || Number(minutes ?? 0) > 59) return undefined;
  const offset = Number(hours ?? 0) * 60 + Number(minutes ?? 0);
  return {
    year: Number(year),
    month: Number(month),
    day: Number(day),
    hour: Number(hour),
    minute: Number(minute),
    second: Number(second),
    fraction,
    offsetMinutes: sign === undefined || sign === "+" ? offset : -offset,
  };
}

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
/** Zone names of RFC 2822, 4.3, in hours. Military letters count as UTC there, since nobody agreed. */
const ZONES: Readonly<Record<string, number>> = {
  ...{ ut: 0, gmt: 0, edt: -4, est: -5, cdt: -5, cst: -6, mdt: -6, mst: -7, pdt: -7, pst: -8 },
};

/** A character for private use. */
const COMMENT = "\ue000";
const RFC_2822 = new RegExp(
  String.raw`^\s*(?:([a-z]{3}),)?\s*(\d{1,2})\s+([a-z]{3})\s+(\d{2,})\s+(\d\d):(\d\d)` +
    String.raw`(?::(\d\d))?\s+(?:([+-])(\d\d)(\d\d)|([a-z]{1,3}))(?:\s*${COMMENT})*$`,
  "i",
);

function rfc2822Parts(text: string): Parts | undefined {
  const found = RFC_2822.exec(withMarkedComments(text));
  if (found === null) return undefined;
  const [, dayName, day, monthName = "", yearText = "", hour, minute, second = "0"] = found;
  const [sign, hours, minutes, zone] = found.slice(8);
  const month = MONTHS.indexOf(monthName.toLowerCase()) + 1;
  const weekday = dayName === undefined ? undefined : DAYS.indexOf(dayName.toLowerCase());
  const offsetMinutes = zone === undefined
    ? (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes))
    : zoneMinutes(zone.toLowerCase());
  if (month === 0 || weekday === -1 || offsetMinutes === undefined) return undefined;
  if (Number(hours ?? 0) > 23 || Number(minutes ?? 0) > 59 || yearText.length > 6) return undefined;
  return {
    year: fullYear(yearText),
    month,
    day: Number(day),
    hour: Number(hour),
    minute: Number(minute),
    second: Number(second),
    fraction: "",
    offsetMinutes,
    weekday,
  };
}

/** With a mark for each comment; they nest. Each round takes the innermost ones. */
function withMarkedComments(text: string): string {
  if (text.length > 1000) return text;
  let marked = text;
  for (let before = ""; before !== marked;) {
    before = marked;
    marked = marked.replace(/\([^()]*\)/g, COMMENT);
  }
  return marked;
}

function zoneMinutes(name: string): number | undefined {
  if (/^[a-ik-z]$/.test(name)) return 0;
  const hours = ZONES[name];
  return hours === undefined ? undefined : hours * 60;
}

/** RFC 2822, 4.3: two digits stand for 1950 to 2049, three count from 1900. */
function fullYear(text: string): number {
  const year = Number(text);
  if (text.length === 2) return year < 50 ? year + 2000 : year + 1900;
  return text.length === 3 ? year + 1900 : year;
}

function fromParts(parts: Parts): string | undefined {
  const { year, month, day, hour, minute, second, fraction, offsetMinutes, weekday } = parts;
  if (hour > 23 || minute > 59 || second > 60) return undefined;
  const isLeap = second === 60;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  const exists = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && day > 0;
  if (!exists || (weekday !== undefined && date.getUTCDay() !== weekday)) return undefined;
  date.setUTCHours(hour, minute - offsetMinutes, isLeap ? 59 : second);
  return formatUtc(date.getTime(), { fraction, isLeap });
}

function formatUtc(
  atMs: number,
  { fraction, isLeap }: { readonly fraction: string; readonly isLeap: boolean },
): string {
  const date = new Date(atMs);
  const year = date.getUTCFullYear();
  const digits = String(Math.abs(year)).padStart(4, "0");
  const sign = year < 0 ? "-" : year > 9999 ? "+" : "";
  // Behind the year: "-05-15T00:00:00".
  const rest = date.toISOString().replace(/^[+-]?\d+/, "").slice(0, 15);
  const seconds = isLeap ? `${rest.slice(0, -2)}60` : rest;
  const kept = fraction.slice(0, 9).replace(/0+$/, "");
  const shown = kept === "" ? "" : `.${kept.padEnd(Math.ceil(kept.length / 3) * 3, "0")}`;
  return `${sign}${digits}${seconds}${shown}Z`;
}
