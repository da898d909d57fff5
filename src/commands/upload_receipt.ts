/** What an upload leaves for programs: every file and what became of it. */
import type { Artifact } from "../features/sourcemaps/artifact_facts.ts";
import type { SourcesUploaded } from "../features/sourcemaps/upload_sources.ts";

export interface ReceiptFacts {
  readonly org: string;
  readonly projects: readonly string[];
  readonly release: string | undefined;
  readonly dist: string | undefined;
}

/** The payload of `--format json`. */
export function uploadReceipt(
  { bundle, prepared, linked }: SourcesUploaded,
  { org, projects, release, dist }: ReceiptFacts,
) {
  return {
    org,
    projects,
    release: release ?? null,
    dist: dist ?? null,
    bundleId: bundle.bundleId,
    checksum: bundle.checksum,
    sizeBytes: bundle.sizeBytes,
    sentBytes: bundle.sentBytes,
    processing: bundle.processing,
    files: prepared.artifacts.map((artifact) => {
      const row = linked.get(artifact);
      return {
        path: artifact.path,
        url: artifact.url,
        type: artifact.type,
        debugId: row?.debugId ?? null,
        sourcemap: row?.sourcemap ?? null,
        sizeBytes: artifact.sizeBytes,
        ...outcomeOf(artifact, { bundle, prepared, linked, report: undefined }),
        messages: row?.messages ?? [],
      };
    }),
  };
}

/** `skipped` with its reason; `known` was on the server already. */
function outcomeOf(artifact: Artifact, { bundle, prepared }: SourcesUploaded) {
  const why = prepared.skipped.get(artifact)?.why;
  if (why !== undefined) return { outcome: "skipped", reason: why } as const;
  return bundle.isNew(artifact)
    ? { outcome: "new", reason: null } as const
    : { outcome: "known", reason: "the server has it already" } as const;
}
