/** Puts another version in the place of the running program, or leaves everything as it was. */
import { ExternalError, InputError } from "../../base/errors.ts";
import { isVersion } from "../../base/version_order.ts";
import { type FileSystem, type Platform, type Spawn, SystemError } from "../../system/mod.ts";

export interface ReplaceDoors {
  readonly fs: FileSystem;
  readonly platform: Platform;
  readonly spawn: Spawn;
}

/** Where the new program is gathered: beside the old one, so that the last step is a rename. */
function scratchPath(program: string, { path }: Platform): string {
  return path.join(path.dirname(program), ".sentry-cli.part");
}

/** Where the version before stays, for the way back. */
export function formerPath(program: string, { path }: Platform): string {
  return path.join(path.dirname(program), `.${path.basename(program)}.former`);
}

/**
 * Makes the place for the new program, before anything is downloaded: only then is it known whether
 * the folder takes files. (A program that runs cannot be opened for writing, but replaced.)
 */
export async function reserve(program: string, doors: ReplaceDoors): Promise<void> {
  const scratch = scratchPath(program, doors.platform);
  await saying(program, async () => {
    await discard(scratch, doors); // what a run that was killed has left
    await doors.fs.write(scratch, new Uint8Array(0), { createNew: true, mode: 0o700 });
  });
}

async function discard(scratch: string, { fs }: Pick<ReplaceDoors, "fs">): Promise<void> {
  try {
    await fs.remove(scratch);
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
  }
}

/** Takes back what {@linkcode reserve} made. */
export function giveBack(program: string, doors: ReplaceDoors): Promise<void> {
  return discard(scratchPath(program, doors.platform), doors);
}

/**
 * Replaces the program once the new one has shown that it runs here and is the version wanted; the one
 * before is kept, and comes back by itself when the new one does not run in its place after all.
 */
export async function replace(
  program: string,
  { bytes, version }: { readonly bytes: Uint8Array; readonly version: string },
  doors: ReplaceDoors,
): Promise<void> {
  const { fs, platform } = doors;
  const scratch = scratchPath(program, platform);
  const former = formerPath(program, platform);
  await saying(program, async () => {
    await discard(scratch, doors);
    await fs.write(scratch, bytes, { createNew: true, mode: 0o755 });
  });
  const wanted = `sentry-cli ${version}`;
  const said = await versionLine(scratch, doors);
  if (said !== wanted) throw new ExternalError(doesNotWork(said), { hint: STAYS });
  await saying(program, () => platform.replaceProgram(program, scratch, former));
  const saidInPlace = await versionLine(program, doors);
  if (saidInPlace === wanted) return;
  await saying(program, () => platform.replaceProgram(program, former, scratch));
  throw new ExternalError(doesNotWork(saidInPlace), { hint: "The version before is back" });
}

/** Exchanges the program and the version before it; gives the version that is now in its place. */
export async function rollBack(program: string, doors: ReplaceDoors): Promise<string> {
  const { fs, platform } = doors;
  const former = formerPath(program, platform);
  if (await fs.stat(former) === undefined) {
    throw new InputError(`Could not go back: no version before this one is kept at '${former}'`, {
      hint: "'update' keeps one from now on; install.sh and install.ps1 install the version that " +
        "SENTRY_CLI_VERSION names",
    });
  }
  const said = await versionLine(former, doors);
  const [, version] = /^sentry-cli (\S+)$/.exec(said) ?? [];
  if (version === undefined || !isVersion(version)) {
    throw new ExternalError(
      `Could not go back: the program at '${former}' does not work: it says '${said}'`,
      { hint: STAYS },
    );
  }
  await saying(program, () => platform.replaceProgram(program, former, former));
  return version;
}

/** Removes the version before, if one is kept. */
export function forgetFormer(program: string, doors: Pick<ReplaceDoors, "fs" | "platform">) {
  return discard(formerPath(program, doors.platform), doors);
}

const STAYS = "The installed version stays in its place";

function doesNotWork(said: string): string {
  return `Could not update: the new program does not work on this machine: it says '${said}'`;
}

/** What a program says of its version, or else of why it does not. */
async function versionLine(program: string, { spawn }: ReplaceDoors): Promise<string> {
  try {
    const { code, stdout, stderr } = await spawn(program, ["--version"]);
    const decoder = new TextDecoder();
    const said = decoder.decode(stdout).trim() || decoder.decode(stderr).trim();
    if (code === 0 && said !== "") return said;
    return said === "" ? `exit code ${code}` : `${said} (exit code ${code})`;
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    return error.message;
  }
}

async function saying(program: string, task: () => Promise<void>): Promise<void> {
  try {
    await task();
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    const needsRights = ["permission", "read-only", "denied"].includes(error.code);
    throw new InputError(`Could not replace '${program}': ${error.message}`, {
      hint: needsRights
        ? "Run it as a user who may write to that folder, or install into a folder of yours"
        : error.code === "no-space"
        ? "Make room for two copies of the program; the installed one stays in its place"
        : undefined,
      cause: error.cause,
    });
  }
}
