import { CliError, ConfigError } from "../base/errors.ts";
import { RELEASE_KEY, RELEASES_URL } from "../base/release_place.ts";
import { VERSION } from "../base/version.ts";
import { defineCommand } from "../cli/command.ts";
import { flag } from "../cli/options.ts";
import { settings } from "../config/settings.ts";
import type { Context } from "../context.ts";
import type { ReleaseDoors, SignedRelease } from "../features/installation/releases.ts";
import { installedProgram, leaveTo } from "./managed.ts";
import { WORKS_WHEN_CONFIG_IS_BROKEN } from "./tags.ts";

/** `update`: the newest release in the place of the program that runs. */
export const updateCommand = defineCommand({
  summary: "Replace this program by the newest release.",
  description:
    "The release's checksums must carry the project's signature, and the new program must run " +
    "here before it takes the place of the old one in a single step. The old one is kept for " +
    "--rollback; else it never goes back to an older version. What a package manager has " +
    "installed is left to it.",
  // The reference lists it where it cannot work.
  hidden: true,
  tags: [WORKS_WHEN_CONFIG_IS_BROKEN],
  options: {
    force: flag("Install the newest release even when it is the one installed.").short("f"),
    rollback: flag("Go back to the version before the last update; once more returns to this one.")
      .conflictsWith("force"),
  },
  async run({ options }, ctx: Context) {
    const installed = await installedProgram(ctx);
    if (installed?.manager !== undefined) return leaveTo(installed.manager, "update", ctx);
    if (options.rollback) return await goBack(installed?.path, ctx);
    const { newestRelease } = await import("../features/installation/releases.ts");
    const doors = releaseDoors(ctx);
    const key = ctx.config.get(settings.releaseKey) || RELEASE_KEY;
    const release = await newestRelease(doors, key).catch((cause) => {
      if (!(cause instanceof CliError)) throw cause;
      throw new ConfigError("Could not get the latest release version.", {
        cause,
        hint: cause.hint ?? `Releases are looked for at '${doors.place}' ` +
            "(SENTRY_CLI_RELEASES_URL names another place)",
      });
    });
    ctx.out.say(`Latest release is ${release.version}`);
    if (!await wants(release, options.force, ctx)) return 0;
    if (installed === undefined) {
      throw new ConfigError("Could not update: this is the JavaScript file, which Deno runs", {
        hint: `Use the new file: ${doors.place}/download/${release.version}/sentry-cli.js`,
      });
    }
    if (ctx.env.get("SENTRY_INTEGRATION_TEST") !== undefined) {
      ctx.out.say("Running in integration tests mode. Skipping execution.");
      return 0;
    }
    await install(release, installed.path, ctx);
    ctx.out.say(`Updated to ${release.version}!`);
    ctx.out.say(`To go back to ${VERSION}: sentry-cli update --rollback`);
    return 0;
  },
});

async function goBack(program: string | undefined, ctx: Context): Promise<number> {
  if (program === undefined) {
    throw new ConfigError("Could not go back: this is the JavaScript file, which Deno runs", {
      hint: "Run the file of the version that you want",
    });
  }
  const { rollBack } = await import("../features/installation/update.ts");
  const version = await rollBack(program, ctx);
  ctx.out.say(`Went back to ${version}!`);
  ctx.out.say(`To return to ${VERSION}: sentry-cli update --rollback`);
  return 0;
}

/** Whether there is something to do; says so when not. */
async function wants({ version }: SignedRelease, force: boolean, ctx: Context): Promise<boolean> {
  const { isNewer } = await import("../features/installation/releases.ts");
  if (isNewer(version, VERSION)) return true;
  if (version === VERSION && force) return true;
  ctx.out.say(
    version === VERSION
      ? "Already up to date!"
      : `This is ${VERSION}, which is newer; nothing was changed.`,
  );
  return false;
}

async function install(release: SignedRelease, program: string, ctx: Context): Promise<void> {
  const { assetName, readReleaseFile } = await import("../features/installation/releases.ts");
  const update = await import("../features/installation/update.ts");
  ctx.out.say(`Updating executable at ${program}`);
  await update.reserve(program, ctx);
  try {
    const bytes = await readReleaseFile(releaseDoors(ctx), release, assetName(ctx.platform));
    await update.replace(program, { bytes, version: release.version }, ctx);
  } catch (error) {
    await update.giveBack(program, ctx);
    throw error;
  }
}

/** The place of releases with its doors. */
export function releaseDoors(ctx: Context): ReleaseDoors {
  const place = ctx.config.get(settings.releasesUrl) || RELEASES_URL;
  return { place, fs: ctx.fs, fetch: () => ctx.fetchFrom(place) };
}
