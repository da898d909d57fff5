/** Chunked upload: how the server takes chunks, and sending some. */
import { ApiError } from "../base/errors.ts";
import type { Random } from "../system/mod.ts";
import { ensureOk } from "./answers.ts";
import type { Api } from "./client.ts";
import { hex, streamedForm } from "./form_data.ts";
import { count, type Decode, DecodeError, type Fields, list, record, text } from "./decode.ts";
import { path } from "./path.ts";

/** How a server takes uploads. */
export interface ChunkOptions {
  /** Where chunks go: absolute, or below `/api/0/`. */
  readonly url: string;
  readonly chunkSize: number;
  readonly chunksPerRequest: number;
  readonly maxRequestSize: number;
  /** 0: the server states no limit. */
  readonly maxFileSize: number;
  /** The longest wait for the processing, in seconds; 0: no limit. */
  readonly maxWaitSeconds: number;
  /** 0: as many as there are cores. */
  readonly concurrency: number;
  readonly compression: readonly string[];
  /** What it takes; only for spellings of the 2.x line, the others do not ask. */
  readonly accept: readonly string[];
}

const sha1Only: Decode<"sha1"> = (value, at) => {
  const name = text(value, at);
  if (name === "sha1") return name;
  throw new DecodeError(`unknown variant \`${name}\`, expected \`sha1\``, at, "type");
};

/** A whole number with the limits and the name that the reference has for it. */
function number(type: string, { min = 0, max = Number.MAX_SAFE_INTEGER }): Decode<number> {
  return (value, at) => {
    if (typeof value !== "number" || !Number.isInteger(value)) {
      try {
        return count(value, at);
      } catch (error) {
        if (!(error instanceof DecodeError)) throw error;
        throw new DecodeError(error.problem.replace(/u64$/, type), at, "type");
      }
    }
    if (value >= min && value <= max) return value;
    throw new DecodeError(`invalid value: integer \`${value}\`, expected ${type}`, at, "type");
  };
}

/** A field that may be absent, but not null. */
function or<T>(fields: Fields, name: string, decode: Decode<T>, fallback: T): T {
  return fields.has(name) ? fields.get(name, decode) : fallback;
}

const chunkOptions: Decode<ChunkOptions> = record((it) => ({
  url: it.get("url", text),
  chunkSize: it.get("chunkSize", number("a nonzero usize", { min: 1 })),
  chunksPerRequest: it.get("chunksPerRequest", count),
  maxRequestSize: it.get("maxRequestSize", count),
  maxFileSize: or(it, "maxFileSize", count, 0),
  maxWaitSeconds: or(it, "maxWait", count, 0),
  concurrency: it.get("concurrency", number("u8", { max: 255 })),
  compression: or(it, "compression", list(text), []),
  accept: it.maybe("accept", strings) ?? [],
  hashAlgorithm: it.get("hashAlgorithm", sha1Only),
}));

/** The texts of a list; whatever else stands there is none of our business. */
const strings: Decode<readonly string[]> = (value) =>
  Array.isArray(value) ? value.filter((each: unknown) => typeof each === "string") : [];

/** What a dry run takes for the answer: the limits of Sentry's own servers. */
const USUAL_OPTIONS = {
  chunkSize: 8 * 1024 * 1024,
  chunksPerRequest: 64,
  maxRequestSize: 32 * 1024 * 1024,
  concurrency: 8,
  hashAlgorithm: "sha1",
  compression: ["gzip"],
  accept: ["artifact_bundles", "artifact_bundles_v2"],
} as const;

/** Asks an organization's server how it takes uploads. */
export function getChunkOptions(api: Api, org: string): Promise<ChunkOptions> {
  const url = path`/organizations/${org}/chunk-upload/`;
  return api.getJson(url, chunkOptions, {
    missing: "organization",
    assumed: { json: { url, ...USUAL_OPTIONS }, says: "the limits of sentry.io" },
  });
}

/** The same of a server of any age: one that knows of no chunks accepts nothing. */
export async function chunkOptionsOfAnyServer(api: Api, org: string): Promise<ChunkOptions> {
  try {
    return await getChunkOptions(api, org);
  } catch (error) {
    if (!(error instanceof ApiError && error.status === 404)) throw error;
    return { url: "", ...USUAL_OPTIONS, maxFileSize: 0, maxWaitSeconds: 0, accept: [] };
  }
}

/** A chunk as it goes over the wire. */
export interface ChunkPart {
  /** SHA-1 of the raw bytes. */
  readonly checksum: string;
  /** `file_gzip` for packed bytes. */
  readonly field: "file" | "file_gzip";
  /** As sent. */
  readonly sizeBytes: number;
  /** The bytes, anew for each attempt. */
  pieces(): AsyncIterable<Uint8Array>;
}

/** Sends some chunks in one request. Twice does no harm: a chunk is known by its checksum. */
export async function sendChunks(
  api: Api,
  { url, parts, random, signal }: {
    readonly url: string;
    readonly parts: readonly ChunkPart[];
    readonly random: Pick<Random, "bytes">;
    readonly signal?: AbortSignal | undefined;
  },
): Promise<void> {
  const { contentType, body } = streamedForm(
    parts.map(({ checksum, field, ...content }) => ({
      ...content,
      name: field,
      fileName: checksum,
      type: "application/octet-stream",
    })),
    random,
  );
  const response = await api.request({
    method: "POST",
    path: url,
    headers: [["Content-Type", contentType]],
    body: () => body,
    repeatable: true,
    assumed: {},
    signal,
  });
  await ensureOk(response, { missing: "project" });
  await response.body?.cancel();
}

/** Sends one chunk as it is. */
export async function sendChunk(
  api: Api,
  { options, chunk, random }: {
    readonly options: Pick<ChunkOptions, "url">;
    readonly chunk: Uint8Array;
    readonly random: Pick<Random, "bytes">;
  },
): Promise<void> {
  const digest = await crypto.subtle.digest("SHA-1", new Uint8Array(chunk));
  const part: ChunkPart = {
    checksum: hex(new Uint8Array(digest)),
    field: "file",
    sizeBytes: chunk.length,
    async *pieces() {
      yield await Promise.resolve(chunk);
    },
  };
  await sendChunks(api, { url: options.url, parts: [part], random });
}
