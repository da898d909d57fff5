/**
 * Writes an artifact bundle into a file, piece by piece, with the checksums of its chunks on the way:
 * nothing larger than one packed file is in memory. The layout is that of `formats/artifact_bundle`.
 */
import {
  type ArtifactHeaders,
  type ArtifactType,
  type BundleFacts,
  BundleIdHash,
  compareBytes,
  type ManifestFile,
  manifestText,
} from "../formats/artifact_bundle/manifest.ts";
import { entryPath, UniquePaths } from "../formats/artifact_bundle/entry_path.ts";
import {
  BUNDLE_HEADER,
  centralDirectory,
  localHeader,
  type ZipEntry,
} from "../formats/artifact_bundle/zip_records.ts";
import type { ByteSource, Codecs, FileSystem } from "../system/mod.ts";
import { BufferedSink, Window } from "./bundle_file.ts";
import { type ChunkedObject, ChunkHasher } from "./chunked_object.ts";
import { packContent, type PackedContent } from "./pack_files.ts";

/** A file packed for a bundle. */
export interface PackedFile extends PackedContent {
  readonly url: string;
  readonly type: ArtifactType;
}

/** A file in the bundle. */
export interface BundledFile extends Omit<PackedFile, "packed"> {
  /** In the archive. */
  readonly path: string;
  /** Where its packed bytes begin. */
  readonly dataOffset: number;
  readonly packedBytes: number;
  readonly entry: ZipEntry;
}

/** A file that is not in the bundle and counts for its id; in the order of URLs. */
export interface LeftOut extends Omit<ManifestFile, "path"> {
  readonly packed: Uint8Array;
}

/** A finished bundle; close its source when it is not needed any more. */
export interface FinishedBundle {
  readonly bundleId: string;
  readonly object: ChunkedObject;
  readonly files: readonly ManifestFile[];
}

/**
 * Writes one bundle. Add files in the order of their URLs, then finish. Who has their contents at hand
 * announces them first, which saves unpacking them for the bundle's id.
 */
export class ArtifactBundleWriter {
  readonly #out: BufferedSink;
  readonly #paths = new UniquePaths();
  readonly #entries: ZipEntry[] = [];
  readonly #id: BundleIdHash;
  readonly #announced = new Map<string, ArtifactHeaders>();

  private constructor(
    readonly path: string,
    out: BufferedSink,
    private readonly fs: Pick<FileSystem, "open">,
    private readonly codecs: Codecs,
  ) {
    this.#out = out;
    this.#id = new BundleIdHash(codecs.sha1());
  }

  /** Begins a bundle in a file, which is made or emptied. */
  static async create(
    path: string,
    { fs, codecs, chunkSize }: {
      readonly fs: Pick<FileSystem, "open" | "create">;
      readonly codecs: Codecs;
      readonly chunkSize: number;
    },
  ): Promise<ArtifactBundleWriter> {
    // What is in it may be nobody else's business.
    const sink = await fs.create(path, { mode: 0o600 });
    const out = new BufferedSink(sink, new ChunkHasher(codecs, chunkSize));
    await out.write(BUNDLE_HEADER);
    return new ArtifactBundleWriter(path, out, fs, codecs);
  }

  /**
   * Counts a content for the bundle's id, also of a file that will be left out; in the order of URLs.
   * The headers are those that it will have as far as one can tell; `finish` finds out.
   */
  announce(file: Omit<ManifestFile, "path">, content: Uint8Array): void {
    this.#announced.set(file.url, file.headers);
    this.#id.add(file, content);
  }

  /** Throws a `BadBundleUrl`. */
  async add({ packed, ...file }: PackedFile): Promise<BundledFile> {
    const path = this.#paths.take(entryPath(file.url));
    const { entry, dataOffset } = await this.#append(path, { ...file, packed });
    return { ...file, path, dataOffset, packedBytes: packed.length, entry };
  }

  /**
   * Writes manifest and directory. `headersOf` gives the headers of each file, which may depend on all
   * of them; the bundle's id depends on the headers and the contents.
   */
  async finish(
    bundled: readonly BundledFile[],
    headersOf: (file: BundledFile) => ArtifactHeaders,
    facts: BundleFacts,
    leftOut: readonly LeftOut[] = [],
  ): Promise<FinishedBundle> {
    await this.#out.flush();
    const source = await this.fs.open(this.path);
    try {
      const files = bundled.map((file) => ({
        path: file.path,
        url: file.url,
        type: file.type,
        headers: headersOf(file),
      }));
      const bundleId = this.#isAsAnnounced([...files, ...leftOut])
        ? this.#id.finish()
        : await this.#idOf(bundled, { files, source, leftOut });
      const manifest = new TextEncoder().encode(manifestText(files, bundleId, facts));
      await this.#append("manifest.json", packContent(manifest, this.codecs));
      for (const record of centralDirectory(this.#entries, this.#out.offset)) {
        await this.#out.write(record);
      }
      const checksums = await this.#out.finish();
      // Opened anew: the size of a source is that of its opening.
      const whole = await this.fs.open(this.path);
      return {
        bundleId,
        files,
        object: { name: "the bundle", source: whole, isPacked: true, ...checksums },
      };
    } finally {
      source.close();
    }
  }

  /** Gives up. */
  abandon(): void {
    this.#out.close();
  }

  async #append(
    path: string,
    { packed, crc32, sizeBytes }: PackedContent,
  ): Promise<{ entry: ZipEntry; dataOffset: number }> {
    const entry = { path, crc32, sizeBytes, packedBytes: packed.length, offset: this.#out.offset };
    await this.#out.write(localHeader(entry));
    const dataOffset = this.#out.offset;
    await this.#out.write(packed);
    this.#entries.push(entry);
    return { entry, dataOffset };
  }

  #isAsAnnounced(files: readonly Omit<ManifestFile, "path">[]): boolean {
    const isSame = ({ url, headers }: Omit<ManifestFile, "path">) =>
      JSON.stringify(this.#announced.get(url)) === JSON.stringify(headers);
    return files.length === this.#announced.size && files.every(isSame);
  }

  /** The id hashes contents, which by now are packed in the file only. */
  async #idOf(
    bundled: readonly BundledFile[],
    { files, source, leftOut }: {
      readonly files: readonly ManifestFile[];
      readonly source: ByteSource;
      readonly leftOut: readonly LeftOut[];
    },
  ): Promise<string> {
    const hash = new BundleIdHash(this.codecs.sha1());
    const window = new Window(source);
    const waiting = [...leftOut];
    const addLeftOut = (before: string | undefined) => {
      for (let [next] = waiting; next !== undefined; [next] = waiting) {
        if (before !== undefined && compareBytes(next.url, before) > 0) return;
        hash.add(next, this.codecs.inflateRaw(next.packed));
        waiting.shift();
      }
    };
    for (const [index, { dataOffset, packedBytes }] of bundled.entries()) {
      const file = files[index];
      if (file === undefined) continue;
      addLeftOut(file.url);
      const packed = await window.bytes(dataOffset, packedBytes);
      hash.add(file, this.codecs.inflateRaw(packed));
    }
    addLeftOut(undefined);
    return hash.finish();
  }
}
