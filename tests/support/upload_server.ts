/** A server for uploads behind a fake `fetch`: takes chunks, knows them, and misbehaves when told. */
import type { Fetch, HttpRequest } from "../../src/system/mod.ts";
import { loadCodecs } from "../../src/system/deno/codecs.ts";
import { toHex } from "../../src/upload/chunked_object.ts";
import { bodyBytes } from "./body_bytes.ts";

export interface UploadServerOptions {
  readonly options?: Readonly<Record<string, unknown>>;
  /** The states that assemble calls give once nothing is missing; the last one repeats. */
  readonly states?: readonly string[];
  readonly detail?: string;
  /** Answers, or throws, instead of the server; `number` counts the requests of that kind from 1. */
  readonly fault?: (
    request: HttpRequest,
    kind: RequestKind,
    number: number,
  ) => Response | Promise<Response | undefined> | undefined;
  /** What the server says is missing, in place of the truth. */
  readonly missing?: (chunks: readonly string[]) => readonly string[];
}

export type RequestKind = "options" | "chunk" | "assemble" | "other";

export interface SeenChunk {
  readonly field: string;
  readonly checksum: string;
  readonly raw: Uint8Array;
  /** As it came. */
  readonly sentBytes: number;
}

export interface UploadServer {
  readonly fetch: Fetch;
  /** `METHOD path` of all requests. */
  readonly requests: string[];
  /** Bodies of the assemble calls. */
  readonly asked: string[];
  /** The parts of each chunk request that was answered by the server itself. */
  readonly batches: SeenChunk[][];
  readonly chunks: Map<string, Uint8Array>;
  /** The object that was put together last. */
  readonly assembled: Uint8Array | undefined;
}

export const ASSEMBLE_KINDS = /\/assemble\/$/;

export function uploadServer(given: UploadServerOptions = {}): UploadServer {
  const counts: Record<RequestKind, number> = { options: 0, chunk: 0, assemble: 0, other: 0 };
  const chunks = new Map<string, Uint8Array>();
  const requests: string[] = [];
  const asked: string[] = [];
  const batches: SeenChunk[][] = [];
  let complete = 0;
  let assembled: Uint8Array | undefined;
  const state = () => {
    const states = given.states ?? ["ok"];
    return states[Math.min(complete++, states.length - 1)];
  };
  const assemble = (body: { readonly chunks: string[] }, isFirst: boolean) => {
    const lacking = body.chunks.filter((each) => !chunks.has(each));
    if (lacking.length > 0 || (given.missing !== undefined && isFirst)) {
      const missingChunks = given.missing?.(body.chunks) ?? lacking;
      return { state: "not_found", missingChunks };
    }
    const pieces = body.chunks.map((each) => chunks.get(each) ?? new Uint8Array(0));
    assembled = joined(pieces);
    if (isFirst) return { state: (given.states ?? ["ok"])[0], missingChunks: [] };
    return {
      state: state(),
      missingChunks: [],
      ...(given.detail ? { detail: given.detail } : {}),
    };
  };
  return {
    requests,
    asked,
    batches,
    chunks,
    get assembled() {
      return assembled;
    },
    async fetch(request) {
      const { pathname, search } = new URL(request.url);
      requests.push(`${request.method} ${pathname}${search}`);
      const kind = kindOf(request.method, pathname);
      const fault = await given.fault?.(request, kind, ++counts[kind]);
      if (fault !== undefined) return fault;
      if (kind === "options") return Response.json({ ...OPTIONS, ...given.options });
      const body = await bodyBytes(request.body?.() ?? new Uint8Array(0));
      request.signal?.throwIfAborted();
      if (kind === "chunk") {
        const parts = await readParts(request, body);
        for (const { checksum, raw } of parts) chunks.set(checksum, raw);
        batches.push(parts);
        return new Response("");
      }
      if (kind === "other") return new Response("no such page", { status: 404 });
      const text = new TextDecoder().decode(body);
      asked.push(text);
      return Response.json(assemble(JSON.parse(text), asked.length === 1));
    },
  };
}

const OPTIONS = {
  url: "/api/0/organizations/o/chunk-upload/",
  chunkSize: 1024,
  chunksPerRequest: 64,
  maxRequestSize: 32 * 1024 * 1024,
  concurrency: 2,
  hashAlgorithm: "sha1",
  compression: ["gzip"],
};

function kindOf(method: string, path: string): RequestKind {
  if (path.endsWith("/chunk-upload/")) return method === "GET" ? "options" : "chunk";
  return ASSEMBLE_KINDS.test(path) ? "assemble" : "other";
}

/** The parts of a form, unpacked, each held against its name. */
async function readParts(request: HttpRequest, body: Uint8Array): Promise<SeenChunk[]> {
  const type = request.headers.find(([name]) => name.toLowerCase() === "content-type")?.[1] ?? "";
  const form = await new Response(new Uint8Array(body), { headers: { "content-type": type } })
    .formData();
  const codecs = await loadCodecs();
  const parts: SeenChunk[] = [];
  for (const [field, file] of form) {
    if (typeof file === "string") throw new Error(`the part ${field} is no file`);
    const bytes = new Uint8Array(await file.arrayBuffer());
    const raw = field === "file_gzip" ? await codecs.unpack("gzip", bytes, 2 ** 30) : bytes;
    const hash = codecs.sha1();
    hash.update(raw);
    if (toHex(hash.digest()) !== file.name) throw new Error(`the chunk ${file.name} is not itself`);
    parts.push({ field, checksum: file.name, raw, sentBytes: bytes.length });
  }
  return parts;
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(pieces.reduce((total, { length }) => total + length, 0));
  pieces.reduce((at, piece) => (all.set(piece, at), at + piece.length), 0);
  return all;
}
