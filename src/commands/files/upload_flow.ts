/** What `files upload` does once it is known where to and what; loaded when it runs. */
import type { ChunkOptions } from "../../api/chunk_upload.ts";
import type { Api } from "../../api/client.ts";
import { uploadReleaseFile } from "../../api/release_files.ts";
import { InputError } from "../../base/errors.ts";
import { owned } from "../../base/owned_bytes.ts";
import type { Context } from "../../context.ts";
import { uploadPlain } from "../../features/sourcemaps/upload_plain.ts";
import { makeReleaseFor, uploadWay } from "../../features/sourcemaps/upload_way.ts";
import { oneLine } from "../../output/sanitise.ts";
import { type ByteSource, SystemError } from "../../system/mod.ts";
import { memorySource } from "../../upload/chunked_object.ts";
import { narratorOf } from "../narrator.ts";
import { type FindOptions, findSources } from "../source_files.ts";
import { singleReceipt, uploadReceipt } from "../upload_receipt.ts";

export interface FilesUpload {
  readonly api: Api;
  readonly facts: {
    readonly org: string;
    /** At most one. */
    readonly projects: readonly string[];
    readonly release: string;
    readonly dist: string | undefined;
  };
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly chunkOptions: ChunkOptions;
  readonly decompress: boolean;
}

/** One file, in one request, whatever the server takes otherwise. */
export async function uploadOneFile(
  ctx: Context,
  { path, name }: { readonly path: string; readonly name: string | undefined },
  { api, facts, headers, chunkOptions, decompress }: FilesUpload,
): Promise<void> {
  const { org, projects: [project], release: version, dist } = facts;
  const content = await openFile(ctx, path, { decompress });
  try {
    await makeReleaseFor(uploadWay(chunkOptions, facts), facts, {
      api,
      warn: (text) => ctx.log.warn(text),
    });
    const key = { org, project, version };
    const sent = await ctx.progress.run(
      { name: "Uploading", label: "Uploading file...", unit: "bytes", total: content.sizeBytes },
      (bar) =>
        uploadReleaseFile(api, key, {
          name: name ?? ctx.platform.path.basename(path),
          dist,
          headers,
          content: counted(content, (bytes) => bar.add(bytes)),
          random: ctx.random,
          signal: ctx.signal,
        }),
    );
    ctx.out.show({
      json: singleReceipt(facts, { path, ...sent }),
      text: () => `A ${oneLine(sent.sha1)}  (${sent.sizeBytes} bytes)`,
    });
  } finally {
    content.close();
  }
}

/** All files of a directory, as they are. */
export async function uploadDirectory(
  ctx: Context,
  directory: string,
  { api, facts, headers, chunkOptions, decompress, options, waitSeconds }: FilesUpload & {
    readonly options: Omit<FindOptions, "defaultExtensions" | "narrator">;
    readonly waitSeconds: number | undefined;
  },
): Promise<void> {
  const narrator = narratorOf(ctx);
  const search = { ...options, defaultExtensions: undefined, narrator, takesPatterns: false };
  const files = await findSources(ctx, [directory], search);
  const uploaded = await uploadPlain(files, {
    headers,
    decompress,
    doors: ctx,
    upload: {
      api,
      options: chunkOptions,
      doors: ctx,
      facts,
      waitSeconds,
      narrator,
      way: uploadWay(chunkOptions, facts),
    },
  });
  ctx.out.show({ json: uploadReceipt(uploaded, facts), text: () => "" });
}

/** The file, unpacked where that is wanted. Throws an `InputError`. */
async function openFile(
  ctx: Context,
  path: string,
  { decompress }: { readonly decompress: boolean },
): Promise<ByteSource> {
  const full = ctx.platform.path.resolve(ctx.cwd, path);
  try {
    const source = await ctx.fs.open(full);
    const [first, second] = decompress ? await source.read(0, 2) : [];
    if (first !== 0x1f || second !== 0x8b) return source;
    source.close();
    return memorySource(await unpacked(ctx, owned(await ctx.fs.read(full)), path));
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    throw new InputError(`Could not read '${path}'`, { cause: error });
  }
}

/** The most that a packed file may grow to. */
const UNPACK_LIMIT = 2 ** 31 - 1;

async function unpacked(ctx: Context, bytes: Uint8Array<ArrayBuffer>, path: string) {
  try {
    return await (await ctx.codecs()).unpack("gzip", bytes, UNPACK_LIMIT);
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    ctx.log.warn(`Could not decompress: ${oneLine(path)}`);
    return bytes;
  }
}

/** Tells of bytes when they are read for the first time: a further attempt reads them again. */
function counted(source: ByteSource, tell: (bytes: number) => void): ByteSource {
  let most = 0;
  return {
    sizeBytes: source.sizeBytes,
    async read(offset, length) {
      const bytes = await source.read(offset, length);
      const end = offset + bytes.length;
      if (end > most) tell(end - most);
      most = Math.max(most, end);
      return bytes;
    },
    close: () => source.close(),
  };
}
