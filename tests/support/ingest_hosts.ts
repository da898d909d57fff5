/** Ingest hosts of every kind for tests with real processes. */

export interface IngestHost extends AsyncDisposable {
  /** A DSN that leads there. */
  readonly dsn: string;
  /** Bodies received so far. */
  readonly bodies: string[];
  /** Resolves when so many requests (or connections) have come. */
  came(count: number): Promise<void>;
}

/** How a host behaves. */
export type Manner = "good" | "refusing" | "silent" | "slow" | "resetting" | "unavailable";

/** Starts one on the loopback interface. */
export function ingestHost(manner: Manner): IngestHost {
  const bodies: string[] = [];
  const waiting: { count: number; done: () => void }[] = [];
  let seen = 0;
  const note = () => {
    seen++;
    for (const each of waiting) if (seen >= each.count) each.done();
  };
  const came = (count: number) =>
    new Promise<void>((done) => seen >= count ? done() : waiting.push({ count, done }));
  const dsnOf = (port: number) => `http://key@127.0.0.1:${port}/7`;

  if (manner === "good" || manner === "unavailable") {
    const server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen() {} },
      async (request) => {
        bodies.push(await request.text());
        note();
        return new Response("{}", { status: manner === "good" ? 200 : 503 });
      },
    );
    return {
      dsn: dsnOf(server.addr.port),
      bodies,
      came,
      [Symbol.asyncDispose]: () => server.shutdown(),
    };
  }
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const open: Deno.Conn[] = [];
  const drips: { stop(): Promise<void> }[] = [];
  if (manner === "refusing") listener.close();
  else {
    void (async () => {
      for await (const connection of listener) {
        note();
        if (manner === "silent") open.push(connection);
        else if (manner === "slow") drips.push(drip(connection));
        else connection.close();
      }
    })().catch(() => {}); // closed
  }
  return {
    dsn: dsnOf((listener.addr as Deno.NetAddr).port),
    bodies,
    came,
    async [Symbol.asyncDispose]() {
      if (manner !== "refusing") listener.close();
      for (const connection of open) connection.close();
      for (const each of drips) await each.stop();
    },
  };
}

/** Answers with a byte a tenth of a second, so that there is always more to wait for. */
function drip(connection: Deno.Conn): { stop(): Promise<void> } {
  const text = new TextEncoder().encode(`HTTP/1.1 200 OK\r\nX-Slow: ${"x".repeat(10_000)}`);
  let at = 0;
  let writing = Promise.resolve();
  const timer = setInterval(() => {
    const piece = text.subarray(at, ++at);
    writing = connection.write(piece).then(() => {}, () => clearInterval(timer));
  }, 100);
  return {
    async stop() {
      clearInterval(timer);
      await writing;
      connection.close();
    },
  };
}
