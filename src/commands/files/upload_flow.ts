/** What `files upload` does once it is known where to and what; loaded when it runs. */
import type { ChunkOptions } from "../../api/chunk_upload.ts";
import type { Api } from "../../api/client.ts";
import { uploadReleaseFile } from "../../api/release_files.ts";
import { InputError } from "../../base/errors.ts";
import type { Context } from "../../context.ts";
import { uploadPlain } from "../../features/sourcemaps/upload_plain.ts";
import { makeReleaseFor, uploadWay } from "../../features/sourcemaps/upload_way.ts";
import { oneLine } from "../../output/sanitise.ts";
import { SystemError } from "../../system/mod.ts";
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
  const read = await readFile(ctx, path);
  const content = decompress ? await unpacked(ctx, read, path) : read;
  await makeReleaseFor(uploadWay(chunkOptions, facts), facts, {
    api,
    warn: (text) => ctx.log.warn(text),
  });
  const key = { org, project, version };
  const sent = await ctx.progress.run(
    { name: "Uploading", label: "Uploading file...", unit: "bytes", total: content.length },
    (bar) =>
      uploadReleaseFile(api, key, {
        name: name ?? ctx.platform.path.basename(path),
        dist,
        headers,
        content,
        random: ctx.random,
        signal: ctx.signal,
      }).finally(() => bar.add(content.length)),
  );
  ctx.out.show({
    json: singleReceipt(facts, { path, ...sent }),
    text: () => `A ${oneLine(sent.sha1)}  (${sent.sizeBytes} bytes)`,
  });
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

async function readFile({ fs, cwd, platform }: Context, path: string): Promise<Uint8Array> {
  try {
    return await fs.read(platform.path.resolve(cwd, path));
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    throw new InputError(`Could not read '${path}'`, { cause: error });
  }
}

/** The most that a packed file may grow to. */
const UNPACK_LIMIT = 2 ** 31 - 1;

async function unpacked(ctx: Context, bytes: Uint8Array, path: string): Promise<Uint8Array> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return await (await ctx.codecs()).unpack("gzip", bytes, UNPACK_LIMIT);
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    ctx.log.warn(`Could not decompress: ${oneLine(path)}`);
    return bytes;
  }
}
