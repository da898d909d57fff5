/**
 * How chunks are to be uploaded, and taking them. A chunk is checked against the checksum that is its
 * name; putting chunks together is a later room, so nothing is kept.
 */
import { headerValue } from "../../../formats/http1.ts";
import { hex } from "../bytes.ts";
import { badRequest, emptyReply, jsonReply } from "../replies.ts";
import type { ApiRequest, Route } from "../routes.ts";
import type { Reply } from "../http_server.ts";
import { organizationOf } from "./scope.ts";

const MIB = 1024 * 1024;
const CHUNK_SIZE = 8 * MIB;
const CHUNKS_PER_REQUEST = 64;
const MAX_REQUEST_SIZE = 32 * MIB;
/** Room for the heads of the parts. */
const MAX_BODY_BYTES = MAX_REQUEST_SIZE + MIB;

const UPLOADERS = ["project:releases", "project:write", "project:admin", "org:ci"];

export const chunkUploadRoutes: readonly Route<ApiRequest>[] = [
  {
    method: "GET",
    path: "/api/0/organizations/{org}/chunk-upload/",
    scopes: UPLOADERS,
    handle(request) {
      const { slug } = organizationOf(request);
      return jsonReply({
        url: `/api/0/organizations/${encodeURIComponent(slug)}/chunk-upload/`,
        chunkSize: CHUNK_SIZE,
        chunksPerRequest: CHUNKS_PER_REQUEST,
        maxFileSize: 2048 * MIB,
        maxRequestSize: MAX_REQUEST_SIZE,
        concurrency: 8,
        hashAlgorithm: "sha1",
        compression: ["gzip"],
        accept: [],
      });
    },
  },
  {
    method: "POST",
    path: "/api/0/organizations/{org}/chunk-upload/",
    scopes: UPLOADERS,
    handle: takeChunks,
  },
];

async function takeChunks(request: ApiRequest): Promise<Reply> {
  organizationOf(request);
  const { head, body } = request.request;
  const bytes = await body.bytes(MAX_BODY_BYTES);
  const chunks = await readChunks(bytes, headerValue(head.headers, "content-type") ?? "");
  if (chunks.length === 0) throw badRequest("There are no chunks in the request");
  if (chunks.length > CHUNKS_PER_REQUEST) throw badRequest("Too many chunks");
  for (const { name, data } of chunks) {
    if (data.length > CHUNK_SIZE) throw badRequest("Chunk size too large");
    const checksum = hex(new Uint8Array(await crypto.subtle.digest("SHA-1", data)));
    if (checksum !== name) throw badRequest("Checksum mismatch");
  }
  return emptyReply(200);
}

interface Chunk {
  /** The checksum that the sender promises. */
  readonly name: string;
  readonly data: Uint8Array<ArrayBuffer>;
}

/** The parts of a form: `file` as they are, `file_gzip` unpacked. */
async function readChunks(bytes: Uint8Array, type: string): Promise<Chunk[]> {
  let form: FormData;
  try {
    form = await new Response(new Uint8Array(bytes), { headers: { "content-type": type } })
      .formData();
  } catch {
    throw badRequest("The body is not a multipart form");
  }
  const chunks: Chunk[] = [];
  for (const [field, file] of form) {
    if (typeof file === "string" || (field !== "file" && field !== "file_gzip")) {
      throw badRequest(`Unexpected field '${field}'`);
    }
    chunks.push({ name: file.name, data: await contentOf(file, field) });
  }
  return chunks;
}

async function contentOf(file: File, field: string): Promise<Uint8Array<ArrayBuffer>> {
  if (field === "file") return new Uint8Array(await file.arrayBuffer());
  const unpacked = file.stream().pipeThrough(new DecompressionStream("gzip"));
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let total = 0;
  try {
    for await (const piece of unpacked) {
      total += piece.length;
      // Packed nothings can grow without end.
      if (total > CHUNK_SIZE) break;
      pieces.push(piece);
    }
  } catch {
    throw badRequest("A chunk is not valid gzip");
  }
  if (total > CHUNK_SIZE) throw badRequest("Chunk size too large");
  return new Uint8Array(await new Blob(pieces).arrayBuffer());
}
