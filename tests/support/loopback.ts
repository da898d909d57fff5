/** Small servers on the loopback interface that speak just enough of a protocol for a test. */

/** A request as a server got it. */
export interface SeenRequest {
  /** The first line. */
  readonly line: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

export interface Loopback extends AsyncDisposable {
  readonly port: number;
  readonly seen: SeenRequest[];
  /** Number of connections accepted. */
  readonly connections: () => number;
}

/** What a connection does. It is closed at the end. */
export type Handler = (connection: Deno.Conn, seen: SeenRequest[]) => Promise<void>;

/** Any server. */
export function serveRaw(
  handler: Handler,
  tls?: { readonly certificate: string; readonly key: string },
  /** Default: any that is free. */
  port = 0,
): Loopback {
  const address = { hostname: "127.0.0.1", port };
  const listener = tls === undefined
    ? Deno.listen(address)
    : Deno.listenTls({ ...address, cert: tls.certificate, key: tls.key });
  const seen: SeenRequest[] = [];
  const open = new Set<Deno.Conn>();
  const running = new Set<Promise<void>>();
  let accepted = 0;
  const accepting = (async () => {
    for (;;) {
      let connection: Deno.Conn;
      try {
        connection = await listener.accept();
      } catch (error) {
        if (error instanceof Deno.errors.BadResource) return;
        continue; // a handshake that failed
      }
      accepted++;
      open.add(connection);
      const task = handler(connection, seen).catch(() => {}).finally(() => {
        open.delete(connection);
        close(connection);
      });
      running.add(task);
      task.finally(() => running.delete(task));
    }
  })();
  return {
    port: "port" in listener.addr ? listener.addr.port : 0,
    seen,
    connections: () => accepted,
    async [Symbol.asyncDispose]() {
      listener.close();
      for (const connection of open) close(connection);
      await Promise.all([accepting, ...running]);
    },
  };
}

/** A server that answers every request of every connection with the same text. */
export function serveText(
  answer: string | ((request: SeenRequest) => string),
  tls?: { readonly certificate: string; readonly key: string },
  port = 0,
): Loopback {
  return serveRaw(
    async (connection, seen) => {
      for (;;) {
        const request = await readRequest(connection);
        if (request === undefined) return;
        seen.push(request);
        await writeText(connection, typeof answer === "string" ? answer : answer(request));
      }
    },
    tls,
    port,
  );
}

/** An answer in full. */
export function answerText(status: number, body: string, headers = ""): string {
  return `HTTP/1.1 ${status} X\r\nContent-Length: ${body.length}\r\n${headers}\r\n${body}`;
}

export async function writeText(connection: Deno.Conn, text: string): Promise<void> {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length;) at += await connection.write(bytes.subarray(at));
}

/** Reads one request with its body; `undefined` when the other side has closed. */
export async function readRequest(connection: Deno.Conn): Promise<SeenRequest | undefined> {
  let text = "";
  while (!text.includes("\r\n\r\n")) {
    const more = await readSome(connection);
    if (more === undefined) return undefined;
    text += more;
  }
  const end = text.indexOf("\r\n\r\n");
  const [line = "", ...lines] = text.slice(0, end).split("\r\n");
  const headers = new Map(lines.map((each) => {
    const colon = each.indexOf(":");
    return [each.slice(0, colon).toLowerCase(), each.slice(colon + 1).trim()] as const;
  }));
  let body = text.slice(end + 4);
  while (body.length < Number(headers.get("content-length") ?? 0)) {
    const more = await readSome(connection);
    if (more === undefined) return undefined;
    body += more;
  }
  return { line, headers, body };
}

async function readSome(connection: Deno.Conn): Promise<string | undefined> {
  const buffer = new Uint8Array(65536);
  const read = await connection.read(buffer);
  return read === null ? undefined : new TextDecoder("latin1").decode(buffer.subarray(0, read));
}

/** Reads exactly that many bytes. */
export async function readBytes(connection: Deno.Conn, count: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(count);
  for (let at = 0; at < count;) {
    const read = await connection.read(bytes.subarray(at));
    if (read === null) throw new Error("closed");
    at += read;
  }
  return bytes;
}

/** Passes everything on in both directions. */
export async function pipeBoth(a: Deno.Conn, b: Deno.Conn): Promise<void> {
  const one = async (from: Deno.Conn, to: Deno.Conn) => {
    const buffer = new Uint8Array(65536);
    try {
      for (let read = await from.read(buffer); read !== null; read = await from.read(buffer)) {
        for (let at = 0; at < read;) at += await to.write(buffer.subarray(at, read));
      }
    } finally {
      close(to);
    }
  };
  await Promise.allSettled([one(a, b), one(b, a)]);
}

function close(connection: Deno.Conn): void {
  try {
    connection.close();
  } catch {
    // closed already
  }
}
