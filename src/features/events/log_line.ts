/**
 * Reads a line of a log file: its time in one of seven forms, and what was logged (resource commands §8).
 * The forms are tried in order; a time that does not exist is no time.
 */
import type { Clock } from "../../system/mod.ts";

/** A line with its time, `undefined` when it has none. */
export interface LogLine {
  /** Unix time in whole seconds: fractions are dropped, as in the reference. */
  readonly seconds: number | undefined;
  readonly message: string;
}

/** What a local time means. */
export type LocalTime = Pick<Clock, "now" | "utcOffsetMinutes">;

const MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec";
const WEEKDAY = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)";
const DAY = `(?<month>${MONTHS}) (?<day>\\d{1,2})`;
const LOOSE_DAY = `(?<month>${MONTHS})\\s+(?<day>\\d{1,2})`;
const TIME = "(?<hour>\\d{1,2}):(?<minute>\\d{2}):(?<second>\\d{2})";
const FRACTION = "(?:\\.\\d+)?";
const YEAR = "(?<year>\\d{4})";

const form = (time: string, end = "") =>
  new RegExp(`^\\[?${time}\\]?${end}[ \\t](?<rest>.*)$`, "s");

const FORMS: readonly RegExp[] = [
  form(`${WEEKDAY} ${DAY} ${TIME}${FRACTION} ${YEAR}`),
  form(`(?:${WEEKDAY} )?${DAY} ${TIME}${FRACTION}`),
  form(TIME),
  form(`${YEAR}-(?<number>\\d{2})-(?<day>\\d{2}) ${TIME} (?<zone>[+-]\\d{4})`, ":?"),
  form(`(?:${WEEKDAY} )?${LOOSE_DAY} ${TIME}${FRACTION} ${YEAR}`),
  form(`(?:${WEEKDAY} )?${LOOSE_DAY},? ${YEAR} ${TIME}${FRACTION}`),
  new RegExp(
    `^\\[${YEAR}\\.(?<number>\\d{2})\\.(?<day>\\d{2})-(?<hour>\\d{2})\\.(?<minute>\\d{2})\\.` +
      "(?<second>\\d{2}):\\d+\\]\\[ *\\d+\\](?<rest>.*)$(?<utc>)",
    "s",
  ),
];

/** Takes the time off a line. */
export function parseLogLine(line: string, clock: LocalTime): LogLine {
  for (const pattern of FORMS) {
    const found = pattern.exec(line)?.groups;
    const seconds = found && secondsOf(found, clock);
    if (seconds !== undefined) return { seconds, message: found?.["rest"] ?? "" };
  }
  return { seconds: undefined, message: line };
}

/** `INFO: text` as category and message; a line without one is of the category `log`. */
export function splitCategory(message: string): { category: string; message: string } {
  const colon = message.indexOf(":");
  if (colon <= 0) return { category: "log", message };
  const rest = message.slice(colon + 1);
  return {
    category: message.slice(0, colon),
    message: rest.startsWith(" ") ? rest.slice(1) : rest,
  };
}

type Groups = Readonly<Record<string, string | undefined>>;

function secondsOf(groups: Groups, clock: LocalTime): number | undefined {
  const today = new Date(clock.now() + clock.utcOffsetMinutes(clock.now()) * 60_000);
  const number = (name: string) => {
    const text = groups[name];
    return text === undefined ? undefined : Number(text);
  };
  const named = groups["month"];
  const year = number("year") ?? today.getUTCFullYear();
  const month = named === undefined
    ? (number("number") ?? today.getUTCMonth() + 1) - 1
    : MONTHS.split("|").indexOf(named);
  const day = number("day") ?? today.getUTCDate();
  const [hour, minute, second] = [
    number("hour") ?? 0,
    number("minute") ?? 0,
    number("second") ?? 0,
  ];
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const ms = Date.UTC(year, month, day, hour, minute, second);
  const date = new Date(ms);
  if (date.getUTCMonth() !== month || date.getUTCDate() !== day) return undefined;
  if (groups["utc"] !== undefined) return ms / 1000;
  const zone = groups["zone"];
  if (zone !== undefined) {
    const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3));
    return ms / 1000 - (zone.startsWith("-") ? -minutes : minutes) * 60;
  }
  return fromLocal(ms, clock) / 1000;
}

/** The moment at which clocks here show a time; asked twice because the first guess may be off by DST. */
function fromLocal(ms: number, clock: LocalTime): number {
  const guess = ms - clock.utcOffsetMinutes(ms) * 60_000;
  return ms - clock.utcOffsetMinutes(guess) * 60_000;
}
