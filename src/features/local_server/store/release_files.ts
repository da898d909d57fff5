/** Single files of a release, as clients of the 2.x line upload them. */
import type { PageRequest } from "./accounts.ts";
import { readBytes, readNumber, readText, type Row, type Store } from "./store.ts";

export interface ReleaseFile {
  readonly id: number;
  readonly name: string;
  /** Empty for none. */
  readonly dist: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly sha1: string;
  readonly sizeBytes: number;
  readonly dateCreated: string;
}

const FIELDS = "id, name, dist, headers, sha1, date_created, length(data) AS size_bytes";

/** By name. */
export function listReleaseFiles(
  store: Store,
  releaseId: number,
  page: PageRequest,
): ReleaseFile[] {
  return store.db.all(
    `SELECT ${FIELDS} FROM release_files WHERE release_id = ? ORDER BY name, dist LIMIT ? OFFSET ?`,
    releaseId,
    page.limit,
    page.offset,
  ).map(toFile);
}

export function findReleaseFile(
  store: Store,
  releaseId: number,
  id: number,
): ReleaseFile | undefined {
  const [row] = store.db.all(
    `SELECT ${FIELDS} FROM release_files WHERE release_id = ? AND id = ?`,
    releaseId,
    id,
  );
  return row && toFile(row);
}

/** The content of a file by name, `undefined` when there is none. */
export function readReleaseFile(
  store: Store,
  releaseId: number,
  { name, dist }: { readonly name: string; readonly dist: string },
): Uint8Array | undefined {
  const [row] = store.db.all(
    "SELECT data FROM release_files WHERE release_id = ? AND name = ? AND dist = ?",
    releaseId,
    name,
    dist,
  );
  return row && readBytes(row, "data");
}

/** Adds a file and gives its row; `undefined` when there is one of that name. */
export function addReleaseFile(
  store: Store,
  releaseId: number,
  file: Omit<ReleaseFile, "id" | "sizeBytes"> & { readonly data: Uint8Array },
): number | undefined {
  const { changes, lastId } = store.db.run(
    `INSERT OR IGNORE INTO release_files (release_id, name, dist, headers, sha1, date_created, data)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
    releaseId,
    file.name,
    file.dist,
    JSON.stringify(file.headers),
    file.sha1,
    file.dateCreated,
    file.data,
  );
  return changes === 0 ? undefined : lastId;
}

export function deleteReleaseFile(store: Store, id: number): void {
  store.db.run("DELETE FROM release_files WHERE id = ?", id);
}

/** Deletes all files of a release, and what bundles were uploaded for it in some projects. */
export function deleteArtifactsOfRelease(
  store: Store,
  { releaseId, version, projectIds }: {
    readonly releaseId: number;
    readonly version: string;
    readonly projectIds: readonly number[];
  },
): void {
  store.db.run("DELETE FROM release_files WHERE release_id = ?", releaseId);
  for (const projectId of projectIds) {
    store.db.run(
      "DELETE FROM artifact_bundle_uses WHERE project_id = ? AND release = ?",
      projectId,
      version,
    );
  }
}

function toFile(row: Row): ReleaseFile {
  const headers: Record<string, string> = JSON.parse(readText(row, "headers"));
  return {
    id: readNumber(row, "id"),
    name: readText(row, "name"),
    dist: readText(row, "dist"),
    headers,
    sha1: readText(row, "sha1"),
    sizeBytes: readNumber(row, "size_bytes"),
    dateCreated: readText(row, "date_created"),
  };
}
