/** The log as it is written: `  INFO    2026-01-31 10:00:00.000000000 +01:00 message`, or as JSON. */
import {
  isShown,
  levelOf,
  type LogArea,
  type LogLevel,
  type LogLevels,
} from "../base/log_levels.ts";
import type { Log, LogEntry } from "./log.ts";
import type { Clock, TerminalOutput } from "../system/mod.ts";
import { stripControl } from "./sanitise.ts";
import { plainStyle, type Style } from "./style.ts";

export const LOG_FORMATS = ["text", "json"] as const;
export type LogFormat = (typeof LOG_FORMATS)[number];

export interface LogDoors {
  /** What the terminal shows. */
  readonly levels: LogLevels;
  readonly format: LogFormat;
  readonly stderr: Pick<TerminalOutput, "write">;
  readonly clock: Pick<Clock, "now" | "utcOffsetMinutes">;
  readonly style: Style;
  /** Masks what must not be seen. */
  readonly redact: (text: string) => string;
}

/** Who gets lines, and of which levels. */
interface Listener {
  readonly levels: LogLevels;
  take(entry: LogEntry): void;
}

/** A log on stderr, of the area `cli` until another one is asked for. */
export function createLog({ levels, format, stderr, clock, style, redact }: LogDoors): Log {
  const listeners: Listener[] = [
    { levels, take: (entry) => stderr.write(formatEntry(entry, format, style)) },
  ];
  const areaLog = (area: LogArea): Log => {
    const isWanted = (level: LogLevel) => (listener: Listener) =>
      isShown(level, levelOf(listener.levels, area));
    const write = (level: LogLevel) => (message: string) => {
      const wanting = listeners.filter(isWanted(level));
      if (wanting.length === 0) return;
      const atMs = clock.now();
      const utcOffsetMinutes = clock.utcOffsetMinutes(atMs);
      const entry = { level, area, message: redact(message), atMs, utcOffsetMinutes };
      for (const listener of wanting) listener.take(entry);
    };
    return {
      level: levels.level,
      enabled: (level) => listeners.some(isWanted(level)),
      error: write("error"),
      warn: write("warn"),
      info: write("info"),
      debug: write("debug"),
      trace: write("trace"),
      area: areaLog,
      tap: (tapped, take) => void listeners.push({ levels: tapped, take }),
    };
  };
  return areaLog("cli");
}

/** One line of a log, with its end. A message of several lines stays one entry. */
export function formatEntry(
  { level, area, message, atMs, utcOffsetMinutes }: LogEntry,
  format: LogFormat,
  style: Style = plainStyle,
): string {
  if (format === "json") {
    const time = new Date(atMs).toISOString();
    return `${JSON.stringify({ time, level, area, message })}\n`;
  }
  const time = localTimestamp(atMs, utcOffsetMinutes);
  const name = level.toUpperCase().padEnd(5);
  return `  ${paint(style, level, name)}   ${style.dim(time)} ${stripControl(message)}\n`;
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
