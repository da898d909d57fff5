/** Finishes a bundle, brings it to the server, and says so line by line (specification, §1.7, §3.1). */
import {
  assembleArtifactBundle,
  assembleReleaseBundle,
  type ChunkedChecksums,
} from "../../api/assemble.ts";
import type { ChunkOptions } from "../../api/chunk_upload.ts";
import type { Api } from "../../api/client.ts";
import type { BundleFacts } from "../../formats/artifact_bundle/manifest.ts";
import type { Progress } from "../../output/progress.ts";
import { oneLine } from "../../output/sanitise.ts";
import type { Style } from "../../output/style.ts";
import {
  awaitProcessing,
  sendAll,
  sendObject,
  type UploadObjectOptions,
} from "../../upload/assemble.ts";
import type { Artifact } from "./artifact_facts.ts";
import type { LinkedArtifact } from "./link_sources.ts";
import type { PreparedSources } from "./prepare_sources.ts";
import type { BundleWay } from "./upload_way.ts";

/** How an upload tells of itself. */
export interface Narrator {
  /** One line on stdout; the mark before it is added. */
  step(text: string): void;
  /** Text on stdout. */
  say(text: string): void;
  /** One line on stderr. */
  warn(text: string): void;
  readonly progress: Progress;
  readonly style: Style;
}

export interface UploadBundleOptions {
  readonly api: Api;
  readonly options: ChunkOptions;
  readonly doors: UploadObjectOptions["doors"];
  /** What it is for; also goes into the manifest. */
  readonly facts: BundleFacts & { readonly org: string };
  readonly waitSeconds: number | undefined;
  readonly narrator: Narrator;
  /** Default: as an artifact bundle, after asking what is missing. */
  readonly way?: BundleWay | undefined;
}

/** What became of a bundle. */
export interface BundleUploaded {
  readonly uploadType: "artifact bundle" | "release bundle";
  readonly bundleId: string;
  readonly checksum: string;
  readonly sizeBytes: number;
  /** Raw bytes that were sent; the others were on the server. */
  readonly sentBytes: number;
  readonly processing: "complete" | "pending";
  /** Whether some of a file's bytes had to be sent. */
  isNew(artifact: Artifact): boolean;
}

/** Uploads what was prepared. */
export async function uploadBundle(
  prepared: PreparedSources,
  linked: ReadonlyMap<Artifact, Pick<LinkedArtifact, "headers">>,
  { api, options, doors, facts, waitSeconds, narrator, way = "artifact bundle" }:
    UploadBundleOptions,
): Promise<BundleUploaded> {
  const { progress, style, step } = narrator;
  const finished = await progress.run(
    { name: "Bundling", label: "Bundling files for upload..." },
    () => finish(prepared, linked, facts),
  );
  const { object, bundleId } = finished;
  try {
    step(`Bundled ${countOf(prepared.bundled.size, style)} for upload`);
    step(`Bundle ID: ${bundleId}`);
    const { org, release = "" } = facts;
    const ask = (sums: ChunkedChecksums) =>
      way === "release bundle"
        ? assembleReleaseBundle(api, { org, release }, sums)
        : assembleArtifactBundle(api, facts, sums);
    const sent = await progress.run(
      { name: "Uploading", label: "Uploading files...", unit: "bytes" },
      (bar) => {
        const events = {
          onMissing: (bytes: number) => bar.setTotal(bytes),
          onSent: (bytes: number) => bar.add(bytes),
        };
        const sending = { api, options, doors, events };
        return way === "artifact bundle"
          ? sendObject(object, ask, sending)
          : sendAll(object, sending);
      },
    );
    step(
      sent.sentChunks.length > 0
        ? "Uploaded files to Sentry"
        : "Nothing to upload, all files are on the server",
    );
    const processing = await progress.run(
      { name: "Processing", label: "Processing files..." },
      (bar) => {
        const events = { onState: (state: string) => bar.add(0, state) };
        return awaitProcessing(object, ask, { api, options, doors, waitSeconds, events });
      },
    );
    step(
      processing === "complete"
        ? "File processing complete"
        : "File upload complete (processing pending on server)",
    );
    const uploadType = way === "release bundle" ? way : "artifact bundle";
    for (const line of scopeLines(facts, uploadType)) step(line);
    const isNew = newness(prepared, object.chunks, { ...object, sentChunks: sent.sentChunks });
    const { checksum, sizeBytes } = object;
    const { sentBytes } = sent;
    return { uploadType, bundleId, checksum, sizeBytes, sentBytes, processing, isNew };
  } finally {
    object.source.close();
  }
}

/** The last piece of a bundle: its manifest. */
export function finish(
  { writer, bundled, skipped }: PreparedSources,
  linked: ReadonlyMap<Artifact, Pick<LinkedArtifact, "headers">>,
  facts: BundleFacts,
) {
  const leftOut = [...skipped].map(([artifact, { packed }]) => ({
    url: artifact.url,
    type: artifact.type,
    headers: linked.get(artifact)?.headers ?? [],
    packed,
  }));
  const artifactOf = new Map([...bundled].map(([artifact, file]) => [file, artifact]));
  return writer.finish(
    [...bundled.values()],
    (file) => {
      const artifact = artifactOf.get(file);
      return artifact === undefined ? [] : linked.get(artifact)?.headers ?? [];
    },
    facts,
    leftOut,
  );
}

/** `1 file`, `2 files`; the number stands out. */
export function countOf(count: number, style: Style): string {
  return `${style.yellow(String(count))} ${count === 1 ? "file" : "files"}`;
}

/** What the upload was for. */
export function scopeLines(
  { org, projects, release, dist }: UploadBundleOptions["facts"],
  uploadType: string,
): string[] {
  return [
    `Organization: ${org}`,
    uploadType.endsWith("bundle")
      ? `Projects: ${projects.join(", ")}`
      : `Project: ${projects[0] ?? "None"}`,
    `Release: ${oneLine(release ?? "None")}`,
    `Dist: ${oneLine(dist ?? "None")}`,
    `Upload type: ${uploadType}`,
  ];
}

/** A file is new when one of the chunks over which it stretches was sent. */
function newness(
  { bundled }: PreparedSources,
  chunks: readonly string[],
  { chunkSize, sentChunks }: { readonly chunkSize: number; readonly sentChunks: readonly string[] },
): (artifact: Artifact) => boolean {
  const sent = new Set(sentChunks);
  return (artifact) => {
    const file = bundled.get(artifact);
    if (file === undefined) return false;
    const first = Math.floor(file.entry.offset / chunkSize);
    const last = Math.floor((file.dataOffset + Math.max(0, file.packedBytes - 1)) / chunkSize);
    return chunks.slice(first, last + 1).some((each) => sent.has(each));
  };
}
