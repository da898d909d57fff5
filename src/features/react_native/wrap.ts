/** The wrapper: runs the real tool in our place and notes what it made. */
import { ExternalError } from "../../base/errors.ts";
import {
  type Env,
  type FileSystem,
  type Platform,
  type Spawn,
  SystemError,
} from "../../system/mod.ts";
import { copyDebugId } from "./copy_debug_id.ts";
import { EMPTY_REPORT, parseReport } from "./report.ts";
import { readCall, REPORT_VARIABLE, type WrappedCall } from "./wrapped_call.ts";

export interface WrapDoors {
  readonly cwd: string;
  readonly env: Env;
  readonly fs: FileSystem;
  readonly spawn: Spawn;
  readonly platform: Platform;
  readonly signal: AbortSignal;
}

/** Runs one wrapped call and gives the exit code of the real tool. `say` prints a line to stdout. */
export async function runWrapped(
  doors: WrapDoors,
  args: readonly string[],
  say: (line: string) => void,
): Promise<number> {
  const { fs, env, cwd, platform: { path } } = doors;
  const file = env.get(REPORT_VARIABLE);
  const before = file !== undefined && await fs.stat(file) !== undefined
    ? parseReport(new TextDecoder().decode(await fs.read(file)))
    : EMPTY_REPORT;
  const call = await readCall(args, {
    env,
    cwd,
    path,
    // That of the report goes when the whole build is done with.
    temporaryFolder: async () =>
      file === undefined ? await fs.makeTempDirectory() : path.dirname(file),
  });
  const code = await run(doors, call);
  if (code !== 0) return code;
  const report = { ...before, ...call.found };
  if (call.composes && env.get("SENTRY_RN_NO_DEBUG_ID") !== "1") {
    const note = await copyDebugId(fs, report);
    if (note !== undefined) say(note);
  }
  if (file !== undefined) await fs.write(file, new TextEncoder().encode(JSON.stringify(report)));
  return 0;
}

async function run(
  { spawn, cwd, signal }: WrapDoors,
  { program, args }: WrappedCall,
): Promise<number> {
  try {
    const { code } = await spawn(program, args, {
      cwd,
      stdin: "inherit",
      output: "inherit",
      signal,
    });
    return code;
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    throw new ExternalError(`Could not run '${program}'`, { cause: error });
  }
}
