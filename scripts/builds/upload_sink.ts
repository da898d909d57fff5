/** A server that takes uploads and keeps what they were: the judge of `test_builds.ts`. */
import { unzipSync } from "fflate";

/** A bundle as it was assembled. */
export interface Uploaded {
  /** The body of the last assemble call, without what depends on the compressor. */
  readonly call: Readonly<Record<string, unknown>>;
  /** manifest.json, as text. */
  readonly manifest: string;
  /** SHA-256 of each entry's content. */
  readonly entries: Readonly<Record<string, string>>;
}

export interface UploadSink {
  readonly url: string;
  /** What came since the last call; then everything is forgotten, so that the next upload is whole. */
  take(): readonly Uploaded[];
  close(): Promise<void>;
}

export function openUploadSink(): UploadSink {
  const chunks = new Map<string, Uint8Array<ArrayBuffer>>();
  const uploads: Uploaded[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    const { pathname } = new URL(request.url);
    if (pathname.endsWith("/chunk-upload/")) {
      if (request.method === "GET") return Response.json(options(pathname));
      for (const [field, file] of await request.formData()) {
        if (typeof file === "string") return Response.json({ detail: field }, { status: 400 });
        const data = await content(file, field);
        if (await hash("SHA-1", data) !== file.name) {
          return Response.json({ detail: "Checksum mismatch" }, { status: 400 });
        }
        chunks.set(file.name, data);
      }
      return new Response();
    }
    if (!pathname.endsWith("/artifactbundle/assemble/")) {
      return Response.json({ detail: "Not found" }, { status: 404 });
    }
    const { checksum, chunks: wanted, ...call }: {
      checksum: string;
      chunks: string[];
    } = await request.json();
    const missingChunks = wanted.filter((each) => !chunks.has(each));
    if (missingChunks.length > 0) return Response.json({ state: "not_found", missingChunks });
    const parts = wanted.flatMap((each) => chunks.get(each) ?? []);
    const bundle = new Uint8Array(await new Blob(parts).arrayBuffer());
    if (await hash("SHA-1", bundle) !== checksum) {
      return Response.json({ state: "error", missingChunks, detail: "Checksum mismatch" });
    }
    uploads.push({ call, ...await unpack(bundle) });
    return Response.json({ state: "ok", missingChunks });
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    take() {
      chunks.clear();
      return uploads.splice(0);
    },
    close: () => server.shutdown(),
  };
}

function options(url: string) {
  return {
    url,
    chunkSize: 1 << 20,
    chunksPerRequest: 16,
    maxRequestSize: 16 << 20,
    concurrency: 4,
    hashAlgorithm: "sha1",
    compression: ["gzip"],
    accept: ["artifact_bundles", "artifact_bundles_v2", "debug_files", "sources"],
  };
}

async function content(file: File, field: string): Promise<Uint8Array<ArrayBuffer>> {
  if (field === "file") return new Uint8Array(await file.arrayBuffer());
  const unpacked = file.stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(unpacked).arrayBuffer());
}

async function unpack(bundle: Uint8Array): Promise<Omit<Uploaded, "call">> {
  const files = unzipSync(bundle);
  const entries: Record<string, string> = {};
  for (const name of Object.keys(files).sort()) {
    entries[name] = await hash("SHA-256", new Uint8Array(files[name] ?? new Uint8Array(0)));
  }
  return { manifest: new TextDecoder().decode(files["manifest.json"]), entries };
}

async function hash(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest(name, bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
