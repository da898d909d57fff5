/** The event that a failed shell script makes, from the files its hook has written. */
import type { JsonObject } from "../../api/event_model.ts";
import { type FileSystem, type PathOperations, SystemError } from "../../system/mod.ts";
import type { EventFrame } from "./build_event.ts";
import type { Breadcrumb } from "./log_file.ts";
import { withoutNothing } from "./surroundings.ts";

/** What failed, and where. */
export interface Traceback {
  readonly command: string;
  readonly exitCode: number;
  readonly frames: readonly {
    readonly name: string;
    readonly file: string;
    readonly line: number;
  }[];
}

/** The doors this needs. */
export interface ReportDoors {
  readonly fs: Pick<FileSystem, "read" | "realPath">;
  readonly path: PathOperations;
  readonly cwd: string;
}

const LINES_BEFORE = 4;
const LINES_AFTER = 5;

/** Reads the traceback; a line that is none is passed over, and no file at all means no frames. */
export function parseTraceback(text: string): Traceback {
  let command = "unknown";
  let exitCode = 1;
  const frames: { name: string; file: string; line: number }[] = [];
  for (const line of text.split(/\r?\n/)) {
    if (line.startsWith("@command:")) command = line.slice("@command:".length);
    else if (/^@exit_code:[+-]?\d+$/.test(line)) {
      exitCode = Number(line.slice("@exit_code:".length));
    } else if (!line.startsWith("@")) {
      const [whole, name = "", file = "", number] = /^(.*?):(.*):(\d+)$/.exec(line) ?? [];
      // The hook's own functions stand on top of every stack.
      if (whole !== undefined && !name.startsWith("_sentry_")) {
        frames.push({ name, file, line: Number(number) });
      }
    }
  }
  return { command, exitCode, frames };
}

/** The whole event. */
export async function bashEvent(
  report: {
    readonly traceback: string;
    readonly breadcrumbs: readonly Breadcrumb[];
    readonly tags: JsonObject;
  },
  frame: EventFrame,
  doors: ReportDoors,
): Promise<JsonObject> {
  const { command, exitCode, frames } = parseTraceback(report.traceback);
  const sources = new Map<string, Source>();
  const shown: JsonObject[] = [];
  for (const each of frames) {
    let source = sources.get(each.file);
    if (source === undefined) sources.set(each.file, source = await readSource(each.file, doors));
    shown.push(withoutNothing({
      function: each.name,
      filename: each.file,
      abs_path: source.absolute,
      lineno: each.line,
      ...around(source.lines, each.line),
    }));
  }
  return withoutNothing({
    event_id: frame.eventId.replaceAll("-", ""),
    platform: "native",
    timestamp: frame.nowMs / 1000,
    server_name: frame.serverName,
    release: frame.release,
    environment: frame.environment,
    user: frame.user,
    contexts: frame.contexts,
    breadcrumbs: report.breadcrumbs.length === 0 ? undefined : { values: report.breadcrumbs },
    exception: {
      values: [{
        type: "BashError",
        value: `command ${command} exited with status ${exitCode}`,
        stacktrace: { frames: shown },
      }],
    },
    tags: Object.keys(report.tags).length === 0 ? undefined : report.tags,
    sdk: frame.sdk,
  });
}

interface Source {
  readonly absolute: string | undefined;
  readonly lines: readonly string[] | undefined;
}

async function readSource(file: string, { fs, path, cwd }: ReportDoors): Promise<Source> {
  let absolute: string | undefined;
  try {
    absolute = await fs.realPath(path.resolve(cwd, file));
    const text = new TextDecoder("utf-8", { fatal: true }).decode(await fs.read(absolute));
    return { absolute, lines: text.split(/\r?\n/) };
  } catch (error) {
    // Not there, or no text: then there is nothing to show around the line.
    if (error instanceof SystemError || error instanceof TypeError) {
      return { absolute, lines: undefined };
    }
    throw error;
  }
}

function around(lines: readonly string[] | undefined, line: number): JsonObject {
  const at = line - 1;
  if (lines?.[at] === undefined) return {};
  const before = lines.slice(Math.max(0, at - LINES_BEFORE), at);
  const all = lines.at(-1) === "" ? lines.slice(0, -1) : lines;
  const after = all.slice(line, line + LINES_AFTER);
  return withoutNothing({
    pre_context: before.length === 0 ? undefined : before,
    context_line: lines[at],
    post_context: after.length === 0 ? undefined : after,
  });
}
