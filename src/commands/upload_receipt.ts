/** What an upload leaves for programs: every file and what became of it. */
import type { Artifact } from "../features/sourcemaps/artifact_facts.ts";
import type { SourcesUploaded } from "../features/sourcemaps/upload_sources.ts";

export interface ReceiptFacts {
  readonly org: string;
  readonly projects: readonly string[];
  readonly release: string | undefined;
  readonly dist: string | undefined;
}

/** What is known of an upload as a whole. */
interface Sent {
  readonly uploadType: string;
  /** Only bundles have one. */
  readonly bundleId?: string | undefined;
  readonly checksum?: string | undefined;
  readonly sizeBytes: number;
  readonly sentBytes: number;
  readonly processing: "complete" | "pending";
}

interface FileRow {
  readonly path: string;
  readonly url: string;
  readonly type: string;
  readonly debugId: string | null;
  readonly sourcemap: string | null;
  readonly sizeBytes: number | null;
  readonly outcome: "new" | "known" | "skipped";
  /** Why it was not sent. */
  readonly reason: string | null;
  readonly messages: readonly { readonly level: string; readonly text: string }[];
}

/** The payload of `--format json`. */
export function uploadReceipt(
  uploaded: SourcesUploaded,
  facts: ReceiptFacts,
) {
  const { sent, prepared, linked, collisions } = uploaded;
  const sizeBytes = prepared.artifacts.reduce((sum, each) => sum + each.sizeBytes, 0);
  const files = prepared.artifacts.map((artifact): FileRow => {
    const row = linked.get(artifact);
    return {
      path: artifact.path,
      url: artifact.url,
      type: artifact.type,
      debugId: row?.debugId ?? null,
      sourcemap: row?.sourcemap ?? null,
      sizeBytes: artifact.sizeBytes,
      ...outcomeOf(artifact, uploaded),
      messages: row?.messages ?? [],
    };
  });
  const leftOut = collisions.map(({ url, kept, dropped }): FileRow => ({
    path: dropped,
    url,
    // Nobody looked into it.
    type: "unknown",
    debugId: null,
    sourcemap: null,
    sizeBytes: null,
    outcome: "skipped",
    reason: `'${kept}' has the same URL`,
    messages: [],
  }));
  return receipt(facts, { sizeBytes, processing: "complete", ...sent }, [...files, ...leftOut]);
}

/** The payload when there was nothing to upload. */
export function emptyReceipt(facts: ReceiptFacts) {
  const nothing = { sizeBytes: 0, sentBytes: 0, processing: "complete" } as const;
  return receipt(facts, { uploadType: "nothing", ...nothing }, []);
}

/** The payload for one file that was sent by itself, under a name of its own. */
export function singleReceipt(
  facts: ReceiptFacts,
  { path, name, sha1, sizeBytes }: {
    readonly path: string;
    readonly name: string;
    readonly sha1: string;
    readonly sizeBytes: number;
  },
) {
  const sent = {
    uploadType: "single files",
    checksum: sha1,
    sizeBytes,
    sentBytes: sizeBytes,
    processing: "complete",
  } as const;
  return receipt(facts, sent, [{
    path,
    url: name,
    type: "source",
    debugId: null,
    sourcemap: null,
    sizeBytes,
    outcome: "new",
    reason: null,
    messages: [],
  }]);
}

function receipt(
  { org, projects, release, dist }: ReceiptFacts,
  { uploadType, bundleId, checksum, sizeBytes, sentBytes, processing }: Sent,
  files: readonly FileRow[],
) {
  return {
    org,
    projects,
    release: release ?? null,
    dist: dist ?? null,
    uploadType,
    bundleId: bundleId ?? null,
    checksum: checksum ?? null,
    sizeBytes,
    sentBytes,
    processing,
    files,
  };
}

/** `skipped` with its reason; `known` was on the server already. */
function outcomeOf(
  artifact: Artifact,
  { sent, prepared }: SourcesUploaded,
): Pick<FileRow, "outcome" | "reason"> {
  const why = prepared.skipped.get(artifact)?.why;
  // Single files are sent whatever they hold; a bundle holds text only.
  if (why !== undefined && sent.uploadType !== "single files") {
    return { outcome: "skipped", reason: why };
  }
  return sent.isNew(artifact)
    ? { outcome: "new", reason: null }
    : { outcome: "known", reason: "the server has it already" };
}
