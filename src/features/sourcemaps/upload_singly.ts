/** Files as single files of a release, for servers that take no bundles (specification, §8). */
import {
  deleteReleaseFile,
  listReleaseFiles,
  type ReleaseFile,
  uploadReleaseFile,
} from "../../api/release_files.ts";
import type { Api } from "../../api/client.ts";
import { InputError } from "../../base/errors.ts";
import { oneLine } from "../../output/sanitise.ts";
import type { Codecs, Random } from "../../system/mod.ts";
import { memorySource } from "../../upload/chunked_object.ts";
import type { Artifact } from "./artifact_facts.ts";
import type { LinkedArtifact } from "./link_sources.ts";
import type { PreparedSources } from "./prepare_sources.ts";
import { finish, type Narrator, scopeLines, type UploadBundleOptions } from "./upload_bundle.ts";

export interface UploadSinglyOptions {
  readonly api: Api;
  readonly doors: {
    codecs(): Promise<Codecs>;
    readonly random: Pick<Random, "bytes">;
    readonly signal: AbortSignal;
  };
  readonly facts: UploadBundleOptions["facts"] & { readonly release: string };
  readonly narrator: Narrator;
}

/** What became of the files. */
export interface SinglyUploaded {
  readonly uploadType: "single files";
  readonly sentBytes: number;
  isNew(): true;
}

/** Files on their way at one time. */
const PARALLEL = 4;

/** Uploads what was prepared; a file of the same name and distribution gives way to the new one. */
export async function uploadSingly(
  prepared: PreparedSources,
  linked: ReadonlyMap<Artifact, Pick<LinkedArtifact, "headers">>,
  options: UploadSinglyOptions,
): Promise<SinglyUploaded> {
  const { api, doors, facts: { org, projects, release, dist }, narrator } = options;
  const [project] = projects;
  if (projects.length > 1) {
    prepared.writer.abandon();
    throw new InputError(
      "Error while performing legacy upload: only a single project is supported for this upload",
      { hint: "This server takes no bundles; upload for each project by itself." },
    );
  }
  const key = { org, project, version: release };
  const { object } = await finish(prepared, linked, options.facts);
  try {
    const codecs = await doors.codecs();
    const before = await filesByName(listReleaseFiles(api, key), dist);
    narrator.step(`Uploading source maps for release ${oneLine(release)}`);
    const total = prepared.artifacts.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    const contentOf = async (artifact: Artifact) => {
      const file = prepared.bundled.get(artifact);
      const packed = file === undefined
        ? prepared.skipped.get(artifact)?.packed
        : await object.source.read(file.dataOffset, file.packedBytes);
      return codecs.inflateRaw(packed ?? new Uint8Array(0));
    };
    let done = 0;
    await narrator.progress.run(
      { name: "Uploading", label: "Uploading files...", unit: "bytes", total },
      (bar) =>
        inParallel(prepared.artifacts, async (artifact) => {
          doors.signal.throwIfAborted();
          const { url, sizeBytes } = artifact;
          for (const { id } of before.get(url) ?? []) await deleteReleaseFile(api, key, id);
          await uploadReleaseFile(api, key, {
            name: url,
            dist,
            headers: linked.get(artifact)?.headers ?? [],
            content: memorySource(await contentOf(artifact)),
            random: doors.random,
            signal: doors.signal,
          });
          bar.add(sizeBytes, url);
          done++;
        }),
    ).catch((error: unknown) => {
      const count = prepared.artifacts.length;
      narrator.warn(`${done} of ${count} files were uploaded; run the command again for the rest`);
      throw error;
    });
    for (const line of scopeLines(options.facts, "single file/legacy upload")) narrator.step(line);
    return { uploadType: "single files", sentBytes: total, isNew: () => true };
  } finally {
    object.source.close();
  }
}

async function filesByName(
  files: AsyncIterable<ReleaseFile>,
  dist: string | undefined,
): Promise<Map<string, ReleaseFile[]>> {
  const byName = new Map<string, ReleaseFile[]>();
  for await (const file of files) {
    if (file.dist !== dist) continue;
    byName.set(file.name, [...byName.get(file.name) ?? [], file]);
  }
  return byName;
}

/** Some at a time; after a failure what has begun comes to its end, and nothing new begins. */
async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items];
  let failure: { readonly error: unknown } | undefined;
  const worker = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) {
      if (failure !== undefined) return;
      try {
        await work(item);
      } catch (error) {
        failure ??= { error };
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(PARALLEL, items.length) }, worker));
  if (failure !== undefined) throw failure.error;
}
