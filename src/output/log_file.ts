/** The log's second home: a file that is only ever added to, readable for its owner alone. */
import { type AppendFile, type FileSystem, SystemError } from "../system/mod.ts";
import type { LogEntry } from "./log.ts";

/** What writing a log file takes. */
export interface LogFileOptions {
  /** Absolute. */
  readonly path: string;
  readonly fs: Pick<FileSystem, "openAppend">;
  readonly format: (entry: LogEntry) => string;
  /** Is told once when the file takes no more. */
  readonly onFailure: (error: SystemError) => void;
}

/**
 * Opens the file at once, so that a wrong path is found before the work begins; throws a
 * `SystemError` then. Later failures (a full disk) end the logging, not the run.
 */
export function openLogFile(
  { path, fs, format, onFailure }: LogFileOptions,
): (entry: LogEntry) => void {
  let file: AppendFile | undefined = fs.openAppend(path, { mode: 0o600 });
  const encoder = new TextEncoder();
  return (entry) => {
    try {
      file?.write(encoder.encode(format(entry)));
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      file = undefined;
      onFailure(error);
    }
  };
}
