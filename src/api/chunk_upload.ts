/** Chunked upload: how the server takes chunks, and one of them sent. */
import type { Random } from "../system/mod.ts";
import { ensureOk } from "./answers.ts";
import type { Api } from "./client.ts";
import { count, type Decode, DecodeError, list, record, text } from "./decode.ts";
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
  readonly concurrency: number;
  readonly compression: readonly string[];
}

const sha1Only: Decode<"sha1"> = (value, at) => {
  const name = text(value, at);
  if (name === "sha1") return name;
  throw new DecodeError(`unknown variant \`${name}\`, expected \`sha1\``, at, "type");
};

const chunkOptions: Decode<ChunkOptions> = record((it) => {
  it.get("hashAlgorithm", sha1Only);
  return {
    url: it.get("url", text),
    chunkSize: it.get("chunkSize", count),
    chunksPerRequest: it.get("chunksPerRequest", count),
    maxRequestSize: it.get("maxRequestSize", count),
    maxFileSize: it.maybe("maxFileSize", count) ?? 0,
    concurrency: it.get("concurrency", count),
    compression: it.maybe("compression", list(text)) ?? [],
  };
});

/** Asks an organization's server how it takes uploads. */
export function getChunkOptions(api: Api, org: string): Promise<ChunkOptions> {
  return api.getJson(path`/organizations/${org}/chunk-upload/`, chunkOptions, {
    missing: "organization",
  });
}

/** Sends one chunk as it is. Sending it twice does no harm: it is known by its checksum. */
export async function sendChunk(
  api: Api,
  { options, chunk, random }: {
    readonly options: Pick<ChunkOptions, "url">;
    readonly chunk: Uint8Array;
    readonly random: Pick<Random, "bytes">;
  },
): Promise<void> {
  const checksum = hex(new Uint8Array(await crypto.subtle.digest("SHA-1", new Uint8Array(chunk))));
  const boundary = `${"-".repeat(24)}${hex(random.bytes(11))}`;
  const head = `--${boundary}\r\n` +
    `Content-Disposition: form-data; name="file"; filename="${checksum}"\r\n` +
    "Content-Type: application/octet-stream\r\n\r\n";
  const body = joined([utf8(head), chunk, utf8(`\r\n--${boundary}--\r\n`)]);
  const response = await api.request({
    method: "POST",
    path: options.url,
    headers: [["Content-Type", `multipart/form-data; boundary=${boundary}`]],
    body: () => body,
    repeatable: true,
  });
  await ensureOk(response, { missing: "project" });
  await response.body?.cancel();
}

function utf8(words: string): Uint8Array {
  return new TextEncoder().encode(words);
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(pieces.reduce((total, { length }) => total + length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
