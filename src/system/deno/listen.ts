/**
 * The listener door.
 *
 * Plain TCP goes through `node:net` rather than `Deno.listen`: only there can a connection be closed
 * with a reset (`Deno.TcpConn` always sends an orderly end first), which `local serve --fault` needs to
 * imitate a server that dies. TLS goes through `Deno.listenTls`.
 */
import type { Server as NodeServer, Socket } from "node:net";
import type { Connection, Listener, ListenOptions } from "../mod.ts";
import { guarded, toSystemError } from "./errors.ts";

/** Opens a TCP listener. Throws `SystemError` (`address-in-use` when the port is taken). */
export async function listen(options: ListenOptions): Promise<Listener> {
  const place = `${options.hostname}:${options.port}`;
  return await guarded(
    place,
    async () =>
      options.tls === undefined ? await listenPlain(options) : listenTls(options, options.tls),
  );
}

async function listenPlain({ hostname, port }: ListenOptions): Promise<Listener> {
  const { createServer } = await import("node:net");
  const queue = new Queue<Connection>();
  const closing = new Set<Promise<void>>();
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    const closed: Promise<void> = new Promise<void>((resolve) => socket.once("close", resolve))
      .finally(() => closing.delete(closed));
    closing.add(closed);
    queue.push(nodeConnection(socket));
  });
  const boundPort = await bind(server, { hostname, port });
  return {
    port: boundPort,
    async close() {
      queue.end();
      server.close();
      await Promise.all(closing);
      // The server's own "close" comes from a timer that is set before this one, and on Deno 2.4 not
      // at all once it has closed a connection itself.
      await new Promise((resolve) => setTimeout(resolve, 0));
    },
    [Symbol.asyncIterator]: () => queue.iterate(),
  };
}

function bind(server: NodeServer, { hostname, port }: ListenOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host: hostname, port }, () => {
      const address = server.address();
      server.off("error", reject);
      // An accept that fails (too many open files) must not end the program.
      server.on("error", () => {});
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}

function nodeConnection(socket: Socket): Connection {
  let failure: Error | undefined;
  let wake = () => {};
  socket.on("error", (error) => failure ??= error);
  for (const event of ["readable", "end", "error", "close"]) socket.on(event, () => wake());
  const over = () => failure !== undefined || socket.destroyed;
  return {
    async read() {
      for (;;) {
        const piece: unknown = socket.read();
        if (piece instanceof Uint8Array && piece.length > 0) return piece;
        if (failure !== undefined) throw toSystemError(failure, undefined);
        if (socket.readableEnded || socket.destroyed) return undefined;
        await new Promise<void>((resolve) => wake = resolve);
      }
    },
    write(data) {
      return new Promise((resolve, reject) => {
        if (over()) {
          return reject(toSystemError(failure ?? new Error("Connection is closed"), undefined));
        }
        // The callback is not called when the socket is destroyed meanwhile.
        const closed = () =>
          reject(toSystemError(failure ?? new Error("Connection closed"), undefined));
        socket.once("close", closed);
        socket.write(data, (error) => {
          socket.off("close", closed);
          if (error) reject(toSystemError(error, undefined));
          else resolve();
        });
      });
    },
    closeWrite() {
      return new Promise((resolve) => {
        if (over()) return resolve();
        socket.once("close", () => resolve());
        socket.end(() => resolve());
      });
    },
    close() {
      socket.destroy();
    },
    reset() {
      // Missing before Deno 2.9.
      if (typeof socket.resetAndDestroy === "function") socket.resetAndDestroy();
      else socket.destroy();
    },
  };
}

function listenTls(
  { hostname, port }: ListenOptions,
  { certificate, key }: { readonly certificate: string; readonly key: string },
): Listener {
  const listener = Deno.listenTls({ hostname, port, cert: certificate, key });
  let open = true;
  return {
    port: listener.addr.port,
    close() {
      if (open) listener.close();
      open = false;
      return Promise.resolve();
    },
    async *[Symbol.asyncIterator]() {
      while (open) {
        try {
          yield denoConnection(await listener.accept());
        } catch (error) {
          // One connection that fails while it is accepted says nothing of the next.
          if (
            error instanceof Deno.errors.BadResource || error instanceof Deno.errors.Interrupted
          ) {
            return;
          }
        }
      }
    },
  };
}

function denoConnection(connection: Deno.TlsConn): Connection {
  const buffer = new Uint8Array(64 * 1024);
  let open = true;
  const close = () => {
    if (!open) return;
    open = false;
    connection.close();
  };
  return {
    read: () =>
      guarded(undefined, async () => {
        const length = await connection.read(buffer);
        return length === null ? undefined : buffer.slice(0, length);
      }),
    write: (data) =>
      guarded(undefined, async () => {
        for (let at = 0; at < data.length;) at += await connection.write(data.subarray(at));
      }),
    closeWrite: () => guarded(undefined, () => connection.closeWrite()),
    close,
    reset: close,
  };
}

/** Values handed from an event to an async iteration. */
class Queue<T> {
  readonly #values: T[] = [];
  #ended = false;
  #wake = () => {};

  push(value: T): void {
    this.#values.push(value);
    this.#wake();
  }

  end(): void {
    this.#ended = true;
    this.#wake();
  }

  async *iterate(): AsyncGenerator<T> {
    for (;;) {
      const next = this.#values.shift();
      if (next !== undefined) yield next;
      else if (this.#ended) return;
      else await new Promise<void>((resolve) => this.#wake = resolve);
    }
  }
}
