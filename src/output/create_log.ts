/** The log as it is written: `  INFO    2026-01-31 10:00:00.000000000 +01:00 message`. */
import type { Clock, TerminalOutput } from "../system/mod.ts";
import { isShown, type Log, type LogLevel } from "./log.ts";
import type { Style } from "./style.ts";

export interface LogDoors {
  readonly level: LogLevel;
  readonly stderr: TerminalOutput;
  readonly clock: Pick<Clock, "now" | "utcOffsetMinutes">;
  readonly style: Style;
  /** Masks what must not be seen. */
  readonly redact: (text: string) => string;
}

/** A log on stderr. */
export function createLog({ level: limit, stderr, clock, style, redact }: LogDoors): Log {
  const enabled = (level: LogLevel) => isShown(level, limit);
  const write = (level: LogLevel) => (message: string) => {
    if (!enabled(level)) return;
    const now = clock.now();
    const time = localTimestamp(now, clock.utcOffsetMinutes(now));
    const name = level.toUpperCase().padEnd(5);
    stderr.write(`  ${paint(style, level, name)}   ${style.dim(time)} ${redact(message)}\n`);
  };
  return {
    level: limit,
    enabled,
    error: write("error"),
    warn: write("warn"),
    info: write("info"),
    debug: write("debug"),
    trace: write("trace"),
  };
}

function paint(style: Style, level: LogLevel, name: string): string {
  switch (level) {
    case "error":
    case "warn":
      return style.red(name);
    case "info":
      return style.cyan(name);
    case "debug":
      return style.yellow(name);
    default:
      return style.magenta(name);
  }
}

/** `2026-01-31 10:00:00.123000000 +01:00`: local time with nine digits, as the reference logs it. */
export function localTimestamp(atMs: number, offsetMinutes: number): string {
  const local = new Date(atMs + offsetMinutes * 60_000).toISOString();
  const sign = offsetMinutes < 0 ? "-" : "+";
  const two = (value: number) => String(Math.floor(value)).padStart(2, "0");
  const offset = Math.abs(offsetMinutes);
  const zone = `${sign}${two(offset / 60)}:${two(offset % 60)}`;
  return `${local.slice(0, 10)} ${local.slice(11, 23)}000000 ${zone}`;
}
