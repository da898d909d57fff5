/**
 * Looks at all files of an upload and packs them into the body of a bundle. This thread reads one file
 * after the other, makes its map ready and counts it for the bundle's id; packing, which is the larger
 * half of the work, happens beside it on all cores. So few contents are in memory at any time, and only
 * one map is taken apart.
 */
import { BadBundleUrl } from "../../formats/artifact_bundle/entry_path.ts";
import { type ArtifactHeaders, compareBytes } from "../../formats/artifact_bundle/manifest.ts";
import { InputError } from "../../base/errors.ts";
import type { Bar } from "../../output/progress.ts";
import {
  type Codecs,
  type FileSystem,
  SystemError,
  type WorkerPool,
  type Workers,
} from "../../system/mod.ts";
import { ArtifactBundleWriter, type BundledFile } from "../../upload/artifact_bundle.ts";
import { packContent, type PackedContent } from "../../upload/pack_files.ts";
import { PackInOrder } from "../../upload/pack_in_order.ts";
import type { Artifact } from "./artifact_facts.ts";
import { prepareArtifactTask, type Prepared, type PrepareInput } from "./prepare_artifact.ts";
import type { SourceFile } from "./source_urls.ts";

export interface PrepareDoors {
  readonly fs: FileSystem;
  readonly workers: Workers;
  codecs(): Promise<Codecs>;
  readonly signal: AbortSignal;
}

export interface PrepareOptions
  extends Pick<PrepareInput, "rewrite" | "validates" | "decompress" | "typeFor"> {
  /** The headers that a file will have, as far as one can tell before all have been looked at. */
  foretell(artifact: Artifact): ArtifactHeaders;
  readonly doors: PrepareDoors;
  /** The file that becomes the bundle. */
  readonly bundlePath: string;
  readonly chunkSize: number;
  readonly bar: Bar;
}

/** All files looked at; the bundle lacks its manifest. */
export interface PreparedSources {
  readonly artifacts: readonly Artifact[];
  /** The artifacts that are in the bundle. */
  readonly bundled: ReadonlyMap<Artifact, BundledFile>;
  /** Why some are not, and their packed content. */
  readonly skipped: ReadonlyMap<Artifact, { readonly why: string; readonly packed: Uint8Array }>;
  /** Paths of files that look packed and could not be unpacked. */
  readonly notDecompressed: readonly string[];
  readonly writer: ArtifactBundleWriter;
}

/** Below this, starting threads takes longer than the work. */
const THREADS_FROM_BYTES = 4 * 1024 * 1024;
/** More would only wait for this one. */
const MAX_THREADS = 4;

/** Throws an `InputError` that names the file. */
export async function prepareSources(
  files: readonly SourceFile[],
  options: PrepareOptions,
): Promise<PreparedSources> {
  const { doors, bar } = options;
  const codecs = await doors.codecs();
  const writer = await ArtifactBundleWriter.create(options.bundlePath, {
    fs: doors.fs,
    codecs,
    chunkSize: options.chunkSize,
  });
  const artifacts: Artifact[] = [];
  const bundled = new Map<Artifact, BundledFile>();
  const skipped = new Map<Artifact, { readonly why: string; readonly packed: Uint8Array }>();
  const notDecompressed: string[] = [];
  const packer = new PackInOrder<Artifact>({
    workers: doors.workers,
    threads: await threadsFor(files, doors),
    async take(artifact, packed) {
      bundled.set(artifact, await add(writer, artifact, packed));
      bar.add(1, artifact.url);
    },
  });
  const here = doors.workers.open(0);
  try {
    for (const file of [...files].sort((a, b) => compareBytes(a.url, b.url))) {
      doors.signal.throwIfAborted();
      const { facts, content, leftOut, ...rest } = await prepare(file, here, options);
      const { url, path } = file;
      const artifact: Artifact = { ...facts, url, path, sizeBytes: content.length };
      artifacts.push(artifact);
      if (rest.notDecompressed) notDecompressed.push(path);
      writer.announce({ url, type: facts.type, headers: options.foretell(artifact) }, content);
      if (leftOut === undefined) await packer.add(artifact, content);
      else {
        skipped.set(artifact, { why: leftOut, packed: packContent(content, codecs).packed });
        bar.add(1, url);
      }
    }
    await packer.finish();
  } catch (error) {
    writer.abandon();
    throw error;
  } finally {
    packer.close();
  }
  return { artifacts, bundled, skipped, notDecompressed, writer };
}

/** How many pack beside this one. */
async function threadsFor(
  files: readonly SourceFile[],
  { fs, workers }: Pick<PrepareDoors, "fs" | "workers">,
): Promise<number> {
  let total = 0;
  for (const { content, file } of files) {
    total += content?.length ?? (await fs.stat(file))?.sizeBytes ?? 0;
    if (total > THREADS_FROM_BYTES) return Math.min(workers.count - 1, MAX_THREADS);
  }
  return 0;
}

async function add(
  writer: ArtifactBundleWriter,
  { url, type, path }: Artifact,
  packed: PackedContent,
): Promise<BundledFile> {
  try {
    return await writer.add({ url, type, ...packed });
  } catch (error) {
    if (!(error instanceof BadBundleUrl)) throw error;
    throw new InputError(`Could not put '${path}' into the bundle: ${error.message}`, {
      hint: "Check '--url-prefix'.",
    });
  }
}

async function prepare(
  { path, file, content }: SourceFile,
  here: WorkerPool,
  { rewrite, validates, decompress, typeFor }: PrepareOptions,
): Promise<Prepared> {
  const input: PrepareInput = { path: file, content, rewrite, validates, decompress, typeFor };
  let outcome;
  try {
    outcome = await here.run(prepareArtifactTask, input);
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    throw new InputError(`Could not read '${error.path ?? path}': ${error.message}`, {
      cause: error,
    });
  }
  if ("problem" in outcome) {
    throw new InputError(`Could not rewrite '${path}': ${outcome.problem}`, {
      hint: "'--no-rewrite' uploads source maps as they are.",
    });
  }
  return outcome;
}
