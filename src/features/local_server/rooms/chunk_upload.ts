/**
 * How chunks are to be uploaded, and taking them. A chunk is checked against the checksum that is its
 * name and kept; `assemble.ts` puts them together.
 */
import { headerValue } from "../../../formats/http1.ts";
import { type Codecs, SystemError } from "../../../system/mod.ts";
import { hex } from "../bytes.ts";
import { readForm } from "../form.ts";
import { badRequest, emptyReply, jsonReply } from "../replies.ts";
import type { ApiRequest, Route } from "../routes.ts";
import type { Reply } from "../http_server.ts";
import { putChunk } from "../store/chunks.ts";
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
        maxWait: 0,
        accept: ["debug_files", "release_files", "artifact_bundles", "artifact_bundles_v2"],
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
  const { id } = organizationOf(request);
  const { head, body } = request.request;
  const bytes = await body.bytes(MAX_BODY_BYTES);
  const form = await readForm(bytes, headerValue(head.headers, "content-type") ?? "");
  if (form.length === 0) throw badRequest("There are no chunks in the request");
  if (form.length > CHUNKS_PER_REQUEST) throw badRequest("Too many chunks");
  const codecs = await request.codecs();
  const chunks: { readonly checksum: string; readonly data: Uint8Array }[] = [];
  for (const { name, file } of form) {
    if (typeof file === "string" || (name !== "file" && name !== "file_gzip")) {
      throw badRequest(`Unexpected field '${name}'`);
    }
    const data = await contentOf(new Uint8Array(await file.arrayBuffer()), name, codecs);
    const hash = codecs.sha1();
    hash.update(data);
    if (hex(hash.digest()) !== file.name) throw badRequest("Checksum mismatch");
    chunks.push({ checksum: file.name, data });
  }
  request.store.change(() => {
    for (const chunk of chunks) putChunk(request.store, id, chunk);
  });
  return emptyReply(200);
}

/** The bytes of a part: `file` as they are, `file_gzip` unpacked. */
async function contentOf(
  bytes: Uint8Array,
  field: "file" | "file_gzip",
  codecs: Codecs,
): Promise<Uint8Array> {
  if (field === "file") {
    if (bytes.length > CHUNK_SIZE) throw badRequest("Chunk size too large");
    return bytes;
  }
  try {
    return await codecs.unpack("gzip", bytes, CHUNK_SIZE);
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    throw badRequest(
      error.message.includes("more than") ? "Chunk size too large" : "A chunk is not valid gzip",
    );
  }
}
