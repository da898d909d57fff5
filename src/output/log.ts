/** The diagnostic log. Levels and line form follow the reference; areas and files are ours. */
import type { LogArea, LogLevel, LogLevels } from "../base/log_levels.ts";

/** One line as it is passed on; the message is redacted. */
export interface LogEntry {
  readonly level: LogLevel;
  readonly area: LogArea;
  readonly message: string;
  /** Unix time in milliseconds. */
  readonly atMs: number;
  readonly utcOffsetMinutes: number;
}

/** Writes diagnostics; every line passes the redaction first. */
export interface Log {
  /** What the terminal shows; a file or a recording may get more. */
  readonly level: LogLevel;
  error(message: string): void;
  warn(message: string): void;
  info(message: string): void;
  debug(message: string): void;
  trace(message: string): void;
  /** Whether anybody gets lines of that level; ask before building an expensive message. */
  enabled(level: LogLevel): boolean;
  /** The same log for lines about something else. */
  area(area: LogArea): Log;
  /** From now on `take` gets every line of `levels`, too. */
  tap(levels: LogLevels, take: (entry: LogEntry) => void): void;
}

/** A log that drops everything. */
export const silentLog: Log = {
  level: "off",
  error() {},
  warn() {},
  info() {},
  debug() {},
  trace() {},
  enabled: () => false,
  area: () => silentLog,
  tap() {},
};
