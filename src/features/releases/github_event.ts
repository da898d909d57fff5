/** What a workflow of GitHub is about: the file that `GITHUB_EVENT_PATH` names. */
import { isRecord } from "../../base/is_record.ts";
import type { Log } from "../../output/log.ts";
import { readTextIfThere, type VcsDoors } from "../../vcs/doors.ts";
import type { ProposedVersion } from "./proposed_version.ts";

const VARIABLE = "GITHUB_EVENT_PATH";

/** The commit at the tip of a pull request; a workflow itself runs on one that merges it. */
export async function githubHeadCommit(
  doors: Pick<VcsDoors, "fs" | "env" | "cwd" | "platform"> & { readonly log: Pick<Log, "warn"> },
): Promise<ProposedVersion | undefined> {
  const { env, cwd, platform, log } = doors;
  const file = env.get(VARIABLE);
  if (!file) return undefined;
  const text = await readTextIfThere(doors, platform.path.resolve(cwd, file)).catch(() =>
    undefined
  );
  if (text === undefined) return undefined;
  let event: unknown;
  try {
    event = JSON.parse(text);
  } catch {
    log.warn(`Ignoring ${VARIABLE}: ${file} is not JSON`);
    return undefined;
  }
  const sha = ["pull_request", "head", "sha"].reduce<unknown>(
    (at, key) => isRecord(at) ? at[key] : undefined,
    event,
  );
  if (typeof sha !== "string") return undefined;
  if (/^[0-9a-f]{40}$/i.test(sha)) return { version: sha.toLowerCase(), source: VARIABLE };
  log.warn(`Ignoring ${VARIABLE}: the commit of the pull request in ${file} is no SHA-1`);
  return undefined;
}
