/** The work that may run in another thread, by name. Loaded when a thread is first asked for it. */
import type { Task } from "./system/mod.ts";

/** Finds a task. */
export async function findTask(name: string): Promise<Task<never, unknown>> {
  const load = TASKS[name];
  if (load === undefined) throw new Error(`there is no task '${name}'`);
  return await load();
}

const TASKS: Readonly<Record<string, () => Promise<Task<never, unknown>>>> = {
  "pack-files": async () => (await import("./upload/pack_files.ts")).packFilesTask,
  "prepare-artifact": async () =>
    (await import("./features/sourcemaps/prepare_artifact.ts")).prepareArtifactTask,
  "inject-scan": async () => (await import("./features/sourcemaps/inject_tasks.ts")).scanTask,
  "inject-write": async () => (await import("./features/sourcemaps/inject_tasks.ts")).injectTask,
  "pack-chunk": async () => (await import("./upload/pack_chunk.ts")).packChunkTask,
};
