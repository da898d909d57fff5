/** What the release of the project in the working folder is called (specification, section 3.4). */
import { InputError, messageChain } from "../../base/errors.ts";
import type { Log } from "../../output/log.ts";
import { openRepository } from "../../vcs/repository.ts";
import type { VcsDoors } from "../../vcs/doors.ts";
import { VcsError } from "../../vcs/errors.ts";
import { cordovaRelease } from "./cordova.ts";
import { githubHeadCommit } from "./github_event.ts";
import { gradleRelease } from "./gradle.ts";
import type { ProposedVersion } from "./proposed_version.ts";

export interface ProposeDoors extends VcsDoors {
  readonly log: Pick<Log, "debug" | "warn">;
  /** The app that Xcode builds, `undefined` where there is none. Asked on macOS only. */
  readonly xcodeApp: () => Promise<
    { readonly bundleId: string; readonly version: string } | undefined
  >;
}

export interface ProposeOptions {
  /** Takes `build.gradle.kts` and `versionName = "…"` as seriously as what the reference reads. */
  readonly allGradleForms?: boolean;
}

/** Set by build machines to the commit that they build. */
const BUILD_VARIABLES = [
  "SOURCE_VERSION",
  "HEROKU_BUILD_COMMIT",
  "HEROKU_SLUG_COMMIT",
  "CODEBUILD_RESOLVED_SOURCE_VERSION",
  "CIRCLE_SHA1",
  "CF_PAGES_COMMIT_SHA",
];

/** The first of all sources that knows a name. Throws an `InputError` when none does. */
export async function proposeVersion(
  doors: ProposeDoors,
  options: ProposeOptions = {},
): Promise<ProposedVersion> {
  for (const ask of sources(doors, options)) {
    const found = await ask();
    if (found !== undefined) return found;
  }
  let failure: unknown;
  try {
    return { version: await gitHead(doors), source: "git" };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    failure = error;
  }
  // Where the reference gives up, what it cannot read is better than nothing.
  const other = await gradleRelease(doors, { allForms: true });
  if (other !== undefined) return other;
  const isEmpty = failure instanceof VcsError && failure.problem === "unborn";
  const why = isEmpty
    ? "revspec 'HEAD' not found; class=Reference (4); code=NotFound (-3)"
    : messageChain(failure).join(": ");
  throw new InputError(`Could not automatically determine release name:\n\t ${why} `, {
    hint: "Run it inside of a git checkout, set SENTRY_RELEASE, or give the name yourself.",
  });
}

/** The same, `undefined` where no source knows a name: for what can do without. */
export async function findVersion(doors: ProposeDoors): Promise<ProposedVersion | undefined> {
  try {
    return await proposeVersion(doors);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    doors.log.debug(messageChain(error).join(": "));
    return undefined;
  }
}

type Source = () => Promise<ProposedVersion | undefined>;

/** All but git, strongest first. */
function sources(doors: ProposeDoors, options: ProposeOptions): readonly Source[] {
  const { env, platform } = doors;
  const variable = (name: string): Source => () => {
    const version = env.get(name);
    return Promise.resolve(version ? { version, source: name } : undefined);
  };
  return [
    variable("SENTRY_RELEASE"),
    () => cordovaRelease(doors),
    ...BUILD_VARIABLES.map(variable),
    () => platform.os === "darwin" ? xcodeRelease(doors) : Promise.resolve(undefined),
    () => gradleRelease(doors, { allForms: options.allGradleForms ?? false }),
    variable("GAE_DEPLOYMENT_ID"),
    () => githubHeadCommit(doors),
  ];
}

/** A project that Xcode cannot read is no reason to leave a user without a name. */
async function xcodeRelease(doors: ProposeDoors): Promise<ProposedVersion | undefined> {
  try {
    const app = await doors.xcodeApp();
    return app && { version: `${app.bundleId}@${app.version}`, source: "Xcode" };
  } catch (error) {
    doors.log.warn(`Could not ask Xcode for the release: ${messageChain(error).join(": ")}`);
    return undefined;
  }
}

async function gitHead(doors: VcsDoors): Promise<string> {
  const repository = await openRepository(doors);
  try {
    return await repository.headCommit();
  } finally {
    repository.close();
  }
}
