/** Uploads, asked over a real loopback socket: what is taken, and everything that is refused. */
import { assert, assertEquals, assertMatch } from "../../../../tests/support/assert.ts";
import { startTestServer, type TestServer } from "../../../../tests/support/local_server.ts";
import { memoryFiles } from "../../../../tests/support/memory_files.ts";
import type {
  ArtifactHeaders,
  ArtifactType,
  BundleFacts,
} from "../../../formats/artifact_bundle/manifest.ts";
import { loadCodecs } from "../../../system/deno/codecs.ts";
import { openDatabase } from "../../../system/deno/database.ts";
import { ArtifactBundleWriter, type BundledFile } from "../../../upload/artifact_bundle.ts";
import { toHex } from "../../../upload/chunked_object.ts";
import { packContent } from "../../../upload/pack_files.ts";
import {
  findArtifactByDebugId,
  findArtifactByUrl,
  listArtifacts,
  readArtifact,
} from "../store/artifacts.ts";
import { openStore } from "../store/store.ts";

const codecs = await loadCodecs();
const CHUNKS = "/api/0/organizations/demo/chunk-upload/";
const ASSEMBLE = "/api/0/organizations/demo/artifactbundle/assemble/";
const DIFS = "/api/0/projects/demo/web/files/difs/assemble/";
const ID = "11111111-2222-5333-8444-555555555555";

function sha1(bytes: Uint8Array): string {
  const hash = codecs.sha1();
  hash.update(bytes);
  return toHex(hash.digest());
}

async function sendChunk(
  server: TestServer,
  bytes: Uint8Array,
  name = sha1(bytes),
): Promise<number> {
  const form = new FormData();
  form.append("file", new File([new Uint8Array(bytes)], name));
  const answer = await server.fetch(CHUNKS, { method: "POST", body: form });
  await answer.body?.cancel();
  return answer.status;
}

async function post(server: TestServer, path: string, body: unknown) {
  const answer = await server.fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  assertEquals(server.bugs, []);
  const json: Record<string, unknown> = await answer.json();
  return { status: answer.status, json };
}

interface Entry {
  readonly url: string;
  readonly type: ArtifactType;
  readonly content: string;
  readonly headers: ArtifactHeaders;
}

const ENTRIES: readonly Entry[] = [
  {
    url: "~/a.js",
    type: "minified_source",
    content: "x()",
    headers: [["debug-id", ID], ["Sourcemap", "a.js.map"]],
  },
  { url: "~/a.js.map", type: "source_map", content: "{}", headers: [["debug-id", ID]] },
];

const FACTS: BundleFacts = { org: "demo", projects: ["web"], release: "1.0", dist: "d" };

async function bundle(facts = FACTS, entries = ENTRIES): Promise<Uint8Array> {
  const fs = memoryFiles();
  const writer = await ArtifactBundleWriter.create("/tmp/b", { fs, codecs, chunkSize: 1024 });
  const files: BundledFile[] = [];
  for (const each of entries) {
    const content = new TextEncoder().encode(each.content);
    const { url, type } = each;
    files.push(await writer.add({ url, type, ...packContent(content, codecs) }));
  }
  await writer.finish(files, (file) => entries[files.indexOf(file)]?.headers ?? [], facts);
  return await fs.read("/tmp/b");
}

const QUESTION = { projects: ["web"], version: "1.0", dist: "d" };

/** Sends the chunks of a bundle and gives the server's verdict. */
async function verdict(
  server: TestServer,
  bytes: Uint8Array,
  question: Record<string, unknown> = QUESTION,
) {
  const half = Math.ceil(bytes.length / 2);
  const parts = [bytes.subarray(0, half), bytes.subarray(half)];
  const chunks = parts.map(sha1);
  const body = { checksum: sha1(bytes), chunks, ...question };
  const before = await post(server, ASSEMBLE, body);
  for (const part of parts) assertEquals(await sendChunk(server, part), 200);
  const after = await post(server, ASSEMBLE, body);
  return { before: before.json, after: after.json, body, chunks, status: after.status };
}

Deno.test("a bundle is asked for, sent, assembled, and known from then on", async () => {
  const database = `${await Deno.makeTempDir()}/db`;
  {
    await using server = await startTestServer({ database });
    const { before, after, chunks, body } = await verdict(server, await bundle());
    assertEquals(before, { state: "not_found", missingChunks: chunks });
    assertEquals(after, { state: "ok", missingChunks: [] });
    assertEquals((await post(server, ASSEMBLE, body)).json, after);
    // For another project, too; a project that is not named in the manifest is not.
    const other = await post(server, ASSEMBLE, { ...body, projects: ["web", "mobile"] });
    assertEquals(other.json["state"], "ok");
  }
  const store = await openStore(openDatabase, database);
  const [script, map] = listArtifacts(store, { projectId: 1, release: "1.0", dist: "d" });
  assertEquals([script?.url, map?.url], ["~/a.js", "~/a.js.map"]);
  assertEquals(script?.headers, { "debug-id": ID, sourcemap: "a.js.map" });
  const found = findArtifactByDebugId(store, 1, { debugId: ID.toUpperCase(), type: "source_map" });
  assertEquals(found, map);
  assertEquals(new TextDecoder().decode(readArtifact(store, found?.id ?? 0, codecs)), "{}");
  const use = { projectId: 2, release: "1.0", dist: "d" };
  assertEquals(findArtifactByUrl(store, use, ["~/none", "~/a.js"])?.id, script?.id);
  assertEquals(findArtifactByUrl(store, { ...use, dist: "" }, ["~/a.js"]), undefined);
  store.close();
});

Deno.test("a bundle must agree with what it is uploaded for", async () => {
  await using server = await startTestServer();
  for (
    const [facts, question, problem] of [
      [{ ...FACTS, org: "other" }, QUESTION, /'org' is "other"/],
      [{ ...FACTS, projects: ["mobile"] }, QUESTION, /'project' is "mobile"/],
      [FACTS, { ...QUESTION, version: "2.0" }, /'release' is "1.0", uploaded for "2.0"/],
      [FACTS, { projects: ["web"], dist: "d" }, /'release' is "1.0", uploaded for null/],
      [FACTS, { ...QUESTION, dist: undefined }, /'dist' is "d", uploaded for null/],
    ] as const
  ) {
    const { after } = await verdict(server, await bundle(facts), question);
    assertEquals(after["state"], "error");
    assertMatch(String(after["detail"]), problem);
  }
});

Deno.test("a damaged bundle is refused wherever it is damaged", async () => {
  await using server = await startTestServer();
  const good = await bundle();
  for (let at = 0; at < good.length; at += 7) {
    const bytes = new Uint8Array(good);
    bytes[at] = (bytes[at] ?? 0) ^ 0x55;
    const { after, status } = await verdict(server, bytes);
    assertEquals(status, 200);
    // Dates, versions and attributes of the archive mean nothing to anybody.
    if (after["state"] === "ok") continue;
    assertMatch(String(after["detail"]), /^Invalid bundle: /);
  }
  const whole = await verdict(server, good.subarray(0, good.length - 3));
  assertMatch(String(whole.after["detail"]), /cut short/);
});

Deno.test("files of a bundle: type, debug id and checksum are looked at", async () => {
  await using server = await startTestServer();
  const [script, map] = ENTRIES;
  assert(script !== undefined && map !== undefined);
  const odd = await bundle(FACTS, [{ ...script, headers: [["debug-id", "zzz"]] }]);
  assertMatch(String((await verdict(server, odd)).after["detail"]), /debug-id/);
  const bytes = await bundle();
  const { body } = await verdict(server, bytes);
  const wrong = await post(server, ASSEMBLE, { ...body, checksum: "0".repeat(40) });
  assertEquals(wrong.json["detail"], "Checksum mismatch");
});

Deno.test("an assemble call is checked field by field", async () => {
  await using server = await startTestServer();
  for (
    const [body, field] of [
      [{ chunks: [], projects: ["web"] }, "checksum"],
      [{ checksum: "x", chunks: [], projects: ["web"] }, "checksum"],
      [{ checksum: "0".repeat(40), projects: ["web"] }, "chunks"],
      [{ checksum: "0".repeat(40), chunks: ["X"], projects: ["web"] }, "chunks"],
      [{ checksum: "0".repeat(40), chunks: [], projects: [] }, "projects"],
      [{ checksum: "0".repeat(40), chunks: [], projects: ["none"] }, "projects"],
      [{ checksum: "0".repeat(40), chunks: [], projects: ["web"], version: "a/b" }, "version"],
      [{ checksum: "0".repeat(40), chunks: [], projects: ["web"], dist: "d".repeat(65) }, "dist"],
    ] as const
  ) {
    const { status, json } = await post(server, ASSEMBLE, body);
    assertEquals([status, Object.keys(json)], [400, [field]]);
  }
});

Deno.test("a chunk under a wrong name is refused and not kept", async () => {
  await using server = await startTestServer();
  const bytes = new TextEncoder().encode("chunk");
  assertEquals(await sendChunk(server, bytes, "0".repeat(40)), 400);
  const question = { checksum: sha1(bytes), chunks: [sha1(bytes)], projects: ["web"] };
  assertEquals((await post(server, ASSEMBLE, question)).json["missingChunks"], [sha1(bytes)]);
});

Deno.test("debug files are assembled, each with its own verdict", async () => {
  await using server = await startTestServer();
  const [one, two] = ["one", "two"].map((text) => new TextEncoder().encode(text));
  assert(one !== undefined && two !== undefined);
  assertEquals(await sendChunk(server, one), 200);
  const ask = (name: string, bytes: Uint8Array, chunks = [sha1(bytes)]) => ({
    [sha1(bytes)]: { name, debug_id: ID, chunks },
  });
  const { json } = await post(server, DIFS, { ...ask("one", one), ...ask("two", two) });
  assertEquals(json[sha1(two)], { state: "not_found", missingChunks: [sha1(two)] });
  const dif = { debugId: ID, objectName: "one", cpuName: "any", sha1: sha1(one) };
  assertEquals(json[sha1(one)], { state: "ok", missingChunks: [], dif });
  const mixed = await post(server, DIFS, ask("two", two, [sha1(one)]));
  assertEquals(mixed.json[sha1(two)], {
    state: "error",
    missingChunks: [],
    detail: "Checksum mismatch",
  });
});

Deno.test("a release bundle belongs to the projects of its release", async () => {
  await using server = await startTestServer();
  const bytes = await bundle({ ...FACTS, projects: ["web"] });
  assertEquals(await sendChunk(server, bytes), 200);
  const path = "/api/0/organizations/demo/releases/1.0/assemble/";
  const body = { checksum: sha1(bytes), chunks: [sha1(bytes)] };
  assertEquals((await post(server, path, body)).status, 404);
  const releases = "/api/0/organizations/demo/releases/";
  await post(server, releases, { version: "1.0", projects: ["web"] });
  assertEquals((await post(server, path, body)).json, { state: "ok", missingChunks: [] });
});

Deno.test("single files of a release: upload, list, delete, delete all", async () => {
  await using server = await startTestServer();
  await post(server, "/api/0/organizations/demo/releases/", { version: "1", projects: ["web"] });
  const files = "/api/0/projects/demo/web/releases/1/files/";
  const upload = async (name: string, ...headers: string[]) => {
    const form = new FormData();
    form.append("file", new File(["hello"], "a.js"));
    form.append("name", name);
    for (const header of headers) form.append("header", header);
    const answer = await server.fetch(files, { method: "POST", body: form });
    const json: Record<string, unknown> = await answer.json();
    return { status: answer.status, json };
  };
  const { status, json } = await upload("~/a.js", "Sourcemap:a.js.map");
  assertEquals(status, 201);
  assertEquals(
    [json["name"], json["sha1"], json["size"], json["headers"], json["dist"]],
    ["~/a.js", "aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d", 5, { Sourcemap: "a.js.map" }, null],
  );
  assertEquals((await upload("~/a.js")).status, 409);
  assertEquals((await upload("~/b.js", "nonsense")).status, 400);
  assertEquals((await upload("~/b.js")).status, 201);
  const names = async () => {
    const rows: { name: string }[] = await (await server.fetch(files)).json();
    return rows.map(({ name }) => name);
  };
  assertEquals(await names(), ["~/a.js", "~/b.js"]);
  const gone = await server.fetch(`${files}${json["id"]}/`, { method: "DELETE" });
  assertEquals([gone.status, await names()], [204, ["~/b.js"]]);
  const wipe = "/api/0/projects/demo/web/files/source-maps/?name=1";
  const all = await server.fetch(wipe, { method: "DELETE" });
  assertEquals([all.status, await names()], [204, []]);
  assertEquals(server.bugs, []);
});
