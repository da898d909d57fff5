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
export type Manner = "good" | "refusing" | "silent" | "resetting" | "unavailable";

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
  if (manner === "refusing") listener.close();
  else {
    void (async () => {
      for await (const connection of listener) {
        note();
        if (manner === "silent") open.push(connection);
        else connection.close();
      }
    })().catch(() => {}); // closed
  }
  return {
    dsn: dsnOf((listener.addr as Deno.NetAddr).port),
    bodies,
    came,
    [Symbol.asyncDispose]() {
      if (manner !== "refusing") listener.close();
      for (const connection of open) connection.close();
      return Promise.resolve();
    },
  };
}
