/** Runs React Native's build script so that every tool it calls comes by here first. */
import { ExternalError, InputError } from "../../base/errors.ts";
import type { Env, FileSystem, Platform, Spawn } from "../../system/mod.ts";
import { type BuildReport, EMPTY_REPORT, parseReport } from "./report.ts";
import {
  REAL_HERMES_VARIABLE,
  REAL_NODE_VARIABLE,
  REPORT_VARIABLE,
  WRAP_VARIABLE,
} from "./wrapped_call.ts";

const DEFAULT_SCRIPT = "../node_modules/react-native/scripts/react-native-xcode.sh";

export interface BuildDoors {
  readonly cwd: string;
  readonly env: Env;
  readonly fs: FileSystem;
  readonly spawn: Spawn;
  readonly platform: Platform;
  readonly signal: AbortSignal;
}

/** The absolute path of the build script. Throws `InputError` when there is none. */
export async function findBuildScript(
  { cwd, fs, platform: { path } }: BuildDoors,
  given: string | undefined,
): Promise<string> {
  const script = path.resolve(cwd, given ?? DEFAULT_SCRIPT);
  const info = await fs.stat(script);
  if (info?.kind === "file") return await fs.realPath(script);
  throw new InputError(`Could not find the build script '${script}'`, {
    hint: "Name it as the first argument; the default is that of react-native beside this folder.",
  });
}

/** Runs the script as it is and gives its exit code. */
export async function runPlain(doors: BuildDoors, script: string): Promise<number> {
  return await run(doors, script, undefined);
}

/** What came of a build: its exit code and, when that is 0, what the tools left. */
export interface WrappedBuild {
  readonly code: number;
  readonly report: BuildReport;
}

/** Runs the script with this program in the place of node and of the Hermes compiler. */
export async function runWrappedBuild(
  doors: BuildDoors,
  script: string,
  thisProgram: string,
): Promise<WrappedBuild> {
  const { env, fs, platform: { path } } = doors;
  const folder = await fs.makeTempDirectory();
  const file = path.join(folder, "report.json");
  const hermes = await findHermes(doors);
  try {
    const code = await run(doors, script, {
      ...env.all(),
      NODE_BINARY: thisProgram,
      [REAL_NODE_VARIABLE]: env.get("NODE_BINARY") || "node",
      [REPORT_VARIABLE]: file,
      [WRAP_VARIABLE]: "1",
      ...(hermes === undefined
        ? {}
        : { HERMES_CLI_PATH: thisProgram, [REAL_HERMES_VARIABLE]: hermes }),
    });
    if (code !== 0 || await fs.stat(file) === undefined) return { code, report: EMPTY_REPORT };
    return { code, report: parseReport(new TextDecoder().decode(await fs.read(file))) };
  } finally {
    await fs.remove(folder, { recursive: true });
  }
}

async function findHermes({ env, fs, platform: { path } }: BuildDoors) {
  const pods = env.get("PODS_ROOT");
  const usual = pods && path.join(pods, "hermes-engine/destroot/bin/hermesc");
  const compiler = env.get("HERMES_CLI_PATH") ?? usual;
  if (compiler === undefined || compiler === "") return undefined;
  return (await fs.stat(compiler))?.kind === "file" ? compiler : undefined;
}

async function run(
  { spawn, signal, cwd }: BuildDoors,
  script: string,
  env: Record<string, string> | undefined,
): Promise<number> {
  try {
    const settings = { cwd, stdin: "inherit", output: "inherit", signal } as const;
    const { code } = await spawn(script, [], env === undefined ? settings : { ...settings, env });
    return code;
  } catch (error) {
    throw new ExternalError(`Could not run the build script '${script}'`, {
      cause: error,
      hint: "It has to be executable.",
    });
  }
}
