/** Commits of a release: what a body may say of them, and the lists. */
import type { Reply } from "../http_server.ts";
import { pageReply } from "../paging.ts";
import type { ApiRequest } from "../routes.ts";
import { findRepo } from "../store/accounts.ts";
import { type Commit, listCommits, type PatchEntry, type Ref } from "../store/commits.ts";
import type { Store } from "../store/store.ts";
import { readTimestamp } from "../timestamps.ts";
import { isRecord } from "../../../base/is_record.ts";
import type { Fields } from "../validation.ts";

/** Sentry's limits (docs.sentry.io, "Associate Commits"). */
const MAX_ID = 64;
const MAX_AUTHOR = 128;
const MAX_EMAIL = 255;
const TYPES = ["A", "D", "M"] as const;

/** The `commits` of a body, `undefined` when there are none; notes what is wrong. */
export function readCommits(fields: Fields): readonly Commit[] | undefined {
  return fields.list("commits", (item) => readCommit(item, fields));
}

function readCommit(item: unknown, fields: Fields): Commit | undefined {
  const fail = (what: string) => fields.fail("commits", what);
  if (!isRecord(item)) return fail("Invalid data. Expected a dictionary.");
  const text = (name: string, maxLength: number): string | null | undefined => {
    const value = item[name] ?? null;
    if (value === null) return null;
    if (typeof value !== "string") return fail(`${name}: Not a valid string.`);
    if ([...value].length <= maxLength) return value;
    return fail(`${name}: Ensure this field has no more than ${maxLength} characters.`);
  };
  const id = text("id", MAX_ID);
  if (id === null || id === "") return fail("id: This field is required.");
  const repository = text("repository", 255);
  const authorName = text("author_name", MAX_AUTHOR);
  const authorEmail = text("author_email", MAX_EMAIL);
  const message = text("message", Infinity);
  const time = text("timestamp", 64);
  const timestamp = typeof time === "string" ? readTimestamp(time) : time;
  if (timestamp === undefined && time !== undefined) {
    return fail("timestamp: Datetime has wrong format.");
  }
  const patchSet = readPatchSet(item["patch_set"], fail);
  if (
    id === undefined || repository === undefined || authorName === undefined ||
    authorEmail === undefined || message === undefined || timestamp === undefined ||
    patchSet === undefined
  ) return undefined;
  return { id, repository, authorName, authorEmail, message, timestamp, patchSet };
}

function readPatchSet(
  value: unknown,
  fail: (what: string) => undefined,
): readonly PatchEntry[] | undefined {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) return fail("patch_set: Expected a list of items.");
  const entries: PatchEntry[] = [];
  for (const entry of value as readonly unknown[]) {
    const path = isRecord(entry) ? entry["path"] : undefined;
    const type = isRecord(entry) ? TYPES.find((each) => each === entry["type"]) : undefined;
    if (typeof path !== "string" || path === "") return fail("patch_set: path is required.");
    if (type === undefined) return fail('patch_set: type must be one of "A", "D", "M".');
    entries.push({ path, type });
  }
  return entries;
}

/** The `refs` of a body. Their repositories have to be known. */
export function readRefs(
  fields: Fields,
  store: Store,
  organizationId: number,
): readonly Ref[] | undefined {
  return fields.list("refs", (item) => {
    if (!isRecord(item)) return fields.fail("refs", "Invalid data. Expected a dictionary.");
    const { repository, commit, previousCommit = null } = item;
    if (typeof repository !== "string" || typeof commit !== "string" || commit === "") {
      return fields.fail("refs", "repository and commit are required.");
    }
    if (commit.length > MAX_ID) {
      return fields.fail("refs", `Ensure commit has no more than ${MAX_ID} characters.`);
    }
    if (previousCommit !== null && typeof previousCommit !== "string") {
      return fields.fail("refs", "previousCommit: Not a valid string.");
    }
    if (findRepo(store, organizationId, repository) === undefined) {
      return fields.fail("refs", `Invalid repository names: ${repository}`);
    }
    return { repository, commit, previousCommit };
  });
}

/** One page of the commits of a release. */
export function commitsReply(request: ApiRequest, releaseId: number): Reply {
  return pageReply(
    request,
    (page) => listCommits(request.store, releaseId, page),
    (commit) => ({
      id: commit.id,
      message: commit.message,
      dateCreated: commit.timestamp,
      author: commit.authorEmail === null
        ? null
        : { name: commit.authorName, email: commit.authorEmail },
      repository: commit.repository === null ? null : { name: commit.repository },
      patchSet: commit.patchSet,
    }),
  );
}
