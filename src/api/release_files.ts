/** Single files of a release, which clients of the 2.x line list, upload and delete. */
import { ApiError, InputError } from "../base/errors.ts";
import type { ByteSource, Random } from "../system/mod.ts";
import { ensureOk, readJson } from "./answers.ts";
import type { Api } from "./client.ts";
import { count, type Decode, record, text } from "./decode.ts";
import { streamedForm, type StreamedPart } from "./form_data.ts";
import { pages } from "./pages.ts";
import { path, withQuery } from "./path.ts";

/** A file as the server lists it. */
export interface ReleaseFile {
  readonly id: string;
  readonly name: string;
  readonly dist: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly sha1: string;
  readonly sizeBytes: number;
}

/** Whose files. */
export interface ReleaseFilesKey {
  readonly org: string;
  /** Without one, those of the organization. */
  readonly project: string | undefined;
  readonly version: string;
}

const headers: Decode<Readonly<Record<string, string>>> = (value, at) => {
  const entries = record(() => Object.entries(value ?? {}))(value, at);
  return Object.fromEntries(entries.map(([name, each]) => [name, text(each, [...at, name])]));
};

const releaseFile: Decode<ReleaseFile> = record((it) => ({
  id: it.get("id", text),
  sha1: it.get("sha1", text),
  name: it.get("name", text),
  sizeBytes: it.get("size", count),
  dist: it.maybe("dist", text),
  headers: it.get("headers", headers),
}));

const ownerPath = ({ org, project }: ReleaseFilesKey) =>
  project === undefined ? path`/organizations/${org}/` : path`/projects/${org}/${project}/`;

const filesPath = (key: ReleaseFilesKey) =>
  `${ownerPath(key)}${path`releases/${key.version}/files/`}`;

/** All files of a release, page by page. */
export function listReleaseFiles(api: Api, key: ReleaseFilesKey): AsyncIterable<ReleaseFile> {
  return pages(api, filesPath(key), releaseFile, { missing: "release", ahead: true });
}

/** Deletes a file; `false` when it was gone already. */
export async function deleteReleaseFile(
  api: Api,
  key: ReleaseFilesKey,
  id: string,
): Promise<boolean> {
  const response = await api.request({
    method: "DELETE",
    path: `${filesPath(key)}${path`${id}/`}`,
    assumed: { status: 204 },
  });
  if (response.status === 404) {
    await response.body?.cancel();
    return false;
  }
  await ensureOk(response);
  await response.body?.cancel();
  return true;
}

/** Deletes all files of a release, bundles among them. */
export async function deleteAllReleaseFiles(api: Api, key: ReleaseFilesKey): Promise<void> {
  const response = await api.request({
    method: "DELETE",
    path: withQuery(`${ownerPath(key)}files/source-maps/`, [["name", key.version]]),
    assumed: { status: 204 },
  });
  await ensureOk(response);
  await response.body?.cancel();
}

/** A file on its way. */
export interface NewReleaseFile {
  /** On the server: often a URL. */
  readonly name: string;
  readonly dist: string | undefined;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly content: ByteSource;
}

/** Sends a file. */
export async function uploadReleaseFile(
  api: Api,
  key: ReleaseFilesKey,
  { name, dist, headers, content, random, signal }: NewReleaseFile & {
    readonly random: Pick<Random, "bytes">;
    readonly signal?: AbortSignal | undefined;
  },
): Promise<ReleaseFile> {
  const fileName = lastPart(name);
  const reading = new FileReading(name, content);
  const { contentType, body } = streamedForm([
    {
      name: "file",
      fileName,
      type: mediaType(fileName),
      sizeBytes: content.sizeBytes,
      pieces: () => reading.pieces(),
    },
    field("name", name),
    ...(dist === undefined ? [] : [field("dist", dist)]),
    ...headers.map(([header, value]) => field("header", `${header}:${value}`)),
  ], random);
  const response = await api.request({
    method: "POST",
    path: filesPath(key),
    headers: [["Content-Type", contentType]],
    body: () => body,
    signal,
    assumed: {
      status: 201,
      json: { id: "0", sha1: "", name, size: content.sizeBytes, headers: {} },
    },
  }).catch((error: unknown) => {
    throw reading.problem ?? error;
  });
  if (response.status === 409) {
    await response.body?.cancel();
    throw new ApiError("File already present!", 409, {
      hint: `'files delete' takes '${name}' away, so that a new one can take its place`,
    });
  }
  await ensureOk(response, { missing: "release" });
  return await readJson(response, releaseFile);
}

/** Read and sent at once. */
const PIECE_BYTES = 256 * 1024;

/** Reads a file while it is sent. That it has become shorter shows there, below all policies. */
class FileReading {
  problem: InputError | undefined;

  constructor(readonly name: string, readonly source: ByteSource) {}

  async *pieces(): AsyncGenerator<Uint8Array> {
    const { sizeBytes } = this.source;
    for (let at = 0; at < sizeBytes;) {
      const wanted = Math.min(PIECE_BYTES, sizeBytes - at);
      const piece = await this.source.read(at, wanted);
      if (piece.length < wanted) {
        this.problem = new InputError(
          `Could not upload '${this.name}': it has become shorter in the meantime`,
          { hint: "Run the command again when nothing writes to it any more." },
        );
        throw this.problem;
      }
      at += piece.length;
      yield piece;
    }
  }
}

function field(name: string, value: string): StreamedPart {
  const bytes = utf8(value);
  return {
    name,
    sizeBytes: bytes.length,
    async *pieces() {
      yield await Promise.resolve(bytes);
    },
  };
}

/** What stands behind the last `/`. */
function lastPart(name: string): string {
  return name.split("/").findLast((part) => part !== "") ?? "unknown.bin";
}

/** What servers keep as the file's `Content-Type`; the extensions that the 2.x line knows. */
const MEDIA_TYPES: ReadonlyMap<string, string> = new Map([
  ["gif", "image/gif"],
  ["jpg", "image/jpeg"],
  ["jpeg", "image/jpeg"],
  ["png", "image/png"],
  ["svg", "image/svg+xml"],
  ["txt", "text/plain"],
  ["htm", "text/html"],
  ["html", "text/html"],
  ["pdf", "application/pdf"],
  ["xml", "application/xml"],
]);

function mediaType(fileName: string): string {
  const extension = /\.([^.]*)$/.exec(fileName)?.[1]?.toLowerCase() ?? "";
  return MEDIA_TYPES.get(extension) ?? "application/octet-stream";
}

function utf8(words: string): Uint8Array {
  return new TextEncoder().encode(words);
}
