/** Which commits make a release, and the commit that its first one is compared with. */
import { InputError } from "../../base/errors.ts";
import type { Repository } from "../../vcs/repository.ts";
import { walkHistory } from "../../vcs/walk.ts";

/** Why these commits. */
export type RangeReason =
  | "since-previous" // all since the commit of the previous release
  | "no-previous" // so many, since there is no previous release with commits
  | "previous-missing"; // so many, since the commit of the previous release is not in the history

export interface CommitRange {
  readonly reason: RangeReason;
  /** Newest first. */
  readonly ids: readonly string[];
  /** What the oldest of them is compared with; `undefined` for the beginning of history. */
  readonly base: string | undefined;
  /** Whether history ends where it does because the clone is shallow. */
  readonly endsShallow: boolean;
}

export interface RangeOptions {
  /** The last commit of the previous release, as the server has it. */
  readonly previous: string | undefined;
  /** How many commits to take where there is no previous one. */
  readonly depth: number;
  readonly ignoreMissing: boolean;
}

export const NOT_IN_HISTORY =
  "Could not find the SHA of the previous release in the git history. If you limit the clone depth, " +
  "try to increase it. Otherwise, it means that the commit we are looking for was amended or squashed " +
  "and cannot be retrieved. Use --ignore-missing flag to skip it and create a new release with the " +
  "default commits count.";

/** The previous commit is not in the history that is there. */
export class PreviousMissing extends InputError {}

/** Whether a text can be the id of a commit; a short one can, though none has it. */
export function readCommitId(text: string | undefined, idLength: number): string | undefined {
  if (text === undefined || text.length === 0 || text.length > idLength) return undefined;
  return /^[0-9a-f]+$/i.test(text) ? text.toLowerCase() : undefined;
}

/** Chooses the commits. Throws {@linkcode PreviousMissing}. */
export async function chooseRange(
  repository: Repository,
  { previous, depth, ignoreMissing }: RangeOptions,
): Promise<CommitRange> {
  const head = await repository.objects.peel(await repository.headCommit());
  const wanted = readCommitId(previous, repository.idLength);
  if (wanted === undefined) {
    return { reason: "no-previous", ...await takeFirst(repository, head, depth) };
  }
  const ids: string[] = [];
  for await (const id of walkHistory(repository.linksOf, head)) {
    if (id === wanted) return { reason: "since-previous", ids, base: id, endsShallow: false };
    ids.push(id);
  }
  if (ignoreMissing) {
    return { reason: "previous-missing", ...await takeFirst(repository, head, depth) };
  }
  throw new PreviousMissing(NOT_IN_HISTORY, {
    hint: repository.isShallow
      ? `This clone is shallow and ${wanted} is not in it: fetch more with --deepen COUNT.`
      : undefined,
  });
}

async function takeFirst(repository: Repository, head: string, depth: number) {
  const ids: string[] = [];
  for await (const id of walkHistory(repository.linksOf, head)) {
    if (ids.length === depth) return { ids, base: id, endsShallow: false };
    ids.push(id);
  }
  return { ids, base: undefined, endsShallow: repository.isShallow };
}
