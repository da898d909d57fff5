/** Bundles of scripts and source maps, and how one of their files is found again. */
import type { Codecs } from "../../../system/mod.ts";
import {
  readBytes,
  readNumber,
  readOptionalText,
  readText,
  type Row,
  type Store,
} from "./store.ts";

/** A bundle as it is stored. */
export interface NewBundle {
  readonly organizationId: number;
  readonly checksum: string;
  readonly bundleId: string | null;
  readonly sizeBytes: number;
  readonly dateCreated: string;
  readonly files: readonly NewArtifact[];
}

export interface NewArtifact {
  readonly path: string;
  readonly url: string;
  readonly type: string;
  /** Lower case with hyphens. */
  readonly debugId: string | null;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly sizeBytes: number;
  readonly method: "stored" | "deflate";
  readonly packed: Uint8Array;
}

/** What a bundle is for. */
export interface BundleUse {
  readonly projectId: number;
  /** Empty for none. */
  readonly release: string;
  readonly dist: string;
}

/** A file of a bundle without its content. */
export interface Artifact extends Omit<NewArtifact, "packed"> {
  readonly id: number;
  /** Row of the bundle. */
  readonly bundle: number;
}

export function findBundle(
  store: Store,
  organizationId: number,
  checksum: string,
): number | undefined {
  const [row] = store.db.all(
    "SELECT id FROM artifact_bundles WHERE organization_id = ? AND checksum = ?",
    organizationId,
    checksum,
  );
  return row && readNumber(row, "id");
}

/** Adds a bundle with its files and gives its row. */
export function addBundle(store: Store, bundle: NewBundle): number {
  const { lastId } = store.db.run(
    `INSERT INTO artifact_bundles (organization_id, checksum, bundle_id, size_bytes, date_created)
     VALUES (?, ?, ?, ?, ?)`,
    bundle.organizationId,
    bundle.checksum,
    bundle.bundleId,
    bundle.sizeBytes,
    bundle.dateCreated,
  );
  for (const file of bundle.files) {
    store.db.run(
      `INSERT INTO artifacts (bundle_id, path, url, type, debug_id, headers, size_bytes, method, packed)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      lastId,
      file.path,
      file.url,
      file.type,
      file.debugId,
      JSON.stringify(file.headers),
      file.sizeBytes,
      file.method,
      file.packed,
    );
  }
  return lastId;
}

/** Notes what a bundle is for; twice is no harm. */
export function addBundleUse(store: Store, bundle: number, use: BundleUse): void {
  store.db.run(
    `INSERT OR IGNORE INTO artifact_bundle_uses (bundle_id, project_id, release, dist)
     VALUES (?, ?, ?, ?)`,
    bundle,
    use.projectId,
    use.release,
    use.dist,
  );
}

const FIELDS = `artifacts.id, artifacts.bundle_id, path, url, type, debug_id, headers, size_bytes,
  method`;

/** The file with a debug id in any bundle of a project; of several the one uploaded last. */
export function findArtifactByDebugId(
  store: Store,
  projectId: number,
  { debugId, type }: { readonly debugId: string; readonly type: string },
): Artifact | undefined {
  const [row] = store.db.all(
    `SELECT ${FIELDS} FROM artifacts WHERE debug_id = ? AND type = ? AND bundle_id IN
       (SELECT bundle_id FROM artifact_bundle_uses WHERE project_id = ?)
     ORDER BY artifacts.id DESC LIMIT 1`,
    debugId.toLowerCase(),
    type,
    projectId,
  );
  return row && toArtifact(row);
}

/** The file with one of the URLs in a bundle for a release and dist; an earlier URL wins. */
export function findArtifactByUrl(
  store: Store,
  { projectId, release, dist }: BundleUse,
  urls: readonly string[],
): Artifact | undefined {
  for (const url of urls) {
    const [row] = store.db.all(
      `SELECT ${FIELDS} FROM artifacts WHERE url = ? AND bundle_id IN
         (SELECT bundle_id FROM artifact_bundle_uses
          WHERE project_id = ? AND release = ? AND dist = ?)
       ORDER BY artifacts.id DESC LIMIT 1`,
      url,
      projectId,
      release,
      dist,
    );
    if (row !== undefined) return toArtifact(row);
  }
  return undefined;
}

/** A file of a project's bundles by its number. */
export function findArtifactById(
  store: Store,
  projectId: number,
  id: number,
): Artifact | undefined {
  const [row] = store.db.all(
    `SELECT ${FIELDS} FROM artifacts WHERE artifacts.id = ? AND bundle_id IN
       (SELECT bundle_id FROM artifact_bundle_uses WHERE project_id = ?)`,
    id,
    projectId,
  );
  return row && toArtifact(row);
}

/** The files of a project's bundles for a release and dist, by URL. */
export function listArtifacts(store: Store, use: BundleUse): Artifact[] {
  return store.db.all(
    `SELECT ${FIELDS} FROM artifacts WHERE bundle_id IN
       (SELECT bundle_id FROM artifact_bundle_uses
        WHERE project_id = ? AND release = ? AND dist = ?)
     ORDER BY url, artifacts.id`,
    use.projectId,
    use.release,
    use.dist,
  ).map(toArtifact);
}

/** The content of a file; it was checked when it came in. */
export function readArtifact(store: Store, id: number, codecs: Codecs): Uint8Array {
  const [row] = store.db.all("SELECT method, packed FROM artifacts WHERE id = ?", id);
  if (row === undefined) throw new Error(`there is no artifact ${id}`);
  const packed = readBytes(row, "packed");
  return readText(row, "method") === "stored" ? packed : codecs.inflateRaw(packed);
}

function toArtifact(row: Row): Artifact {
  const headers: unknown = JSON.parse(readText(row, "headers"));
  return {
    id: readNumber(row, "id"),
    bundle: readNumber(row, "bundle_id"),
    path: readText(row, "path"),
    url: readText(row, "url"),
    type: readText(row, "type"),
    debugId: readOptionalText(row, "debug_id"),
    headers: textsOf(headers),
    sizeBytes: readNumber(row, "size_bytes"),
    method: readText(row, "method") === "stored" ? "stored" : "deflate",
  };
}

function textsOf(value: unknown): Record<string, string> {
  const texts: Record<string, string> = {};
  if (typeof value !== "object" || value === null) return texts;
  for (const [name, each] of Object.entries(value)) {
    if (typeof each === "string") texts[name] = each;
  }
  return texts;
}
