/** The breadcrumbs that a log file gives. */
import { InputError } from "../../base/errors.ts";
import { type FileSystem, SystemError } from "../../system/mod.ts";
import { type LocalTime, parseLogLine, splitCategory } from "./log_line.ts";

/** One step on the way to an event. */
export interface Breadcrumb {
  readonly timestamp: number;
  readonly category: string;
  readonly message: string;
}

/** What it takes to read one. */
export interface LogFileOptions {
  readonly fs: Pick<FileSystem, "read" | "stat">;
  readonly clock: LocalTime;
  readonly withCategories: boolean;
}

/** An event carries no more. */
const KEPT = 100;

/**
 * The last lines of a log file. A line without a time gets that of the file's last change. Throws an
 * {@linkcode InputError}.
 */
export async function readLogFile(
  path: string,
  { fs, clock, withCategories }: LogFileOptions,
): Promise<readonly Breadcrumb[]> {
  let bytes: Uint8Array;
  let changedMs: number | undefined;
  try {
    bytes = await fs.read(path);
    changedMs = (await fs.stat(path))?.modifiedMs;
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    throw new InputError("Could not open logfile", {
      cause: new Error(`${error.message} ('${path}')`),
    });
  }
  const fallback = Math.floor((changedMs ?? clock.now()) / 1000);
  return linesOf(bytes, path).slice(-KEPT).map((line) => {
    const { seconds, message } = parseLogLine(line, clock);
    const named = withCategories ? splitCategory(message) : { category: "log", message };
    return { timestamp: seconds ?? fallback, ...named };
  });
}

function linesOf(bytes: Uint8Array, path: string): string[] {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new InputError("stream did not contain valid UTF-8", {
      hint: `Save '${path}' as UTF-8`,
    });
  }
  const lines = text.split("\n").map((line) => line.endsWith("\r") ? line.slice(0, -1) : line);
  if (lines.at(-1) === "") lines.pop();
  return lines;
}
