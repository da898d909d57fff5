/** Events over a real loopback socket: taken behind their key, kept, and shown with original source. */
import { assert, assertEquals } from "../../../../tests/support/assert.ts";
import { seeded } from "../../../../tests/support/random.ts";
import { startTestServer, type TestServer } from "../../../../tests/support/local_server.ts";
import { openDatabase } from "../../../system/deno/database.ts";
import { addBundle, addBundleUse, type NewArtifact } from "../store/artifacts.ts";
import { openStore } from "../store/store.ts";

const ID = "11111111-2222-4333-8444-555555555555";
const EVENT_ID = "0123456789abcdef0123456789abcdef";
const ADDRESS = "https://shop.example/js/a.js";
const MAP = JSON.stringify({
  version: 3,
  sources: ["src/cart.ts"],
  sourcesContent: ["export function add() {\n  throw new Error('no');\n}\n"],
  names: [],
  mappings: "AAAA,UACE",
});

function event(more: Record<string, unknown> = {}): Record<string, unknown> {
  const frames = [{ abs_path: ADDRESS, filename: ADDRESS, function: "a", lineno: 1, colno: 11 }];
  return {
    event_id: EVENT_ID,
    platform: "javascript",
    exception: { values: [{ type: "Error", value: "no", stacktrace: { frames } }] },
    ...more,
  };
}

const WITH_ID = {
  debug_meta: { images: [{ type: "sourcemap", code_file: ADDRESS, debug_id: ID.toUpperCase() }] },
};

function envelope(items: readonly (readonly [string, unknown])[], header: object = {}): string {
  const lines = items.flatMap(([type, payload]) => [{ type }, payload]);
  return [header, ...lines].map((line) => JSON.stringify(line)).join("\n");
}

interface Sent {
  readonly headers?: Record<string, string>;
  readonly query?: string;
  readonly kind?: "envelope" | "store";
  readonly project?: string;
}

/** Posts to the ingest endpoint of the project web, with its key unless told otherwise. */
async function send(server: TestServer, body: BodyInit, sent: Sent = {}) {
  const { username: key, pathname } = new URL(server.dsns["web"] ?? "");
  const { headers = { "x-sentry-auth": `Sentry sentry_version=7, sentry_key=${key}` } } = sent;
  const path = `/api${sent.project ?? pathname}/${sent.kind ?? "envelope"}/${sent.query ?? ""}`;
  const answer = await fetch(`${server.url}${path}`, { method: "POST", headers, body });
  return { status: answer.status, json: await answer.json(), headers: answer.headers };
}

async function json(server: TestServer, path: string) {
  const answer = await server.fetch(path);
  assertEquals(server.bugs, []);
  assertEquals(answer.status, 200, path);
  return await answer.json();
}

/** Runs a test with a server that has the script and its map. */
async function withUploads(
  use: { readonly release: string; readonly dist: string; readonly debugId: string | null },
  test: (server: TestServer) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  const database = `${folder}/local.db`;
  try {
    await (await startTestServer({ database })).stop();
    const store = await openStore(openDatabase, database);
    const file = (url: string, type: string, content: string): NewArtifact => {
      const packed = new TextEncoder().encode(content);
      return {
        path: `files/_/_${url.slice(1)}`,
        url,
        type,
        debugId: use.debugId,
        headers: type === "source_map" ? {} : { sourcemap: "a.js.map" },
        sizeBytes: packed.length,
        method: "stored",
        packed,
      };
    };
    const row = addBundle(store, {
      organizationId: 1,
      checksum: "0".repeat(40),
      bundleId: null,
      sizeBytes: 1,
      dateCreated: "2026-01-01T00:00:00.000000Z",
      files: [
        file("~/js/a.js", "minified_source", "x"),
        file("~/js/a.js.map", "source_map", MAP),
      ],
    });
    addBundleUse(store, row, { projectId: 1, release: use.release, dist: use.dist });
    store.close();
    await using server = await startTestServer({ database });
    await test(server);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const RESOLVED = {
  filename: "src/cart.ts",
  lineno: 2,
  context_line: "  throw new Error('no');",
};

async function localFrame(server: TestServer): Promise<Record<string, unknown>> {
  const shown = await json(server, `/_local/events/${EVENT_ID}`);
  return shown.exception.values[0].stacktrace.frames[0];
}

function part(frame: Record<string, unknown>) {
  const { filename, lineno, context_line } = frame;
  return { filename, lineno, context_line };
}

Deno.test("an event with a debug id shows the original source", async () => {
  await withUploads({ release: "", dist: "", debugId: ID }, async (server) => {
    const sent = await send(server, envelope([["event", event(WITH_ID)]]));
    assertEquals([sent.status, sent.json], [200, { id: EVENT_ID }]);
    assertEquals(part(await localFrame(server)), RESOLVED);
  });
});

Deno.test("an event with a release and dist shows the original source", async () => {
  await withUploads({ release: "1.0", dist: "7", debugId: null }, async (server) => {
    await send(server, envelope([["event", event({ release: "1.0", dist: "7" })]]));
    assertEquals(part(await localFrame(server)), RESOLVED);
  });
});

Deno.test("an event of another release shows the minified frame and why", async () => {
  await withUploads({ release: "1.0", dist: "", debugId: null }, async (server) => {
    await send(server, envelope([["event", event({ release: "1.1" })]]));
    const frame = await localFrame(server);
    assertEquals(frame["filename"], ADDRESS);
    assert(JSON.stringify(frame["data"]).includes("No script of release 1.1"));
  });
});

Deno.test("the API gives the resolved and the minified trace of an event", async () => {
  await withUploads({ release: "", dist: "", debugId: ID }, async (server) => {
    await send(server, envelope([["event", event(WITH_ID)]]));
    const shown = await json(server, `/api/0/projects/demo/web/events/${EVENT_ID}/`);
    const [value] = shown.entries[0].data.values;
    assertEquals(value.stacktrace.frames[0].context, [
      [1, "export function add() {"],
      [2, "  throw new Error('no');"],
      [3, "}"],
      [4, ""],
    ]);
    assertEquals(value.rawStacktrace.frames[0].absPath, ADDRESS);
    const list = await json(server, "/api/0/projects/demo/web/events/");
    assertEquals(list.map((each: { title: string }) => each.title), ["Error: no"]);
  });
});

Deno.test("the ingest endpoint takes the key from a header, the query or the envelope", async () => {
  await using server = await startTestServer();
  const dsn = server.dsns["web"] ?? "";
  const key = new URL(dsn).username;
  const body = (n: number) => envelope([["event", event({ event_id: `${n}`.repeat(32) })]]);
  const none = { headers: {} };
  assertEquals((await send(server, body(1))).status, 200);
  assertEquals((await send(server, body(2), { ...none, query: `?sentry_key=${key}` })).status, 200);
  const auth = { authorization: `Sentry sentry_key=${key}` };
  assertEquals((await send(server, body(3), { headers: auth })).status, 200);
  const withDsn = envelope([["event", event({ event_id: "4".repeat(32) })]], { dsn });
  assertEquals((await send(server, withDsn, none)).status, 200);
  const stored = await json(server, "/_local/events");
  assertEquals(stored.map((each: { eventId: string }) => each.eventId[0]), ["4", "3", "2", "1"]);
  // The same event again is no second one.
  assertEquals((await send(server, body(1))).status, 200);
  assertEquals((await json(server, "/_local/events")).length, 4);
});

Deno.test("the ingest endpoint refuses a missing, a wrong and another project's key", async () => {
  await using server = await startTestServer();
  const body = envelope([["event", event()]]);
  assertEquals((await send(server, body, { headers: {} })).status, 401);
  const wrong = { "x-sentry-auth": "Sentry sentry_key=00" };
  assertEquals((await send(server, body, { headers: wrong })).status, 403);
  assertEquals((await send(server, body, { project: "/2" })).status, 403);
  assertEquals((await send(server, body, { project: "/99" })).status, 403);
  assertEquals(await json(server, "/_local/events"), []);
});

Deno.test("the ingest endpoint unpacks gzip and lets pages of other ports in", async () => {
  await using server = await startTestServer();
  const key = new URL(server.dsns["web"] ?? "").username;
  const packed = await new Response(
    new Blob([envelope([["event", event()]])]).stream().pipeThrough(new CompressionStream("gzip")),
  ).bytes();
  const headers = { "x-sentry-auth": `Sentry sentry_key=${key}`, "content-encoding": "gzip" };
  const sent = await send(server, packed, { headers });
  assertEquals([sent.status, sent.headers.get("access-control-allow-origin")], [200, "*"]);
  assertEquals((await send(server, "not gzip", { headers })).status, 400);
  const brotli = { ...headers, "content-encoding": "br" };
  assertEquals((await send(server, packed, { headers: brotli })).status, 400);
});

Deno.test("the ingest endpoint takes other items, bare events, and events without an id", async () => {
  await using server = await startTestServer();
  const items = envelope([["session", { attrs: { release: "r" } }], [
    "event",
    event({ event_id: undefined }),
  ]], {
    event_id: "a".repeat(32),
  });
  assertEquals((await send(server, items)).json, { id: "a".repeat(32) });
  const bare = await send(server, JSON.stringify(event()), { kind: "store" });
  assertEquals(bare.json, { id: EVENT_ID });
  const fresh = await send(server, JSON.stringify({ message: "m" }), { kind: "store" });
  assertEquals(/^[0-9a-f]{32}$/.test(fresh.json.id), true);
  assertEquals((await send(server, envelope([["client_report", {}]]))).json, {});
});

const REFUSED: readonly (readonly [string, string])[] = [
  ["nothing", ""],
  ["no JSON", "{"],
  ["an item cut short", '{}\n{"type":"event","length":99}\n{}'],
  ["an event that is a list", '{}\n{"type":"event"}\n[]'],
  ["an event id that is none", envelope([["event", event({ event_id: "x" })]])],
];
for (const [name, body] of REFUSED) {
  Deno.test(`the ingest endpoint refuses ${name}`, async () => {
    await using server = await startTestServer();
    assertEquals((await send(server, body)).status, 400);
    assertEquals(server.bugs, []);
  });
}

Deno.test("the ingest endpoint never breaks on 200 odd events, nor does looking at them", async () => {
  await using server = await startTestServer();
  const random = seeded(9);
  const odd: unknown[] = [null, 5, "x", [], {}, [null], { values: [{}, null] }, { frames: [5] }];
  const keys = ["exception", "threads", "debug_meta", "release", "tags", "platform", "stacktrace"];
  for (let round = 0; round < 200; round++) {
    const more = Object.fromEntries(
      keys.map((key) => [key, odd[Math.floor(random() * odd.length)]]),
    );
    const id = round.toString(16).padStart(32, "0");
    const sent = await send(server, envelope([["event", { ...event(), ...more, event_id: id }]]));
    assertEquals(sent.status, 200);
    await json(server, `/_local/events/${id}`);
    await json(server, `/api/0/projects/demo/web/events/${id}/`);
  }
});

Deno.test("an event that is not there is not found; keys are listed with their DSN", async () => {
  await using server = await startTestServer();
  for (const path of ["/_local/events/00", "/api/0/projects/demo/web/events/00/"]) {
    const answer = await server.fetch(path);
    await answer.body?.cancel();
    assertEquals(answer.status, 404);
  }
  const [key] = await json(server, "/api/0/projects/demo/web/keys/");
  assertEquals(key.dsn.public, server.dsns["web"]);
});

Deno.test("a database of an older server gets keys, and keeps them", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const first = await startTestServer({ database: `${folder}/a.db` });
    const second = await startTestServer({ database: `${folder}/a.db` });
    const key = (server: TestServer) => new URL(server.dsns["mobile"] ?? "").username;
    assertEquals(key(first), key(second));
    await first.stop();
    await second.stop();
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
