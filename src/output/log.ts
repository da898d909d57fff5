/** The diagnostic log on stderr. Levels and line form follow the reference. */

export const LOG_LEVELS = ["off", "error", "warn", "info", "debug", "trace"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Writes diagnostics; every line passes the redaction first. */
export interface Log {
  readonly level: LogLevel;
  error(message: string): void;
  warn(message: string): void;
  info(message: string): void;
  debug(message: string): void;
  trace(message: string): void;
  /** Whether lines of that level are written; ask before building an expensive message. */
  enabled(level: LogLevel): boolean;
}

/** Whether `level` is shown when `limit` is the configured level. */
export function isShown(level: LogLevel, limit: LogLevel): boolean {
  return LOG_LEVELS.indexOf(level) <= LOG_LEVELS.indexOf(limit) && level !== "off";
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
};
