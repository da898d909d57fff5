/** After a run at a terminal: a note when there is a newer version. Nothing here may disturb a run. */
import { RELEASES_URL } from "../base/release_place.ts";
import { VERSION } from "../base/version.ts";
import { settings } from "../config/settings.ts";
import type { Context } from "../context.ts";
import { isNewer, newestVersion } from "../features/installation/releases.ts";
import { newestKnown } from "../features/installation/update_check.ts";
import { installedProgram } from "./managed.ts";
import { releaseDoors } from "./update.ts";

/** Commands after which a person may be told; those whose output is for a machine are not among them. */
const TOLD_AFTER = [
  ...["debug-files", "deploys", "events", "info", "issues", "login", "logs", "organizations"],
  ...["projects", "releases", "repos", "sourcemaps"],
];

/** Variables by which people say that they do not want such notes, here or in any program. */
const SWITCHES = ["CI", "NO_UPDATE_NOTIFIER", "SENTRY_INTEGRATION_TEST"];

/** Whether a run that ended with `code` is one after which to look. */
export function isTold(ctx: Context, command: string, code: number): boolean {
  const ended = code === 0 ? TOLD_AFTER.includes(command) : code !== 2 && code !== 130;
  return ended && ctx.terminal.stdout.isTerminal && ctx.program.kind === "native" &&
    !ctx.globals.quiet && !ctx.globals.allowFailure && ctx.plan === undefined &&
    command !== "update" && command !== "uninstall" &&
    SWITCHES.every((name) => !ctx.env.get(name));
}

/** Says that there is a newer version; says nothing when that cannot be found out. */
export async function noticeUpdate(ctx: Context): Promise<void> {
  try {
    if (ctx.config.get(settings.disableUpdateCheck)) return;
    const { place, fs } = releaseDoors(ctx);
    const doors = {
      place,
      fs,
      // A person is waiting for the prompt: one try, and a short one.
      fetch: () => ctx.fetchFrom(place, { maxRetries: 0 }),
      timeouts: { answerMs: 2000, totalMs: 3000 },
    };
    if (doors.place === RELEASES_URL && new URL(RELEASES_URL).hostname.endsWith(".invalid")) return;
    const manager = (await installedProgram(ctx))?.manager;
    // A lock file decides there which version is used.
    if (manager?.name === "npm/yarn") return;
    const newest = await newestKnown(VERSION, () => newestVersion(doors), ctx);
    if (!isNewer(newest, VERSION)) return;
    const { style, note } = ctx.out;
    note("");
    note(style.yellow(`sentry-cli update to ${newest} is available!`));
    note(style.dim(`run ${manager?.update[0] ?? "sentry-cli update"} to update`));
  } catch (error) {
    ctx.log.debug(`No look for a newer version: ${error instanceof Error ? error.message : error}`);
  }
}
