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
import { type ChunkedObject, ChunkHasher } from "./chunked_object.ts";

/** A file packed for a bundle. */
export interface PackedFile {
  readonly url: string;
  readonly type: ArtifactType;
  /** Deflate without a header. */
  readonly packed: Uint8Array;
  /** Of the content. */
  readonly crc32: number;
  readonly sizeBytes: number;
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
 * Two below zlib's default: on source maps and scripts it packs to 3.6 % more bytes in two thirds of the
 * time, and packing is most of the work (scripts/bench_sourcemaps.ts).
 */
const BUNDLE_LEVEL = 4;
/** Pieces of a bundle that are written, and read again, at once. */
const BUFFER_BYTES = 1024 * 1024;

/** Packs content that is in memory. */
export function packFile(
  { url, type, content }: {
    readonly url: string;
    readonly type: ArtifactType;
    readonly content: Uint8Array;
  },
  codecs: Codecs,
): PackedFile & { readonly packed: Uint8Array<ArrayBuffer> } {
  const packed = codecs.deflateRaw(content, BUNDLE_LEVEL);
  return { url, type, packed, crc32: codecs.crc32(content), sizeBytes: content.length };
}

/** Writes one bundle. Add files in the order of their URLs, then finish. */
export class ArtifactBundleWriter {
  readonly #out: BufferedSink;
  readonly #paths = new UniquePaths();
  readonly #entries: ZipEntry[] = [];

  private constructor(
    readonly path: string,
    out: BufferedSink,
    private readonly fs: Pick<FileSystem, "open">,
    private readonly codecs: Codecs,
  ) {
    this.#out = out;
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
      const bundleId = await this.#idOf(bundled, { files, source, leftOut });
      const manifest = new TextEncoder().encode(manifestText(files, bundleId, facts));
      await this.#append("manifest.json", {
        packed: this.codecs.deflateRaw(manifest, BUNDLE_LEVEL),
        crc32: this.codecs.crc32(manifest),
        sizeBytes: manifest.length,
      });
      for (const record of centralDirectory(this.#entries, this.#out.offset)) {
        await this.#out.write(record);
      }
      const checksums = await this.#out.finish();
      // Opened anew: the size of a source is that of its opening.
      const whole = await this.fs.open(this.path);
      return { bundleId, files, object: { name: "the bundle", source: whole, ...checksums } };
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
    { packed, crc32, sizeBytes }: Pick<PackedFile, "packed" | "crc32" | "sizeBytes">,
  ): Promise<{ entry: ZipEntry; dataOffset: number }> {
    const entry = { path, crc32, sizeBytes, packedBytes: packed.length, offset: this.#out.offset };
    await this.#out.write(localHeader(entry));
    const dataOffset = this.#out.offset;
    await this.#out.write(packed);
    this.#entries.push(entry);
    return { entry, dataOffset };
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

/** Reads forward through a source in large pieces. */
class Window {
  #bytes = new Uint8Array(0);
  #offset = 0;

  constructor(readonly source: ByteSource) {}

  async bytes(offset: number, length: number): Promise<Uint8Array> {
    const at = offset - this.#offset;
    if (at < 0 || at + length > this.#bytes.length) {
      this.#bytes = await this.source.read(offset, Math.max(length, BUFFER_BYTES));
      this.#offset = offset;
      return this.#bytes.subarray(0, length);
    }
    return this.#bytes.subarray(at, at + length);
  }
}

/** Gathers small pieces into large writes and counts the checksums of all. */
class BufferedSink {
  readonly #buffer = new Uint8Array(BUFFER_BYTES);
  #filled = 0;
  #closed = false;

  constructor(
    readonly sink: { write(data: Uint8Array): Promise<void>; close(): void },
    readonly hasher: ChunkHasher,
  ) {}

  get offset(): number {
    return this.hasher.sizeBytes;
  }

  async write(bytes: Uint8Array): Promise<void> {
    this.hasher.update(bytes);
    if (this.#filled + bytes.length > BUFFER_BYTES) await this.flush();
    if (bytes.length > BUFFER_BYTES) return await this.sink.write(bytes);
    this.#buffer.set(bytes, this.#filled);
    this.#filled += bytes.length;
  }

  async flush(): Promise<void> {
    const filled = this.#filled;
    this.#filled = 0;
    if (filled > 0) await this.sink.write(this.#buffer.subarray(0, filled));
  }

  async finish() {
    await this.flush();
    this.close();
    return this.hasher.finish();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.sink.close();
  }
}
