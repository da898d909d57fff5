/** Commits and revisions of releases. */
import { readNumber, readOptionalText, readText, type Row, type Store } from "./store.ts";
import type { PageRequest } from "./accounts.ts";

export interface Commit {
  readonly id: string;
  readonly repository: string | null;
  readonly message: string | null;
  readonly authorName: string | null;
  readonly authorEmail: string | null;
  readonly timestamp: string | null;
  readonly patchSet: readonly PatchEntry[];
}

export interface PatchEntry {
  readonly path: string;
  readonly type: "A" | "D" | "M";
}

export interface Ref {
  readonly repository: string;
  readonly commit: string;
  readonly previousCommit: string | null;
}

/** Replaces the commits of a release, newest first. */
export function setCommits(store: Store, releaseId: number, commits: readonly Commit[]): void {
  store.db.run("DELETE FROM release_commits WHERE release_id = ?", releaseId);
  for (const [position, commit] of commits.entries()) {
    store.db.run(
      `INSERT INTO release_commits (release_id, position, commit_id, repository, message,
         author_name, author_email, timestamp, patch_set) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      releaseId,
      position,
      commit.id,
      commit.repository,
      commit.message,
      commit.authorName,
      commit.authorEmail,
      commit.timestamp,
      JSON.stringify(commit.patchSet),
    );
  }
}

export function listCommits(store: Store, releaseId: number, page: PageRequest): Commit[] {
  return store.db.all(
    "SELECT * FROM release_commits WHERE release_id = ? ORDER BY position LIMIT ? OFFSET ?",
    releaseId,
    page.limit,
    page.offset,
  ).map(toCommit);
}

/** Replaces the revisions of a release. */
export function setRefs(store: Store, releaseId: number, refs: readonly Ref[]): void {
  store.db.run("DELETE FROM release_refs WHERE release_id = ?", releaseId);
  for (const [position, ref] of refs.entries()) {
    store.db.run(
      `INSERT INTO release_refs (release_id, position, repository, "commit", previous_commit)
       VALUES (?, ?, ?, ?, ?)`,
      releaseId,
      position,
      ref.repository,
      ref.commit,
      ref.previousCommit,
    );
  }
}

/** What the commits of a release come to. */
export interface CommitSummary {
  readonly count: number;
  readonly lastId: string | null;
  readonly authors: readonly { readonly name: string | null; readonly email: string }[];
}

/** Revisions count like commits: a real server would have fetched those that lead to them. */
export function summariseCommits(store: Store, releaseId: number): CommitSummary {
  const [row] = store.db.all(
    `SELECT (SELECT count(*) FROM release_commits WHERE release_id = target.id) +
            (SELECT count(*) FROM release_refs WHERE release_id = target.id) AS total,
       coalesce(
         (SELECT commit_id FROM release_commits WHERE release_id = target.id
          ORDER BY position LIMIT 1),
         (SELECT "commit" FROM release_refs WHERE release_id = target.id ORDER BY position LIMIT 1)
       ) AS last
     FROM (SELECT ? AS id) AS target`,
    releaseId,
  );
  if (row === undefined) throw new Error("A count has no row");
  const authors = store.db.all(
    `SELECT min(author_name) AS name, author_email AS email FROM release_commits
     WHERE release_id = ? AND author_email IS NOT NULL GROUP BY author_email ORDER BY author_email`,
    releaseId,
  );
  return {
    count: readNumber(row, "total"),
    lastId: readOptionalText(row, "last"),
    authors: authors.map((each) => ({
      name: readOptionalText(each, "name"),
      email: readText(each, "email"),
    })),
  };
}

function toCommit(row: Row): Commit {
  return {
    id: readText(row, "commit_id"),
    repository: readOptionalText(row, "repository"),
    message: readOptionalText(row, "message"),
    authorName: readOptionalText(row, "author_name"),
    authorEmail: readOptionalText(row, "author_email"),
    timestamp: readOptionalText(row, "timestamp"),
    patchSet: toPatchSet(JSON.parse(readText(row, "patch_set"))),
  };
}

function toPatchSet(value: unknown): PatchEntry[] {
  if (!Array.isArray(value)) throw new TypeError("Column patch_set is no list");
  return value.map((entry: unknown) => {
    if (typeof entry !== "object" || entry === null || !("path" in entry) || !("type" in entry)) {
      throw new TypeError("Column patch_set holds no entries");
    }
    const { path, type } = entry;
    if (typeof path !== "string" || (type !== "A" && type !== "D" && type !== "M")) {
      throw new TypeError("Column patch_set holds no entries");
    }
    return { path, type };
  });
}
