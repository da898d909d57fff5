/** The log of one run: held back until the configuration says how, then on stderr and in a file. */
import {
  ALL_LOG_LEVELS,
  atLeast,
  DEFAULT_LOG_LEVELS,
  isShown,
  type LogLevels,
} from "./base/log_levels.ts";
import { ConfigError } from "./base/errors.ts";
import type { Sink } from "./cli/run.ts";
import { createLog, formatEntry, type LogFormat } from "./output/create_log.ts";
import { openLogFile } from "./output/log_file.ts";
import type { Log, LogEntry } from "./output/log.ts";
import { type System, SystemError } from "./system/mod.ts";

/** How the configuration wants it. */
export interface LogSettings {
  readonly levels: LogLevels;
  readonly format: LogFormat;
  /** Absolute path, and who named it. */
  readonly file: { readonly path: string; readonly where: string } | undefined;
}

export interface RunLog {
  /** For what is noticed before the configuration is known; shown with the first other line. */
  readonly early: Log;
  /** For errors: on the terminal as they are, and as lines of the log file. */
  readonly stderr: Sink;
  /** The log as configured. Throws a `ConfigError` for a file that cannot be written. */
  start(settings: LogSettings): Log;
  /** Shows what is still held back. */
  flush(): void;
  /** Keeps everything from the beginning on; the result gives it as text. */
  record(): () => string;
}

/** What it is made from. */
export interface RunLogDoors {
  readonly system: System;
  /** Where errors go. */
  readonly stderr: Sink;
  readonly redact: (text: string) => string;
}

export function createRunLog({ system, stderr, redact }: RunLogDoors): RunLog {
  const terminal = system.terminal.stderr;
  const doors = { clock: system.clock, style: stderr.style, redact };
  const noticed: LogEntry[] = [];
  let format: LogFormat = "text";
  let shown = 0;
  let running: Log | undefined;
  let intoFile: ((entry: LogEntry) => void) | undefined;

  const early = createLog({
    ...doors,
    levels: { level: "off", areas: {} },
    format,
    stderr: terminal,
  });
  early.tap(ALL_LOG_LEVELS, (entry) => noticed.push(entry));

  /** Once more: by now there are secrets that were not known when the line was noticed. */
  const again = (entry: LogEntry): LogEntry => ({ ...entry, message: redact(entry.message) });

  const flush = () => {
    for (const entry of noticed.slice(shown).map(again)) {
      if (!isShown(entry.level, DEFAULT_LOG_LEVELS.level)) continue;
      terminal.write(formatEntry(entry, format, stderr.style));
    }
    shown = noticed.length;
  };

  function openFile(file: NonNullable<LogSettings["file"]>): (entry: LogEntry) => void {
    const fail = (error: SystemError) =>
      `Could not write the log file: ${error.message}: '${file.path}' (${file.where})`;
    try {
      return openLogFile({
        path: file.path,
        fs: system.fs,
        format: (entry) => formatEntry(entry, format),
        onFailure: (error) => running?.warn(fail(error)),
      });
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      throw new ConfigError(fail(error), {
        hint: "Name a file in a folder that you may write to",
        cause: error,
      });
    }
  }

  return {
    early,
    flush,
    stderr: {
      ...stderr,
      write(text) {
        flush();
        stderr.write(text);
        if (intoFile === undefined) return;
        const atMs = system.clock.now();
        // deno-lint-ignore no-control-regex -- colour sequences are control characters
        const message = redact(text.replace(/\x1b\[[0-9;]*m/g, "").trim());
        const utcOffsetMinutes = system.clock.utcOffsetMinutes(atMs);
        if (message !== "") {
          intoFile({ level: "error", area: "cli", message, atMs, utcOffsetMinutes });
        }
      },
    },
    start({ levels, file, ...settings }) {
      format = settings.format;
      flush();
      const log = running = createLog({ ...doors, levels, format, stderr: terminal });
      if (file !== undefined) {
        intoFile = openFile(file);
        for (const entry of noticed) intoFile(again(entry));
        log.tap(atLeast(levels, "debug"), intoFile);
      }
      return log;
    },
    record() {
      const entries = noticed.map(again);
      running?.tap(ALL_LOG_LEVELS, (entry) => entries.push(entry));
      return () => entries.map((entry) => formatEntry(entry, "text")).join("");
    },
  };
}
