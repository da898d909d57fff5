/** A place of releases: its files, signed, and a server on loopback that hands them out. */

/** What is served under a path: bytes, or the first part of them before the connection breaks. */
export type Served =
  | string
  | Uint8Array<ArrayBuffer>
  | { readonly cutAfter: number; readonly size: number };

export interface SignedRelease {
  /** By path, as below the address of the place. */
  readonly files: Record<string, string | Uint8Array<ArrayBuffer>>;
  /** The public key, as in `SENTRY_CLI_RELEASE_KEY`. */
  readonly key: string;
}

/** A release of one program, signed by a key that was made for it or is given. */
export async function signedRelease(
  { version, asset, program, pair }: {
    readonly version: string;
    readonly asset: string;
    readonly program: string | Uint8Array<ArrayBuffer>;
    readonly pair?: CryptoKeyPair;
  },
): Promise<SignedRelease> {
  const { privateKey, publicKey } = pair ?? await keyPair();
  const record = JSON.stringify({ version });
  const sums = `${await sha256(program)}  ${asset}\n${await sha256(record)}  release.json\n`;
  const bytes = new TextEncoder().encode(sums);
  const signature = base64(await crypto.subtle.sign("Ed25519", privateKey, bytes));
  return {
    files: {
      "/latest/download/release.json": record,
      "/latest/download/SHA256SUMS": sums,
      "/latest/download/SHA256SUMS.sig": `${signature}\n`,
      [`/download/${version}/${asset}`]: program,
    },
    key: base64(await crypto.subtle.exportKey("raw", publicKey)),
  };
}

/** A fresh key for signing. */
export async function keyPair(): Promise<CryptoKeyPair> {
  const pair = await crypto.subtle.generateKey("Ed25519", true, ["sign", "verify"]);
  if (!("privateKey" in pair)) throw new Error("the runtime made no pair of keys");
  return pair;
}

export interface ReleasePlace extends AsyncDisposable {
  readonly url: string;
  /** Paths asked for so far. */
  readonly asked: string[];
}

/** Serves files by path; anything else is a 404. */
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
      pull: (controller) => controller.error(new Error("cut, as the test wants it")),
    });
    return new Response(body, { headers: { "content-length": `${size}` } });
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    asked,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

/** In lower-case hex, as `sha256sum` prints it. */
export async function sha256(data: string | Uint8Array<ArrayBuffer>): Promise<string> {
  const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function base64(bytes: ArrayBuffer): string {
  return btoa(String.fromCharCode(...new Uint8Array(bytes)));
}
