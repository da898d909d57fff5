/**
 * A server that records what it is sent, byte for byte at the head, and answers from a script.
 *
 * It speaks raw HTTP/1.1 on a socket, because a ready-made server would tidy up header lines, refuse
 * the absolute form that proxies get, and never see a `CONNECT`.
 */
import type { Recorded, Reply } from "./model.ts";

export interface Recorder {
  /** Host and port by name of the server. */
  readonly hosts: { readonly [name: string]: string };
  readonly requests: readonly Recorded[];
  close(): void;
}

/** How to answer, and as whom. */
export interface RecorderOptions {
  readonly replies: readonly Reply[];
  /** Turns placeholders in headers and bodies of replies into values. */
  readonly fill: (text: string) => string;
  /** Certificate and key for the server that speaks TLS; without them there is none. */
  readonly tls?: { readonly cert: string; readonly key: string };
}

/** Starts the servers `S` and `S2`, and `TLS` where there is a certificate. */
export function startRecorder(options: RecorderOptions): Recorder {
  const requests: Recorded[] = [];
  const connections = new Set<Deno.Conn>();
  const listeners: [string, Deno.Listener][] = [
    ["S", Deno.listen({ hostname: "127.0.0.1", port: 0 })],
    ["S2", Deno.listen({ hostname: "127.0.0.1", port: 0 })],
    ["SOCKS", Deno.listen({ hostname: "127.0.0.1", port: 0 })],
  ];
  if (options.tls !== undefined) {
    listeners.push([
      "TLS",
      Deno.listenTls({ hostname: "127.0.0.1", port: 0, ...options.tls }),
    ]);
  }
  // Nobody listens there any more.
  const dead = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  dead.close();
  let connectionCount = 0;
  let answered = 0;
  let closed = false;
  const next = (): Reply => {
    const { replies } = options;
    return replies[Math.min(answered++, replies.length - 1)] ?? { json: {} };
  };
  for (const [name, listener] of listeners) {
    void accept(listener, { connections, isClosed: () => closed }, async (connection) => {
      const input = new Input(connection);
      const number = ++connectionCount;
      if (name === "SOCKS") {
        const words = await shakeHands(input);
        if (words === undefined) return;
        requests.push({
          ...words,
          server: name,
          connection: number,
          headers: [],
          body: "",
          atMs: 0,
        });
      }
      for (;;) {
        const request = await readRequest(input, { server: name, connection: number });
        if (request === undefined) return;
        requests.push(request);
        // No tunnels: nothing may leave this machine.
        const reply: Reply = request.method === "CONNECT"
          ? { status: 403, text: "", headers: { Connection: "close" } }
          : next();
        if (!await answer(connection, request, reply, options.fill)) return;
      }
    });
  }
  return {
    hosts: Object.fromEntries(
      [...listeners, ["dead", dead] as const].map(([name, { addr }]) => [
        name,
        `127.0.0.1:${(addr as Deno.NetAddr).port}`,
      ]),
    ),
    requests,
    close() {
      closed = true;
      for (const [, listener] of listeners) listener.close();
      for (const connection of connections) closeQuietly(connection);
    },
  };
}

async function accept(
  listener: Deno.Listener,
  { connections, isClosed }: {
    readonly connections: Set<Deno.Conn>;
    readonly isClosed: () => boolean;
  },
  serve: (connection: Deno.Conn) => Promise<void>,
): Promise<void> {
  for (;;) {
    let connection: Deno.Conn;
    try {
      connection = await listener.accept();
    } catch {
      if (isClosed()) return;
      continue; // A client that broke off the TLS handshake.
    }
    if (isClosed()) return closeQuietly(connection);
    connections.add(connection);
    const done = () => {
      connections.delete(connection);
      closeQuietly(connection);
    };
    // A client may go away at any time; what it sent until then is recorded.
    void serve(connection).then(done, done);
  }
}

function closeQuietly(connection: Deno.Conn): void {
  try {
    connection.close();
  } catch {
    // Closed already.
  }
}

/** Bytes of a connection, read by line or by count. */
class Input {
  #bytes = new Uint8Array(0);

  constructor(readonly connection: Deno.Conn) {}

  async #more(): Promise<boolean> {
    const chunk = new Uint8Array(65536);
    const count = await this.connection.read(chunk);
    if (count === null) return false;
    const joined = new Uint8Array(this.#bytes.length + count);
    joined.set(this.#bytes);
    joined.set(chunk.subarray(0, count), this.#bytes.length);
    this.#bytes = joined;
    return true;
  }

  /** The next line without its end, `undefined` at the end of the stream. */
  async line(): Promise<string | undefined> {
    for (;;) {
      const end = this.#bytes.indexOf(10);
      if (end >= 0) {
        const line = new TextDecoder().decode(this.#bytes.subarray(0, end));
        this.#bytes = this.#bytes.slice(end + 1);
        return line.replace(/\r$/, "");
      }
      if (!await this.#more()) return undefined;
    }
  }

  async bytes(count: number): Promise<Uint8Array> {
    while (this.#bytes.length < count && await this.#more());
    const taken = this.#bytes.slice(0, count);
    this.#bytes = this.#bytes.slice(count);
    return taken;
  }
}

/** The server's part of SOCKS 5 (RFC 1928, 1929); the target is this recorder, whatever was asked. */
async function shakeHands(input: Input): Promise<Pick<Recorded, "method" | "target"> | undefined> {
  const { connection } = input;
  const text = async () => {
    const [length = 0] = await input.bytes(1);
    return new TextDecoder().decode(await input.bytes(length));
  };
  const [, methodCount = 0] = await input.bytes(2);
  const wantsPassword = (await input.bytes(methodCount)).includes(2);
  await writeAll(connection, Uint8Array.of(5, wantsPassword ? 2 : 0));
  let user = "";
  if (wantsPassword) {
    await input.bytes(1);
    user = `${await text()}:${await text()}@`;
    await writeAll(connection, Uint8Array.of(1, 0));
  }
  const [, , , kind] = await input.bytes(4);
  if (kind === undefined) return undefined;
  const host = kind === 3 ? await text() : (await input.bytes(kind === 4 ? 16 : 4)).join(".");
  const [high = 0, low = 0] = await input.bytes(2);
  await writeAll(connection, Uint8Array.of(5, 0, 0, 1, 0, 0, 0, 0, 0, 0));
  return { method: "SOCKS5", target: `${user}${host}:${high * 256 + low}` };
}

async function readRequest(
  input: Input,
  place: Pick<Recorded, "server" | "connection">,
): Promise<Recorded | undefined> {
  const first = await input.line();
  if (first === undefined) return undefined;
  const [method = "", target = ""] = first.split(" ");
  const headers: [string, string][] = [];
  for (;;) {
    const line = await input.line();
    if (line === undefined || line === "") break;
    const colon = line.indexOf(":");
    headers.push([line.slice(0, colon), line.slice(colon + 1).replace(/^ /, "")]);
  }
  const header = (name: string) => headers.find(([each]) => each.toLowerCase() === name)?.[1] ?? "";
  let body = await input.bytes(Number(header("content-length") || "0"));
  if (header("transfer-encoding").toLowerCase() === "chunked") body = await readChunks(input);
  return { ...place, method, target, headers, body: latin(body), atMs: performance.now() };
}

async function readChunks(input: Input): Promise<Uint8Array> {
  const all: number[] = [];
  for (;;) {
    const size = Number.parseInt(await input.line() ?? "0", 16);
    if (!(size > 0)) break;
    all.push(...await input.bytes(size));
    await input.line();
  }
  await input.line();
  return Uint8Array.from(all);
}

/** Text where the bytes are text; one character per byte otherwise. */
function latin(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return String.fromCharCode(...bytes);
  }
}

/** Sends a reply; false when the connection is over. */
async function answer(
  connection: Deno.Conn,
  request: Recorded,
  reply: Reply,
  fill: (text: string) => string,
): Promise<boolean> {
  if (reply.hangUp) return false;
  const headers: [string, string][] = Object.entries(reply.headers ?? {});
  const has = (name: string) => headers.some(([each]) => each.toLowerCase() === name);
  if (reply.json !== undefined && !has("content-type")) {
    headers.push(["Content-Type", "application/json"]);
  }
  const text = reply.json !== undefined ? JSON.stringify(jsonOf(reply, request)) : reply.text ?? "";
  const body = new TextEncoder().encode(fill(text));
  const status = reply.status ?? 200;
  const bodiless = status === 204 || status === 304;
  if (!bodiless && !reply.untilClose && !has("content-length") && !has("transfer-encoding")) {
    headers.push(["Content-Length", String(body.length)]);
  }
  const head = `HTTP/1.1 ${status} ${status === 200 ? "OK" : "Reason"}\r\n` +
    headers.map(([name, value]) => `${name}: ${fill(value)}\r\n`).join("") + "\r\n";
  await writeAll(connection, new TextEncoder().encode(head));
  if (request.method === "HEAD" || bodiless) return true;
  await writeAll(connection, body.subarray(0, reply.cutBodyAt ?? body.length));
  return reply.cutBodyAt === undefined && !reply.untilClose &&
    !headers.some(([name, value]) => name.toLowerCase() === "connection" && value === "close");
}

function jsonOf({ json, allMissing }: Reply, { body }: Recorded): unknown {
  if (allMissing === undefined || typeof json !== "object") return json;
  const asked: { chunks: unknown } = JSON.parse(body);
  return { ...json, missingChunks: asked.chunks };
}

async function writeAll(connection: Deno.Conn, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await connection.write(bytes.subarray(at));
}
