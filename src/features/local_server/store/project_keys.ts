/** The keys that let events in. */
import { readText, type Store } from "./store.ts";

/** The key of a project; made when it has none yet. */
export function ensureProjectKey(
  store: Store,
  projectId: number,
  fresh: { readonly publicKey: string; readonly dateCreated: string },
): string {
  store.db.run(
    "INSERT OR IGNORE INTO project_keys (project_id, public_key, date_created) VALUES (?, ?, ?)",
    projectId,
    fresh.publicKey,
    fresh.dateCreated,
  );
  const found = projectKey(store, projectId);
  if (found === undefined) throw new Error(`project ${projectId} has no key`);
  return found;
}

/** The public key of a project. */
export function projectKey(store: Store, projectId: number): string | undefined {
  const [row] = store.db.all("SELECT public_key FROM project_keys WHERE project_id = ?", projectId);
  return row && readText(row, "public_key");
}
