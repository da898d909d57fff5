/** Asks `xcodebuild` for the build settings of a project, outside of a build. */
import { ExternalError } from "../../base/errors.ts";
import { isRecord } from "../../base/is_record.ts";
import type { Spawn } from "../../system/mod.ts";

interface BuildDoors {
  readonly cwd: string;
  readonly spawn: Spawn;
  readonly signal: AbortSignal;
}

/** The settings of the project's first target in its release (else debug) configuration. */
export async function readBuildSettings(
  doors: BuildDoors,
  project: string,
): Promise<ReadonlyMap<string, string> | undefined> {
  const choice = pickTarget(await xcodebuild(doors, ["-list", "-json", "-project", project]));
  if (choice === undefined) return undefined;
  const words = ["-project", project, "-target", choice.target, "-configuration"];
  return parseBuildSettings(
    await xcodebuild(doors, ["-showBuildSettings", ...words, choice.configuration]),
  );
}

async function xcodebuild({ spawn, cwd, signal }: BuildDoors, args: readonly string[]) {
  const { code, stdout, stderr } = await spawn("xcodebuild", args, { cwd, signal });
  const decoder = new TextDecoder();
  if (code !== 0) {
    const last = decoder.decode(stderr).trim().split("\n").at(-1) ?? "";
    throw new ExternalError(`xcodebuild ${args[0]} ended with ${code}: ${last}`);
  }
  return decoder.decode(stdout);
}

/** Target and configuration from what `xcodebuild -list -json` prints. */
export function pickTarget(
  json: string,
): { readonly target: string; readonly configuration: string } | undefined {
  let list: unknown;
  try {
    list = JSON.parse(json);
  } catch {
    return undefined;
  }
  const project = isRecord(list) ? list["project"] : undefined;
  if (!isRecord(project)) return undefined;
  const texts = (value: unknown) =>
    Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
  const configurations = texts(project["configurations"]);
  const named = (wanted: string) => configurations.find((each) => each.toLowerCase() === wanted);
  const configuration = named("release") ?? named("debug");
  const target = texts(project["targets"])[0];
  return configuration === undefined || target === undefined
    ? undefined
    : { target, configuration };
}

/** The lines `    KEY = VALUE` of `xcodebuild -showBuildSettings`. */
export function parseBuildSettings(text: string): ReadonlyMap<string, string> {
  const settings = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const [, key, value] = /^ {4}(\S+) = (.*)$/.exec(line) ?? [];
    if (key !== undefined && value !== undefined) settings.set(key, value);
  }
  return settings;
}
