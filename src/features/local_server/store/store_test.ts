import { InputError } from "../../../base/errors.ts";
import { openDatabase } from "../../../system/deno/database.ts";
import {
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "../../../../tests/support/assert.ts";
import { startTestServer } from "../../../../tests/support/local_server.ts";
import { listOrganizations } from "./accounts.ts";
import { clearRequests, KEPT_REQUESTS, listRequests, startRequest } from "./requests.ts";
import { seed } from "./seed.ts";
import { IN_MEMORY, openStore } from "./store.ts";

/** Runs a test with the path of a file that is not there yet. */
async function withFile(task: (path: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await task(`${folder}/local.db`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("openStore() finds again what a server kept, old tokens included", async () => {
  await withFile(async (path) => {
    const first = await startTestServer({ database: path });
    const made = await first.fetch("/api/0/organizations/demo/releases/", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ version: "kept", projects: ["web"] }),
    });
    await made.body?.cancel();
    await first.stop();

    const second = await startTestServer({ database: path, token: "other" });
    const found = await second.fetch("/api/0/organizations/demo/releases/kept/", {
      headers: { authorization: `Bearer ${first.token}` },
    });
    assertEquals(found.status, 200);
    await found.body?.cancel();
    assertEquals(second.requests().map(({ id, method }) => [id, method]), [[1, "POST"], [
      2,
      "GET",
    ]]);
    await second.stop();
  });
});

Deno.test("the database file holds no token", async () => {
  await withFile(async (path) => {
    const server = await startTestServer({ database: path, token: "very-secret-token" });
    const answer = await server.fetch("/api/0/");
    await answer.body?.cancel();
    await server.stop();
    const text = new TextDecoder("latin1").decode(await Deno.readFile(path));
    assertEquals(text.includes("very-secret-token"), false);
    // The test would also pass on an empty file.
    assertStringIncludes(text, "demo@localhost");
  });
});

Deno.test("openStore() refuses a file that is no database", async () => {
  await withFile(async (path) => {
    await Deno.writeTextFile(path, "not a database, but long enough to be read as one ".repeat(40));
    const error = await assertRejects(() => openStore(openDatabase, path), InputError);
    assertStringIncludes(error.message, path);
    assertStringIncludes(await Deno.readTextFile(path), "not a database");
  });
});

Deno.test("openStore() refuses the database of another program and leaves it alone", async () => {
  await withFile(async (path) => {
    const other = await openDatabase(path);
    other.exec("CREATE TABLE theirs (a)");
    other.close();
    const error = await assertRejects(() => openStore(openDatabase, path), InputError);
    assertStringIncludes(error.message, "another program");
    const again = await openDatabase(path);
    assertEquals(again.all("SELECT name FROM sqlite_master"), [{ name: "theirs" }]);
    again.close();
  });
});

Deno.test("openStore() refuses the database of a newer version", async () => {
  await withFile(async (path) => {
    (await openStore(openDatabase, path)).close();
    const raw = await openDatabase(path);
    raw.exec("PRAGMA user_version = 99");
    raw.close();
    const error = await assertRejects(() => openStore(openDatabase, path), InputError);
    assertStringIncludes(error.message, "newer version");
  });
});

Deno.test("openStore() names a folder that is not there", async () => {
  await withFile(async (path) => {
    const missing = `${path}/x/y.db`;
    const error = await assertRejects(() => openStore(openDatabase, missing), InputError);
    assertStringIncludes(error.message, missing);
  });
});

Deno.test("Store.change() undoes everything when the task throws", async () => {
  const store = await openStore(openDatabase, IN_MEMORY);
  const { id } = seed(store, 0);
  assertThrows(
    () =>
      store.change(() => {
        store.db.run("UPDATE organizations SET name = 'Changed'");
        throw new RangeError("no");
      }),
    RangeError,
  );
  assertEquals(listOrganizations(store, id, { offset: 0, limit: 9 }).map((each) => each.name), [
    "Demo",
  ]);
  store.close();
});

Deno.test("seed() changes nothing the second time", async () => {
  const store = await openStore(openDatabase, IN_MEMORY);
  const first = seed(store, 0);
  assertEquals(seed(store, 999_999), first);
  assertEquals(store.db.all("SELECT count(*) AS n FROM projects"), [{ n: 2 }]);
  store.close();
});

Deno.test("startRequest() keeps the newest requests only", async () => {
  const store = await openStore(openDatabase, IN_MEMORY);
  const start = () =>
    startRequest(store, {
      timeMs: 0,
      method: "GET",
      target: "/",
      httpVersion: "1.1",
      headers: [],
      authorization: null,
    });
  for (let count = 0; count < KEPT_REQUESTS + 3; count++) start();
  const ids = listRequests(store, 0).map(({ id }) => id);
  assertEquals([ids.length, ids[0], ids.at(-1)], [KEPT_REQUESTS, 4, KEPT_REQUESTS + 3]);
  clearRequests(store);
  assertEquals(start(), KEPT_REQUESTS + 4);
  store.close();
});
