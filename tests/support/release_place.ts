/** A place of releases on loopback, with whatever files a test gives it. */

export interface ReleasePlace extends AsyncDisposable {
  readonly url: string;
  /** Paths asked for so far. */
  readonly asked: string[];
}

/** What is served under a path: bytes, or the first part of them before the connection breaks. */
export type Served = string | Uint8Array<ArrayBuffer> | {
  readonly cutAfter: number;
  readonly size: number;
};

/** Serves files by path (`/latest/download/release.json`); anything else is a 404. */
export function releasePlace(files: Readonly<Record<string, Served>>): ReleasePlace {
  const asked: string[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
    const { pathname } = new URL(request.url);
    asked.push(pathname);
    const served = files[pathname];
    if (served === undefined) return new Response("not here", { status: 404 });
    if (typeof served === "string" || served instanceof Uint8Array) return new Response(served);
    const { cutAfter, size } = served;
    const body = new ReadableStream({
      start: (controller) => controller.enqueue(new Uint8Array(cutAfter)),
      pull: (controller) => controller.error(new Error("cut")),
    });
    return new Response(body, { headers: { "content-length": `${size}` } });
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    asked,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

export async function sha256(data: string | Uint8Array<ArrayBuffer>): Promise<string> {
  const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
