/** Runs React Native's build script so that every tool it calls comes by here first. */
import { ExternalError, InputError } from "../../base/errors.ts";
import type { SpawnOptions, System } from "../../system/mod.ts";
import { launcher } from "./launcher.ts";
import { type BuildReport, EMPTY_REPORT, parseReport } from "./report.ts";
import { WRAP_VARIABLE } from "./wrap_variable.ts";
import { REAL_HERMES_VARIABLE, REAL_NODE_VARIABLE, REPORT_VARIABLE } from "./wrapped_call.ts";

const DEFAULT_SCRIPT = "../node_modules/react-native/scripts/react-native-xcode.sh";

export type BuildDoors = Pick<
  System,
  "cwd" | "env" | "fs" | "spawn" | "platform" | "signal" | "program" | "programName"
>;

/** A build script, and where its output goes. */
export interface Build {
  /** Absolute. */
  readonly script: string;
  readonly output: NonNullable<SpawnOptions["output"]>;
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
export async function runPlain(doors: BuildDoors, build: Build): Promise<number> {
  return await run(doors, build, undefined);
}

/** What came of a build: its exit code and, when that is 0, what the tools left. */
export interface WrappedBuild {
  readonly code: number;
  readonly report: BuildReport;
}

export interface WrapOptions<T> {
  /** What a runtime has to allow this program where it is called as one of the tools. */
  readonly permissions: readonly string[];
  /** Gets what came of it; files that the build left in temporary places are there until its end. */
  readonly use: (built: WrappedBuild) => Promise<T>;
}

/** Runs the script with this program in the place of node and of the Hermes compiler. */
export async function withWrappedBuild<T>(
  doors: BuildDoors,
  build: Build,
  { permissions, use }: WrapOptions<T>,
): Promise<T> {
  const { fs, platform: { path } } = doors;
  const folder = await fs.makeTempDirectory();
  try {
    const thisProgram = await launcher({ self: doors, folder, permissions, fs, path });
    const report = path.join(folder, "report.json");
    const env = await wrappedEnvironment(doors, { thisProgram, report });
    const code = await run(doors, build, env);
    const found = code === 0 && await fs.stat(report) !== undefined
      ? parseReport(new TextDecoder().decode(await fs.read(report)))
      : EMPTY_REPORT;
    return await use({ code, report: found });
  } finally {
    await fs.remove(folder, { recursive: true });
  }
}

async function wrappedEnvironment(
  doors: BuildDoors,
  { thisProgram, report }: { readonly thisProgram: string; readonly report: string },
): Promise<Record<string, string>> {
  const { env } = doors;
  const hermes = await findHermes(doors);
  return {
    ...env.all(),
    NODE_BINARY: thisProgram,
    [REAL_NODE_VARIABLE]: env.get("NODE_BINARY") || "node",
    [REPORT_VARIABLE]: report,
    [WRAP_VARIABLE]: "1",
    ...(hermes === undefined
      ? {}
      : { HERMES_CLI_PATH: thisProgram, [REAL_HERMES_VARIABLE]: hermes }),
  };
}

async function findHermes({ env, fs, platform: { path }, cwd }: BuildDoors) {
  const pods = env.get("PODS_ROOT");
  const usual = pods && path.join(pods, "hermes-engine/destroot/bin/hermesc");
  const named = env.get("HERMES_CLI_PATH") ?? usual;
  if (named === undefined || named === "") return undefined;
  // The tools run in other folders than this one.
  const compiler = path.resolve(cwd, named);
  return (await fs.stat(compiler))?.kind === "file" ? compiler : undefined;
}

async function run(
  { spawn, signal, cwd }: BuildDoors,
  { script, output }: Build,
  env: Record<string, string> | undefined,
): Promise<number> {
  const settings = { cwd, stdin: "inherit", output, signal } as const;
  const options = env === undefined ? settings : { ...settings, env };
  const { code } = await spawn(script, [], options).catch((cause: unknown) => {
    throw new ExternalError(`Could not run the build script '${script}'`, {
      cause,
      hint: "It has to be executable.",
    });
  });
  // Whatever the script made of it.
  signal.throwIfAborted();
  return code;
}
