/**
 * Looks at all files of an upload and packs them into the body of a bundle, on all cores. Each file is
 * read once, by the thread that works on it: what comes back is what is known of it and its packed
 * bytes, so neither the number nor the size of the files counts for the memory.
 */
import { BadBundleUrl } from "../../formats/artifact_bundle/entry_path.ts";
import { compareBytes } from "../../formats/artifact_bundle/manifest.ts";
import { releaseBytes } from "../../base/release_bytes.ts";
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
const THREADS_FROM_BYTES = 2 * 1024 * 1024;
/** What is in work takes several times its size; what is done waits for its turn. */
const IN_WORK_BYTES = 32 * 1024 * 1024;
const MOST_ITEMS = 32;
/** More would only wait for the disk, and each has its own memory. */
const MAX_THREADS = 8;

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
  const sizes = await sizesOf(files, doors.fs);
  const bytesOf = (file: SourceFile) => sizes.get(file) ?? 0;
  const total = files.reduce((sum, file) => sum + bytesOf(file), 0);
  const threads = total > THREADS_FROM_BYTES ? Math.min(doors.workers.count, MAX_THREADS) : 0;
  const pool = doors.workers.open(threads);
  const artifacts: Artifact[] = [];
  const bundled = new Map<Artifact, BundledFile>();
  const skipped = new Map<Artifact, { readonly why: string; readonly packed: Uint8Array }>();
  const notDecompressed: string[] = [];
  const sorted = [...files].sort((a, b) => compareBytes(a.url, b.url));
  try {
    const work = (file: SourceFile) => prepare(file, pool, options);
    const window = { mostItems: MOST_ITEMS, mostBytes: IN_WORK_BYTES, bytesOf, work };
    for await (const [file, prepared] of inOrder(sorted, window)) {
      doors.signal.throwIfAborted();
      const { facts, content, notDecompressed: stayedPacked } = prepared;
      const sizeBytes = content.sizeBytes;
      const artifact: Artifact = { ...facts, url: file.url, path: file.path, sizeBytes };
      artifacts.push(artifact);
      if (stayedPacked) notDecompressed.push(file.path);
      if (content.packed === undefined) {
        skipped.set(artifact, { why: content.why, packed: content.leftOut });
      } else bundled.set(artifact, await add(writer, artifact, content));
      bar.add(1, file.url);
    }
  } catch (error) {
    writer.abandon();
    throw error;
  } finally {
    pool.close();
  }
  return { artifacts, bundled, skipped, notDecompressed, writer };
}

async function add(
  writer: ArtifactBundleWriter,
  { url, type, path }: Artifact,
  { packed, crc32, sizeBytes }: Extract<Prepared["content"], { readonly crc32: number }>,
): Promise<BundledFile> {
  try {
    const added = await writer.add({ url, type, packed, crc32, sizeBytes });
    releaseBytes(packed);
    return added;
  } catch (error) {
    if (!(error instanceof BadBundleUrl)) throw error;
    throw new InputError(`Could not put '${path}' into the bundle: ${error.message}`, {
      hint: "Check '--url-prefix'.",
    });
  }
}

async function prepare(
  { path, file, url, content }: SourceFile,
  pool: WorkerPool,
  { rewrite, validates, decompress, typeFor }: PrepareOptions,
): Promise<Prepared> {
  const input: PrepareInput = { path: file, url, content, rewrite, validates, decompress, typeFor };
  let outcome;
  try {
    outcome = await pool.run(prepareArtifactTask, input);
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

/** Bytes of each file, as far as they are known. */
async function sizesOf(
  files: readonly SourceFile[],
  fs: FileSystem,
): Promise<Map<SourceFile, number>> {
  const sizes = new Map<SourceFile, number>();
  for (const each of files) {
    sizes.set(each, each.content?.length ?? (await fs.stat(each.file))?.sizeBytes ?? 0);
  }
  return sizes;
}

interface Window<Item, Result> {
  readonly mostItems: number;
  /** Of the items that are being worked on; one alone may have more. */
  readonly mostBytes: number;
  bytesOf(item: Item): number;
  work(item: Item): Promise<Result>;
}

/** Works on some items at a time and gives the results in the order of the items. */
async function* inOrder<Item, Result>(
  items: readonly Item[],
  { mostItems, mostBytes, bytesOf, work }: Window<Item, Result>,
): AsyncGenerator<[Item, Result]> {
  const running: { readonly item: Item; readonly result: Promise<Result> }[] = [];
  let [next, bytes] = [0, 0];
  const begin = (item: Item) => {
    bytes += bytesOf(item);
    const result = work(item).finally(() => bytes -= bytesOf(item));
    // Whoever waits for it learns of a failure; until then it is nobody's.
    result.catch(() => {});
    running.push({ item, result });
    next++;
  };
  try {
    while (next < items.length || running.length > 0) {
      for (let item = items[next]; item !== undefined; item = items[next]) {
        const isFull = running.length >= mostItems || bytes + bytesOf(item) > mostBytes;
        if (isFull && running.length > 0) break;
        begin(item);
      }
      const first = running.shift();
      if (first !== undefined) yield [first.item, await first.result];
    }
  } finally {
    // After a failure the others may fail as well, and nobody waits for them any more.
    await Promise.allSettled(running.map(({ result }) => result));
  }
}
