/** How much is logged: the words of `--log-level`, in all and by area. */

export const LOG_LEVELS = ["off", "error", "warn", "info", "debug", "trace"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** What a line is about; each can have a level of its own. */
export const LOG_AREAS = ["api", "cli", "config", "http"] as const;
export type LogArea = (typeof LOG_AREAS)[number];

/** How much is shown: of everything, and of some areas. */
export interface LogLevels {
  readonly level: LogLevel;
  readonly areas: Readonly<Partial<Record<LogArea, LogLevel>>>;
}

/** What counts when nobody says anything. */
export const DEFAULT_LOG_LEVELS: LogLevels = { level: "warn", areas: {} };

/** Everything. */
export const ALL_LOG_LEVELS: LogLevels = { level: "trace", areas: {} };

/** Why a text names no level. */
export type LogLevelProblem = "level" | "area";

/** A text that says no levels. */
export class BadLogLevels extends Error {
  constructor(readonly problem: LogLevelProblem, message: string) {
    super(message);
  }
}

/**
 * Reads `debug` or `warn,http=debug,config=trace`, in any case. Throws {@linkcode BadLogLevels}.
 * The last mention of an area counts; without a level for everything that stays at `warn`.
 */
export function parseLogLevels(text: string): LogLevels {
  let level = DEFAULT_LOG_LEVELS.level;
  const areas: Partial<Record<LogArea, LogLevel>> = {};
  for (const part of text.toLowerCase().split(",")) {
    const [, areaName, word = ""] = /^(?:([^=]*)=)?(.*)$/s.exec(part.trim()) ?? [];
    const found = LOG_LEVELS.find((each) => each === word.trim());
    if (found === undefined) {
      throw new BadLogLevels("level", `expected one of ${LOG_LEVELS.join(", ")}`);
    }
    if (areaName === undefined) {
      level = found;
      continue;
    }
    const area = LOG_AREAS.find((each) => each === areaName.trim());
    if (area === undefined) {
      const known = LOG_AREAS.join(", ");
      throw new BadLogLevels("area", `'${areaName.trim()}' is no area of the log: use ${known}`);
    }
    areas[area] = found;
  }
  return { level, areas };
}

/** Whether `level` is shown when `limit` is the configured level. */
export function isShown(level: LogLevel, limit: LogLevel): boolean {
  return LOG_LEVELS.indexOf(level) <= LOG_LEVELS.indexOf(limit) && level !== "off";
}

/** The level that counts for an area. */
export function levelOf(levels: LogLevels, area: LogArea): LogLevel {
  return levels.areas[area] ?? levels.level;
}

/** The same levels, raised to `floor` where they show less. */
export function atLeast(levels: LogLevels, floor: LogLevel): LogLevels {
  const raise = (level: LogLevel): LogLevel => isShown(floor, level) ? level : floor;
  const areas: Partial<Record<LogArea, LogLevel>> = {};
  for (const area of LOG_AREAS) {
    const level = levels.areas[area];
    if (level !== undefined) areas[area] = raise(level);
  }
  return { level: raise(levels.level), areas };
}
