/** Commits as Sentry takes them, with what each of them changed (specification, section 3.3). */
import { type GitCommit, MODE } from "../../formats/git_object.ts";
import { diffTrees, type TreeChange } from "../../vcs/diff.ts";
import type { Repository } from "../../vcs/repository.ts";
import type { CommitRange } from "./commit_range.ts";

/** A commit in the body of a request. */
export interface CommitPayload {
  readonly patch_set: readonly PatchedFile[];
  readonly repository: string;
  /** Left out where it is not UTF-8. */
  readonly author_name?: string;
  readonly author_email: string | null;
  /** RFC 3339 in the author's own zone. */
  readonly timestamp: string;
  readonly message: string | null;
  readonly id: string;
}

export interface PatchedFile {
  readonly path: string;
  readonly type: "A" | "M" | "D";
}

export interface CommitsOptions {
  /** What the commits are filed under. */
  readonly repository: string;
  /** With what a commit is compared: the next one of the list (as the reference), or its parent. */
  readonly compareWith: "next" | "parent";
  /** Leaves out the marks that the reference adds to the paths of executables. */
  readonly plainPaths: boolean;
  readonly onCommit?: () => void;
}

/** The commits of a range, newest first. */
export async function readCommits(
  repository: Repository,
  { ids, base }: CommitRange,
  options: CommitsOptions,
): Promise<CommitPayload[]> {
  const { objects } = repository;
  const payloads: CommitPayload[] = [];
  const first = ids[0];
  let commit = first === undefined ? undefined : await objects.commit(first);
  for (const [at, id] of ids.entries()) {
    if (commit === undefined) break;
    const nextId = ids[at + 1] ?? base;
    const next: GitCommit | undefined = nextId === undefined
      ? undefined
      : await objects.commit(nextId);
    const other = options.compareWith === "next" ? next : await parentOf(repository, id);
    const changes = await diffTrees(objects, other?.tree, commit.tree);
    payloads.push(toPayload(id, commit, patchSet(changes, options), options));
    options.onCommit?.();
    commit = next;
  }
  return payloads;
}

async function parentOf(repository: Repository, id: string): Promise<GitCommit | undefined> {
  const [parent] = (await repository.linksOf(id)).parents;
  return parent === undefined ? undefined : await repository.objects.commit(parent);
}

function toPayload(
  id: string,
  { author, message }: GitCommit,
  patch_set: readonly PatchedFile[],
  { repository }: CommitsOptions,
): CommitPayload {
  return {
    patch_set,
    repository,
    ...(author.name === undefined ? {} : { author_name: author.name }),
    author_email: author.email ?? null,
    timestamp: zonedTimestamp(author.seconds, author.offsetMinutes),
    message: message ?? null,
    id,
  };
}

/** RFC 3339 as somebody's own clock shows it; `Z` where that is universal time. */
export function zonedTimestamp(seconds: number, offsetMinutes: number): string {
  // Years of more than four digits have five here, and six in the runtime's own spelling.
  const text = new Date((seconds + offsetMinutes * 60) * 1000).toISOString()
    .replace(/[.]\d+Z$/, "").replace(/^([+-])0+(?=\d{4})/, "$1");
  if (offsetMinutes === 0) return `${text}Z`;
  const two = (value: number) => String(value).padStart(2, "0");
  const away = Math.abs(offsetMinutes);
  const sign = offsetMinutes < 0 ? "-" : "+";
  return `${text}${sign}${two(Math.floor(away / 60))}:${two(away % 60)}`;
}

/** What a commit changed. */
export function patchSet(
  changes: readonly TreeChange[],
  { plainPaths }: Pick<CommitsOptions, "plainPaths">,
): PatchedFile[] {
  const decoder = new TextDecoder();
  return changes.map(({ path, before, after }) => {
    const plain = decoder.decode(path);
    const type = before === undefined ? "A" : after === undefined ? "D" : "M";
    const shown = plainPaths ? plain : decorated(plain, before, after).replace(END_BLANKS, "");
    return { path: shown, type };
  });
}

/** The reference cuts them off with the end of the line. */
const END_BLANKS = /\p{White_Space}+$/u;

/** The reference sends paths as git prints them beside a status: an executable has a star. */
function decorated(path: string, before: number | undefined, after: number | undefined): string {
  const mark = (mode: number | undefined) => mode === MODE.executable ? "*" : "";
  if (before === undefined) return path;
  if (after === undefined || before === after) return `${path}${mark(before)}`;
  return `${path}${mark(before) || " "} ${path}${mark(after)}`;
}
