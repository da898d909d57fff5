/** Code mappings. */
import type { Store } from "./store.ts";

export interface NewCodeMapping {
  readonly projectId: number;
  readonly repoId: number;
  readonly stackRoot: string;
  readonly sourceRoot: string;
  readonly defaultBranch: string;
}

/** Makes a mapping, or changes the one of that stack root. */
export function putCodeMapping(store: Store, mapping: NewCodeMapping): "created" | "updated" {
  const { changes } = store.db.run(
    `UPDATE code_mappings SET repo_id = ?, source_root = ?, default_branch = ?
     WHERE project_id = ? AND stack_root = ?`,
    mapping.repoId,
    mapping.sourceRoot,
    mapping.defaultBranch,
    mapping.projectId,
    mapping.stackRoot,
  );
  if (changes > 0) return "updated";
  store.db.run(
    `INSERT INTO code_mappings (project_id, repo_id, stack_root, source_root, default_branch)
     VALUES (?, ?, ?, ?, ?)`,
    mapping.projectId,
    mapping.repoId,
    mapping.stackRoot,
    mapping.sourceRoot,
    mapping.defaultBranch,
  );
  return "created";
}
