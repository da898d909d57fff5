/** Organization, project and release: which ones a run is about, and what their names may be. */
import { ConfigError } from "../base/errors.ts";
import type { Config } from "./config.ts";
import { configuredTokenOrg } from "./server.ts";
import { settings } from "./settings.ts";

/** Why a text cannot be an organization, `undefined` when it can. Empty passes. */
export function checkOrg(value: string): string | undefined {
  return /[/ ]/.test(value) || value === "." || value === ".."
    ? "Invalid value for organization. Use the URL slug or the ID and not the name!"
    : undefined;
}

/** Why a text cannot be a project, `undefined` when it can. Empty passes. */
export function checkProject(value: string): string | undefined {
  return /[/ \n\t\r]/.test(value) || value === "." || value === ".."
    ? "Invalid value for project. Use the URL slug or the ID and not the name!"
    : undefined;
}

/** Why a text cannot be the version of a release, `undefined` when it can. */
export function checkRelease(value: string): string | undefined {
  // Unicode `White_Space`: unlike `\s` it has U+0085 and lacks U+FEFF.
  if (/^(?!\uFEFF)[\s\x85]|(?!\uFEFF)[\s\x85]$/u.test(value)) {
    return "Invalid release version. Releases must not contain leading or trailing spaces.";
  }
  return value === "" || value === "." || value === ".." || /[\n\t\v\f/]/.test(value)
    ? "Invalid release version. Slashes and certain whitespace characters are not permitted."
    : undefined;
}

/** An organization, and what to warn about. */
export interface ResolvedOrg {
  readonly value: string;
  readonly warning: string | undefined;
}

/**
 * The organization: the token's own beats everything, then the flag, the variable and the files.
 * `tokenOrg` is that of the token in use; left out, the configured token is asked.
 */
export function resolveOrg(
  config: Config,
  { flag, ...given }: { readonly flag: string | undefined; readonly tokenOrg?: string | undefined },
): ResolvedOrg {
  const tokenOrg = "tokenOrg" in given ? given.tokenOrg : configuredTokenOrg(config);
  if (tokenOrg !== undefined) {
    const manual = flag ?? manualOrg(config);
    const differs = manual !== undefined && manual !== tokenOrg;
    return { value: tokenOrg, warning: differs ? orgWarning(tokenOrg, manual) : undefined };
  }
  const found = flag === undefined ? config.resolve(settings.org) : undefined;
  const value = flag ?? found?.value;
  if (value !== undefined && value !== "") return { value, warning: undefined };
  throw missing(
    "An organization ID or slug is required (provide with --org, set SENTRY_ORG, or use an org-scoped auth token)",
    value === "" ? found?.origin.where ?? "--org" : undefined,
  );
}

/** A variable, even an empty one; an organization in a file gives way silently. */
function manualOrg(config: Config): string | undefined {
  const raw = config.raw(settings.org);
  const isManual = raw !== undefined && ["flag", "env", "dotenv"].includes(raw.origin.kind);
  return isManual ? raw.text : undefined;
}

function orgWarning(token: string, manual: string): string {
  return `Using organization \`${token}\` (embedded in token) rather than manually-configured ` +
    `organization \`${manual}\`. To use \`${manual}\`, please provide an auth token for this ` +
    "organization.";
}

/** The projects: all flags, else the variable, else the files; empty when none is needed. */
export function resolveProjects(
  config: Config,
  { flags, required }: { readonly flags: readonly string[]; readonly required: boolean },
): readonly string[] {
  const found = flags.length === 0 ? config.resolve(settings.project) : undefined;
  const values = flags.length > 0 ? flags : found === undefined ? [] : [found.value];
  const named = values.filter((each) => each !== "");
  // An empty name beside others is a variable that a script left unset: do not guess.
  if (named.length === values.length && (named.length > 0 || !required)) return named;
  if (!required && named.length === 0) return [];
  throw missing(
    "A project ID or slug is required (provide with --project)",
    values.includes("") ? found?.origin.where ?? "--project" : undefined,
  );
}

/** The one project of a command that takes a single one: the first. */
export function resolveProject(config: Config, { flag }: { readonly flag: string | undefined }) {
  const flags = flag === undefined ? [] : [flag];
  const [project] = resolveProjects(config, { flags, required: true });
  if (project === undefined) {
    throw missing("A project ID or slug is required (provide with --project)", undefined);
  }
  return project;
}

/** A release, and what to warn about. */
export interface ResolvedRelease {
  readonly value: string | undefined;
  readonly warning: string | undefined;
}

/** The release of the flag or of `SENTRY_RELEASE`, which is ignored with a warning when invalid. */
export function findRelease(
  config: Config,
  { flag }: { readonly flag: string | undefined },
): ResolvedRelease {
  const value = flag ?? config.get(settings.release);
  const problem = flag === undefined && value !== undefined ? checkRelease(value) : undefined;
  return problem === undefined ? { value, warning: undefined } : {
    value: undefined,
    warning: `Ignoring invalid SENTRY_RELEASE environment variable: ${problem}`,
  };
}

/** For commands that cannot do without: throws when {@linkcode findRelease} found nothing. */
export function requireRelease(value: string | undefined): string {
  if (value !== undefined) return value;
  throw missing(
    "A release slug is required (provide with --release or by setting the SENTRY_RELEASE environment variable)",
    undefined,
  );
}

function missing(message: string, emptyIn: string | undefined): ConfigError {
  return new ConfigError(message, {
    hint: emptyIn === undefined ? undefined : `The value given by ${emptyIn} is empty`,
  });
}
