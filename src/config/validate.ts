/** Looks over the whole configuration: each file, the variables, and how the places hide each other. */
import { SystemError } from "../system/mod.ts";
import type { Config } from "./config.ts";
import { explain, serverOrNot } from "./explain.ts";
import { nameOf } from "./keys.ts";
import { lintIni, lintProperties } from "./lint_file.ts";
import { lintValue } from "./lint_value.ts";
import { loadDotenv, type SourceDoors } from "./load_dotenv.ts";
import type { Found, OriginKind, Setting } from "./model.ts";
import type { Problem } from "./problem.ts";
import { isSkippedEmpty } from "./resolve.ts";
import { CATALOGUE, settings } from "./settings.ts";

/** A file of the cascade. */
export interface CascadeFile {
  readonly kind: Extract<OriginKind, "properties" | "project" | "global" | "dotenv">;
  readonly file: string;
  readonly exists: boolean;
  /** What is wrong with it. */
  readonly problems: readonly Problem[];
}

/** The files of the cascade, strongest first, those that are missing or broken too. */
export async function cascadeFiles(
  config: Config,
  doors: SourceDoors,
): Promise<readonly CascadeFile[]> {
  const { global, project, dotenv } = config.files;
  const properties = config.raw(settings.properties)?.text;
  const isOneFile = project !== undefined &&
      config.layers.some(({ file, kind }) => file === project && kind === "global") ||
    project === global;
  const skipsHome = doors.env.get("SENTRY_INTEGRATION_TEST") !== undefined;
  const wanted: { kind: CascadeFile["kind"]; file: string }[] = [
    ...dotenv.map((file) => ({ kind: "dotenv" as const, file })),
    ...(properties === undefined || properties === "" ? [] : [{
      kind: "properties" as const,
      file: doors.platform.path.resolve(doors.cwd, properties),
    }]),
    ...(project === undefined || isOneFile ? [] : [{ kind: "project" as const, file: project }]),
    ...(global === undefined || skipsHome ? [] : [{ kind: "global" as const, file: global }]),
  ];
  return await Promise.all(wanted.map(({ kind, file }) =>
    // Looked for already, and the first file that is opened has the runtime make a thread.
    kind === "global" && !config.files.globalExists
      ? { kind, file, exists: false, problems: [] }
      : inspectFile(doors, kind, file)
  ));
}

/** Reads a file and says what is wrong with it. */
export async function inspectFile(
  { fs }: Pick<SourceDoors, "fs">,
  kind: CascadeFile["kind"],
  file: string,
): Promise<CascadeFile> {
  try {
    const bytes = await fs.read(file);
    const rule = kind === "global" ? "first" : "last";
    const problems = kind === "dotenv"
      ? []
      : kind === "properties"
      ? lintProperties(bytes, { file, kind, rule })
      : lintIni(bytes, { file, kind, rule });
    return { kind, file, exists: true, problems };
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    if (error.code === "not-found") return { kind, file, exists: false, problems: [] };
    return {
      kind,
      file,
      exists: true,
      problems: [{ level: "error", isFatal: true, file, message: error.message }],
    };
  }
}

/** Everything that is wrong, files first. */
export async function validate(config: Config, doors: SourceDoors): Promise<readonly Problem[]> {
  const files = await cascadeFiles(config, doors);
  const problems = [
    ...(await loadDotenv(doors)).notes.map(({ message }): Problem => ({
      level: "warning",
      message,
      isLogged: true,
    })),
    ...missingProperties(config, files),
    ...files.flatMap((each) => each.problems),
    ...CATALOGUE.flatMap((setting) => variableProblems(config, setting)),
    ...CATALOGUE.flatMap((setting) => hidingProblems(config, setting)),
  ];
  return [...problems, ...serverProblems(config, problems)];
}

function missingProperties(config: Config, files: readonly CascadeFile[]): Problem[] {
  const named = config.raw(settings.properties);
  if (named === undefined) return [];
  const file = files.find(({ kind }) => kind === "properties");
  if (file?.exists === true) return [];
  return [{
    level: "warning",
    where: named.origin.where,
    message: named.text === ""
      ? "the variable is empty: no properties file is read"
      : `the properties file ${file?.file ?? named.text} does not exist`,
    hint: "correct or unset it",
    isLogged: true,
  }];
}

/** What flags and variables say; files have been looked at line by line. */
function variableProblems(config: Config, setting: Setting<unknown>): Problem[] {
  return config.all(setting)
    .filter((found) => isOutside(found) && !isSkippedEmpty(setting, found))
    .filter((found) => found.text !== "" || !isHiding(config, setting, found))
    .flatMap((found) =>
      lintValue(setting, found.text, found.origin)
        .map((finding) => ({ ...finding, ...placeOf(found) }))
    );
}

function isOutside({ origin: { kind } }: Found): boolean {
  return kind === "flag" || kind === "env" || kind === "dotenv";
}

function placeOf({ origin: { file, line, where } }: Found): Partial<Problem> {
  return file === undefined ? { where } : { file, line };
}

/** Whether an empty text is what counts, with others below it. */
function isHiding(config: Config, setting: Setting<unknown>, found: Found): boolean {
  return found.text === "" && config.raw(setting)?.origin.where === found.origin.where &&
    config.all(setting).some(({ text }) => text !== "");
}

/** An empty variable or line hides what weaker places say. */
function hidingProblems(config: Config, setting: Setting<unknown>): Problem[] {
  // Nearly always; to explain every setting takes a tenth of an `info`.
  const mentions = config.all({ ...setting, operatorOnly: false });
  if (mentions.every(({ text }) => text !== "")) return [];
  const { outcomes } = explain(config, setting);
  const first = outcomes.find(({ fate }) => fate === "used" || fate === "bad");
  if (
    first === undefined || first.found.text !== "" || setting.join !== undefined &&
      setting.joins === "places"
  ) return [];
  const below = outcomes.slice(outcomes.indexOf(first) + 1)
    .find(({ found }) => found.text !== "");
  if (below === undefined || first.found.origin.kind === "flag") return [];
  return [{
    level: "warning",
    ...placeOf(first.found),
    message: `${nameOf(setting)} is empty here and hides the value of ${below.found.origin.where}`,
    hint: "take it out if that is not meant",
  }];
}

/** Where requests would go, and whether they would be sent at all. */
function serverProblems(config: Config, known: readonly Problem[]): Problem[] {
  const { server, failure } = serverOrNot(config);
  const warnings = (server?.warnings ?? [])
    .map((message): Problem => ({ level: "warning", message }));
  if (failure === undefined || known.some(({ message }) => message === failure.message)) {
    return warnings;
  }
  return [{ level: "error", message: failure.message, hint: failure.hint }];
}
