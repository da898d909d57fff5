/**
 * The listener door.
 *
 * Plain TCP goes through `node:net` where its sockets can be closed with a reset (from Deno 2.9), which
 * `local serve --fault` needs to imitate a server that dies; `Deno.TcpConn` always sends an orderly end
 * first. TLS, and plain TCP before, go through Deno's own listeners.
 */
import type { Server as NodeServer, Socket } from "node:net";
import type { Connection, Listener, ListenOptions } from "../mod.ts";
import { guarded, toSystemError } from "./errors.ts";

/** Opens a TCP listener. Throws `SystemError` (`address-in-use` when the port is taken). */
export async function listen(options: ListenOptions): Promise<Listener> {
  const { hostname, port, tls } = options;
  return await guarded(`${hostname}:${port}`, async () => {
    if (tls !== undefined) {
      const { certificate: cert, key } = tls;
      return denoListener(Deno.listenTls({ hostname, port, cert, key }));
    }
    const node = await import("node:net");
    // There, a refused permission is thrown where nobody can catch it.
    const asked = { name: "net", host: `${hostname}:${port}` } as const;
    const isPermitted = (await Deno.permissions.query(asked)).state === "granted";
    return isPermitted && "resetAndDestroy" in node.Socket.prototype
      ? await nodeListener(node, options)
      : denoListener(Deno.listen({ hostname, port }));
  });
}

async function nodeListener(
  { createServer }: Pick<typeof import("node:net"), "createServer">,
  { hostname, port }: ListenOptions,
): Promise<Listener> {
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
      socket.resetAndDestroy();
    },
  };
}

function denoListener(listener: Deno.Listener<Deno.Conn, Deno.Addr>): Listener {
  let open = true;
  return {
    port: "port" in listener.addr ? listener.addr.port : 0,
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

function denoConnection(connection: Deno.Conn): Connection {
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
