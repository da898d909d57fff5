/**
 * One call of a tool that `react-native xcode` stands in for: which real program it means, and what it
 * will write where. The build script calls this program as `node` and as the Hermes compiler.
 */
import type { Env, PathOperations } from "../../system/mod.ts";
import type { BuildReport } from "./report.ts";

export const REPORT_VARIABLE = "SENTRY_RN_SOURCEMAP_REPORT";
export const REAL_NODE_VARIABLE = "SENTRY_RN_REAL_NODE_BINARY";
export const REAL_HERMES_VARIABLE = "SENTRY_RN_REAL_HERMES_CLI_PATH";

const PACKAGER_COMMANDS = ["bundle", "ram-bundle", "export:embed"];
const COMPOSE_SCRIPT = "compose-source-maps.js";

export interface WrappedCall {
  readonly program: string;
  /** As given, or with what makes the packager write a map. */
  readonly args: readonly string[];
  readonly found: Partial<BuildReport>;
  /** The maps of packager and compiler are being joined. */
  readonly composes: boolean;
}

export interface CallSurroundings {
  readonly env: Env;
  readonly cwd: string;
  readonly path: PathOperations;
  /** Where a map goes that nobody asked for. */
  readonly temporaryFolder: () => Promise<string>;
}

/** Works out what a call means. */
export async function readCall(
  args: readonly string[],
  surroundings: CallSurroundings,
): Promise<WrappedCall> {
  const { env, path, cwd } = surroundings;
  const node = env.get(REAL_NODE_VARIABLE) || "node";
  // The report is read in another folder than the tools run in.
  const absolute = (file: string | undefined) =>
    file === undefined ? {} : { file: path.resolve(cwd, file) };
  const first = args[0] ?? "";
  if (isPackagerCall(args, env)) return await packagerCall(node, args, surroundings);
  if (first === "-emit-binary") {
    const { file } = absolute(optionValue(args, "-out"));
    return {
      program: env.get(REAL_HERMES_VARIABLE) || "hermesc",
      args,
      found: file === undefined ? {} : { hermes_bundle_path: file },
      composes: false,
    };
  }
  if (
    first.endsWith(COMPOSE_SCRIPT) || (first !== "" && first === env.get("COMPOSE_SOURCEMAP_PATH"))
  ) {
    const { file } = absolute(optionValue(args, "-o"));
    const found = file === undefined ? {} : { hermes_sourcemap_path: file };
    return { program: node, args, found, composes: true };
  }
  return { program: node, args, found: {}, composes: false };
}

function isPackagerCall(args: readonly string[], env: Env): boolean {
  const command = args[1];
  if (command === undefined) return false;
  const named = env.get("SENTRY_RN_BUNDLE_COMMAND");
  return named === undefined ? PACKAGER_COMMANDS.includes(command) : command === named;
}

async function packagerCall(
  program: string,
  args: readonly string[],
  { path, cwd, temporaryFolder }: CallSurroundings,
): Promise<WrappedCall> {
  const bundle = optionValue(args, "--bundle-output");
  const given = optionValue(args, "--sourcemap-output");
  if (bundle === undefined && given === undefined) {
    return { program, args, found: {}, composes: false };
  }
  const found = (sourcemap: string | undefined): Partial<BuildReport> => ({
    ...(bundle === undefined ? {} : { packager_bundle_path: path.resolve(cwd, bundle) }),
    ...(sourcemap === undefined ? {} : { packager_sourcemap_path: path.resolve(cwd, sourcemap) }),
  });
  if (given !== undefined || bundle === undefined) {
    return { program, args, found: found(given), composes: false };
  }
  const stem = path.basename(bundle).replace(/(.)\.[^.]*$/, "$1");
  const sourcemap = path.join(await temporaryFolder(), `${stem}.jsbundle.map`);
  const more = [...args, "--sourcemap-output", sourcemap];
  return { program, args: more, found: found(sourcemap), composes: false };
}

/** The value of `--name VALUE` or `--name=VALUE`; the last one counts. */
function optionValue(args: readonly string[], name: string): string | undefined {
  let value: string | undefined;
  for (const [at, word] of args.entries()) {
    if (word === name) value = args[at + 1] ?? value;
    else if (word.startsWith(`${name}=`)) value = word.slice(name.length + 1);
  }
  return value;
}
