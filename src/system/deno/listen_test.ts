import { assertEquals, assertRejects } from "../../../tests/support/assert.ts";
import { rawConnect } from "../../../tests/support/raw_http.ts";
import { type Connection, SystemError } from "../mod.ts";
import { listen } from "./listen.ts";

const LOOPBACK = { hostname: "127.0.0.1", port: 0 };

/** Serves one connection; the client's side is `task`. */
async function serveOne(
  serve: (connection: Connection) => Promise<void>,
  task: (port: number) => Promise<void>,
): Promise<void> {
  const listener = await listen(LOOPBACK);
  const served = (async () => {
    for await (const connection of listener) {
      await serve(connection).finally(() => connection.close());
      return;
    }
  })();
  try {
    await task(listener.port);
    await served;
  } finally {
    await listener.close();
  }
}

async function readAll(connection: Connection): Promise<string> {
  let text = "";
  for (let piece = await connection.read(); piece !== undefined; piece = await connection.read()) {
    text += new TextDecoder().decode(piece);
  }
  return text;
}

const bytes = (text: string) => new TextEncoder().encode(text);

Deno.test("listen() reads to the client's end and can still answer", async () => {
  await serveOne(async (connection) => {
    await connection.write(bytes(`got ${await readAll(connection)}`));
  }, async (port) => {
    using client = await rawConnect(port);
    await client.send("hello");
    await client.closeWrite();
    assertEquals(await client.rest(), "got hello");
  });
});

Deno.test("Connection.closeWrite() ends one way only", async () => {
  let seen = "";
  await serveOne(async (connection) => {
    await connection.write(bytes("bye"));
    await connection.closeWrite();
    seen = await readAll(connection);
  }, async (port) => {
    using client = await rawConnect(port);
    assertEquals(await client.rest(), "bye");
    await client.send("still here");
    await client.closeWrite();
  });
  assertEquals(seen, "still here");
});

Deno.test("Connection.write() sends more than any buffer holds", async () => {
  const size = 20_000_000;
  await serveOne((connection) => connection.write(new Uint8Array(size)), async (port) => {
    using client = await rawConnect(port);
    assertEquals((await client.rest()).length, size);
  });
});

Deno.test({
  name: "Connection.reset() is seen as a reset",
  ignore: Deno.version.deno.startsWith("2.4."),
  fn: () =>
    serveOne(async (connection) => {
      await connection.read();
      connection.reset();
    }, async (port) => {
      using client = await rawConnect(port);
      await client.send("x");
      await assertRejects(() => client.rest(), Deno.errors.ConnectionReset);
    }),
});

Deno.test("Connection.close() wakes a waiting read", async () => {
  await serveOne(async (connection) => {
    const waiting = connection.read();
    connection.close();
    assertEquals(await waiting.catch(() => undefined), undefined);
    await assertRejects(() => connection.write(bytes("x")), SystemError);
  }, async (port) => {
    using client = await rawConnect(port);
    assertEquals(await client.rest(), "");
  });
});

Deno.test("listen() says address-in-use", async () => {
  const first = await listen(LOOPBACK);
  const error = await assertRejects(
    () => listen({ ...LOOPBACK, port: first.port }),
    SystemError,
  );
  assertEquals([error.code, error.message], ["address-in-use", "Address already in use"]);
  await first.close();
});

Deno.test("listen() with a certificate that is none throws SystemError", async () => {
  await assertRejects(
    () => listen({ ...LOOPBACK, tls: { certificate: "none", key: "none" } }),
    SystemError,
  );
});
