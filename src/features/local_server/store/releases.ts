/** Releases and the projects they belong to. */
import type { PageRequest } from "./accounts.ts";
import { readNumber, readOptionalText, readText, type Row, type Store } from "./store.ts";

export type ReleaseStatus = "open" | "archived";

export interface Release {
  readonly id: number;
  readonly version: string;
  readonly status: ReleaseStatus;
  readonly url: string | null;
  readonly ref: string | null;
  readonly dateCreated: string;
  readonly dateStarted: string | null;
  readonly dateReleased: string | null;
}

export type ReleaseFields = Omit<Release, "id" | "version" | "dateCreated">;

export interface ReleaseFilter {
  readonly organizationId: number;
  /** Only releases of one of these; `undefined` for all. */
  readonly projectIds: readonly number[] | undefined;
  readonly status: ReleaseStatus | undefined;
  /** Part of the version. */
  readonly query: string;
}

export function findRelease(
  store: Store,
  organizationId: number,
  version: string,
): Release | undefined {
  const [row] = store.db.all(
    "SELECT * FROM releases WHERE organization_id = ? AND version = ?",
    organizationId,
    version,
  );
  return row && toRelease(row);
}

/** The latest release of one of the same projects, before this one, that has commits. */
export function findPreviousWithCommits(store: Store, id: number): Release | undefined {
  const [row] = store.db.all(
    `SELECT earlier.* FROM releases AS earlier, releases AS this
     WHERE this.id = ? AND earlier.organization_id = this.organization_id AND earlier.id <> this.id
       AND (coalesce(earlier.date_released, earlier.date_created), earlier.id) <
           (coalesce(this.date_released, this.date_created), this.id)
       AND (EXISTS (SELECT 1 FROM release_commits WHERE release_id = earlier.id)
         OR EXISTS (SELECT 1 FROM release_refs WHERE release_id = earlier.id))
       AND EXISTS (SELECT 1 FROM release_projects AS theirs JOIN release_projects AS ours
         ON ours.project_id = theirs.project_id
         WHERE theirs.release_id = earlier.id AND ours.release_id = this.id)
     ORDER BY coalesce(earlier.date_released, earlier.date_created) DESC, earlier.id DESC LIMIT 1`,
    id,
  );
  return row && toRelease(row);
}

/** Newest first: by the day of the release, else of its creation. */
export function listReleases(store: Store, filter: ReleaseFilter, page: PageRequest): Release[] {
  return store.db.all(
    // Deno 2.4 knows no numbered parameters, so each stands once, in a table of its own.
    `WITH filter (organization, status, query, projects) AS (SELECT ?, ?, ?, ?)
     SELECT releases.* FROM releases, filter
     WHERE releases.organization_id = filter.organization
       AND (filter.status IS NULL OR releases.status = filter.status)
       AND (filter.query = '' OR instr(lower(releases.version), lower(filter.query)) > 0)
       AND (filter.projects IS NULL OR releases.id IN (SELECT release_id FROM release_projects
             WHERE project_id IN (SELECT value FROM json_each(filter.projects))))
     ORDER BY coalesce(releases.date_released, releases.date_created) DESC, releases.id DESC
     LIMIT ? OFFSET ?`,
    filter.organizationId,
    filter.status ?? null,
    filter.query,
    filter.projectIds === undefined ? null : JSON.stringify(filter.projectIds),
    page.limit,
    page.offset,
  ).map(toRelease);
}

export function addRelease(
  store: Store,
  release: ReleaseFields & {
    readonly organizationId: number;
    readonly version: string;
    readonly dateCreated: string;
  },
): number {
  return store.db.run(
    `INSERT INTO releases (organization_id, version, status, url, ref, date_created, date_started,
       date_released) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    release.organizationId,
    release.version,
    release.status,
    release.url,
    release.ref,
    release.dateCreated,
    release.dateStarted,
    release.dateReleased,
  ).lastId;
}

export function updateRelease(store: Store, id: number, fields: ReleaseFields): void {
  store.db.run(
    `UPDATE releases SET status = ?, url = ?, ref = ?, date_started = ?, date_released = ?
     WHERE id = ?`,
    fields.status,
    fields.url,
    fields.ref,
    fields.dateStarted,
    fields.dateReleased,
    id,
  );
}

export function deleteRelease(store: Store, id: number): void {
  store.db.run("DELETE FROM releases WHERE id = ?", id);
}

/** Gives how many projects were not in the release before. */
export function addReleaseProjects(
  store: Store,
  releaseId: number,
  projectIds: readonly number[],
): number {
  let added = 0;
  for (const projectId of projectIds) {
    added += store.db.run(
      "INSERT OR IGNORE INTO release_projects (release_id, project_id) VALUES (?, ?)",
      releaseId,
      projectId,
    ).changes;
  }
  return added;
}

function toRelease(row: Row): Release {
  return {
    id: readNumber(row, "id"),
    version: readText(row, "version"),
    status: readText(row, "status") === "archived" ? "archived" : "open",
    url: readOptionalText(row, "url"),
    ref: readOptionalText(row, "ref"),
    dateCreated: readText(row, "date_created"),
    dateStarted: readOptionalText(row, "date_started"),
    dateReleased: readOptionalText(row, "date_released"),
  };
}
