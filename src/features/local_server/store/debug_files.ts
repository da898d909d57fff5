/** Debug information files, whose bytes are the chunks that they came in. */
import { readNumber, readOptionalText, readText, type Row, type Store } from "./store.ts";

export interface DebugFile {
  readonly id: number;
  readonly checksum: string;
  readonly name: string;
  readonly debugId: string | null;
  readonly sizeBytes: number;
  readonly chunks: readonly string[];
  readonly dateCreated: string;
}

export function findDebugFile(
  store: Store,
  projectId: number,
  checksum: string,
): DebugFile | undefined {
  const [row] = store.db.all(
    "SELECT * FROM debug_files WHERE project_id = ? AND checksum = ?",
    projectId,
    checksum,
  );
  return row && toDebugFile(row);
}

/** Newest first. */
export function listDebugFiles(store: Store, projectId: number): DebugFile[] {
  return store.db.all("SELECT * FROM debug_files WHERE project_id = ? ORDER BY id DESC", projectId)
    .map(toDebugFile);
}

/** Adds a file, or takes over name and id for one that is there. */
export function putDebugFile(
  store: Store,
  projectId: number,
  file: Omit<DebugFile, "id">,
): void {
  store.db.run(
    `INSERT INTO debug_files (project_id, checksum, name, debug_id, size_bytes, chunks, date_created)
     VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (project_id, checksum) DO UPDATE SET name = excluded.name,
       debug_id = excluded.debug_id`,
    projectId,
    file.checksum,
    file.name,
    file.debugId,
    file.sizeBytes,
    JSON.stringify(file.chunks),
    file.dateCreated,
  );
}

function toDebugFile(row: Row): DebugFile {
  const chunks: unknown = JSON.parse(readText(row, "chunks"));
  return {
    id: readNumber(row, "id"),
    checksum: readText(row, "checksum"),
    name: readText(row, "name"),
    debugId: readOptionalText(row, "debug_id"),
    sizeBytes: readNumber(row, "size_bytes"),
    chunks: Array.isArray(chunks) ? chunks.map(String) : [],
    dateCreated: readText(row, "date_created"),
  };
}
