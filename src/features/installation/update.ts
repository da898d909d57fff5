/** Puts a new version in the place of the running program, or leaves everything as it was. */
import { ExternalError, InputError } from "../../base/errors.ts";
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

async function discard(scratch: string, { fs }: ReplaceDoors): Promise<void> {
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

/** Replaces the program once the new one has shown that it runs here and is the version wanted. */
export async function replace(
  program: string,
  { bytes, version }: { readonly bytes: Uint8Array; readonly version: string },
  doors: ReplaceDoors,
): Promise<void> {
  const scratch = scratchPath(program, doors.platform);
  await saying(program, async () => {
    await discard(scratch, doors);
    await doors.fs.write(scratch, bytes, { createNew: true, mode: 0o755 });
  });
  await tryOut(scratch, version, doors);
  await saying(program, () => doors.platform.replaceProgram(program, scratch));
}

async function tryOut(scratch: string, version: string, { spawn }: ReplaceDoors): Promise<void> {
  let said: string;
  try {
    const { code, stdout, stderr } = await spawn(scratch, ["--version"]);
    const decoder = new TextDecoder();
    said = decoder.decode(stdout).trim() || decoder.decode(stderr).trim() || `exit code ${code}`;
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    said = error.message;
  }
  if (said === `sentry-cli ${version}`) return;
  throw new ExternalError(
    `Could not update: the new program does not work on this machine: it says '${said}'`,
    { hint: "The installed version stays in its place" },
  );
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
