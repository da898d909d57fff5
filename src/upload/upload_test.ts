/** The rows E1 to E13 of the specification of uploads, §9.2, and every request failing in every way. */
import { assert, assertEquals, assertRejects } from "../../tests/support/assert.ts";
import { bodyBytes } from "../../tests/support/body_bytes.ts";
import { fakeClock, inThisThread } from "../../tests/support/fake_system.ts";
import { memoryFiles } from "../../tests/support/memory_files.ts";
import { seeded } from "../../tests/support/random.ts";
import { uploadServer, type UploadServerOptions } from "../../tests/support/upload_server.ts";
import { assembleArtifactBundle, assembleBuild, assembleDifs } from "../api/assemble.ts";
import { getChunkOptions } from "../api/chunk_upload.ts";
import { createApi } from "../api/client.ts";
import { Cancelled, messageChain } from "../base/errors.ts";
import { createFetch } from "../http/stack.ts";
import { silentLog } from "../output/log.ts";
import { posixPath } from "../platform/path.ts";
import { loadCodecs } from "../system/deno/codecs.ts";
import { type ByteSource, TransportError } from "../system/mod.ts";
import { type Uploaded, uploadObject } from "./assemble.ts";
import { uploadDifs } from "./assemble_files.ts";
import { missingChunks, planBatches } from "./batches.ts";
import { type ChunkedObject, chunkObject, memorySource } from "./chunked_object.ts";
import { gzip } from "./pack_chunk.ts";

const codecs = await loadCodecs();

/** Bytes that no packing makes smaller, so that sizes are what they seem. */
function bytesOf(length: number, seed = 1): Uint8Array<ArrayBuffer> {
  const random = seeded(seed);
  return Uint8Array.from({ length }, () => Math.floor(random() * 256));
}

function setUp(given: UploadServerOptions) {
  const server = uploadServer(given);
  const clock = fakeClock();
  const abort = new AbortController();
  const random = seeded(3);
  const doors = {
    codecs: loadCodecs,
    random: {
      bytes: (length: number) => Uint8Array.from({ length }, () => Math.floor(random() * 256)),
    },
    workers: inThisThread({ fs: memoryFiles(), path: posixPath }),
    log: silentLog,
    signal: abort.signal,
    clock,
  };
  const fetch = createFetch({
    connect: () => server.fetch,
    transport: {
      proxyFor: () => undefined,
      caCertificates: () => Promise.resolve([]),
      verifyTls: true,
      keepAlive: true,
    },
    baseUrl: "http://s",
    credentials: undefined,
    trustedHosts: [],
    userAgent: "t",
    pipeline: undefined,
    customHeaders: [],
    maxRetries: 5,
    clock,
    random: { fraction: random },
    log: silentLog,
    redact: (text) => text,
    signal: abort.signal,
  });
  const api = createApi({
    server: { url: "http://s", credentials: "not needed" },
    fetch,
    log: silentLog,
  });
  return { server, clock, abort, doors, api };
}

interface RunOptions extends UploadServerOptions {
  readonly sizeBytes?: number;
  readonly source?: ByteSource;
  readonly isPacked?: boolean;
  readonly waitSeconds?: number;
  readonly scope?: {
    readonly projects: string[];
    readonly release?: string;
    readonly dist?: string;
  };
}

async function run(given: RunOptions) {
  const parts = setUp(given);
  const options = await getChunkOptions(parts.api, "o");
  const source = given.source ?? memorySource(bytesOf(given.sizeBytes ?? 5517));
  const chunked = await chunkObject("x", source, { chunkSize: options.chunkSize, codecs });
  const object: ChunkedObject = { ...chunked, isPacked: given.isPacked };
  const scope = { org: "o", ...(given.scope ?? { projects: ["p"], release: "1.0" }) };
  const upload = (): Promise<Uploaded> =>
    uploadObject(object, (sums) => assembleArtifactBundle(parts.api, scope, sums), {
      api: parts.api,
      options,
      doors: parts.doors,
      waitSeconds: given.waitSeconds,
    });
  return { ...parts, object, upload };
}

/** Runs and gives all messages of the error. */
async function failureOf(given: RunOptions): Promise<string> {
  const { upload } = await run(given);
  return messageChain(await assertRejects(upload)).join(" / ");
}

const sizes = (batches: readonly (readonly { raw: Uint8Array }[])[]) =>
  batches.map((batch) => batch.map(({ raw }) => raw.length)).sort((a, b) => a.length - b.length);

Deno.test("E1: batches by chunks and bytes", async () => {
  const { server, upload } = await run({
    options: { chunksPerRequest: 2, maxRequestSize: 1500, concurrency: 2 },
  });
  await upload();
  assertEquals(sizes(server.batches), [[1024], [1024], [1024], [1024], [1024, 397]]);
  assertEquals(new Set(server.batches.flat().map(({ field }) => field)), new Set(["file_gzip"]));
  assertEquals(server.assembled, bytesOf(5517));
});

for (const [row, compression] of [["E2", []], ["E3", ["brotli"]]] as const) {
  Deno.test(`${row}: with compression ${JSON.stringify(compression)} chunks go raw`, async () => {
    const { server, upload } = await run({ options: { chunksPerRequest: 3, compression } });
    await upload();
    assertEquals(sizes(server.batches), [[1024, 1024, 1024], [1024, 1024, 397]]);
    assertEquals(new Set(server.batches.flat().map(({ field }) => field)), new Set(["file"]));
  });
}

Deno.test("E4: nothing missing means two questions and no chunk", async () => {
  const { server, upload, object } = await run({});
  for (let at = 0; at < object.chunks.length; at++) {
    server.chunks.set(object.chunks[at] ?? "", await object.source.read(at * 1024, 1024));
  }
  const uploaded = await upload();
  assertEquals(server.requests.filter((each) => each.startsWith("POST")), [
    "POST /api/0/organizations/o/artifactbundle/assemble/",
    "POST /api/0/organizations/o/artifactbundle/assemble/",
  ]);
  assertEquals(uploaded, { processing: "complete", sentChunks: [], sentBytes: 0 });
});

Deno.test("E5: a chunk request is repeated as it was after 503 and 502", async () => {
  const bodies: string[] = [];
  const statuses = [503, 502];
  const { server, upload, clock } = await run({
    sizeBytes: 300,
    async fault(request, kind) {
      if (kind !== "chunk") return undefined;
      const body = await bodyBytes(request.body?.() ?? new Uint8Array(0));
      bodies.push(new TextDecoder("latin1").decode(body));
      const status = statuses.shift();
      return status === undefined ? undefined : new Response("", { status });
    },
  });
  await upload();
  assertEquals(bodies.length, 3);
  assertEquals(new Set(bodies).size, 1);
  assertEquals(server.batches.length, 1);
  assert(clock.naps.length === 2 && clock.naps.every((ms) => ms >= 1000 && ms <= 3000));
});

Deno.test("E6: 500 for a chunk fails with the server's words", async () => {
  const failure = await failureOf({
    fault: (_, kind) =>
      kind === "chunk" ? Response.json({ detail: "boom" }, { status: 500 }) : undefined,
  });
  assertEquals(failure, "API request failed / sentry reported an error: boom (http status: 500)");
});

Deno.test("E7: waiting asks every second until it is ok", async () => {
  const { upload, clock, server } = await run({
    waitSeconds: 300,
    states: ["assembling", "assembling", "ok"],
  });
  assertEquals((await upload()).processing, "complete");
  assertEquals(clock.naps, [1000, 1000]);
  assertEquals(server.asked.length, 4);
});

Deno.test("E8: the wait ends after the answer behind its limit", async () => {
  const { upload, server } = await run({ waitSeconds: 2, states: ["created"] });
  const error = await assertRejects(upload, Error, "Failed to process files in 2s");
  assertEquals(messageChain(error).length, 1);
  assertEquals(server.asked.length, 1 + 3); // polls at 0, 1 and 2 s
});

Deno.test("E9: the server's limit counts where it is shorter", async () => {
  const { upload, server } = await run({
    waitSeconds: 300,
    states: ["created"],
    options: { maxWait: 1 },
  });
  await assertRejects(upload, Error, "Failed to process files in 1s");
  assertEquals(server.asked.length, 1 + 2);
});

Deno.test("--wait-for 0 asks once", async () => {
  const { upload, server } = await run({ waitSeconds: 0, states: ["assembling"] });
  await assertRejects(upload, Error, "Failed to process files in 0s");
  assertEquals(server.asked.length, 2);
});

Deno.test("E10: the state error carries the server's detail", async () => {
  assertEquals(
    await failureOf({ states: ["error"], detail: "bro\u001b[31mken" }),
    "Failed to process uploaded files: bro[31mken",
  );
  assertEquals(
    await failureOf({ states: ["error"] }),
    "Failed to process uploaded files: unknown error",
  );
  assertEquals(
    await failureOf({ states: ["not_found"] }),
    "Failed to process uploaded files: unknown error",
  );
});

Deno.test("without waiting, created and assembling are pending", async () => {
  for (const state of ["created", "assembling"]) {
    const { upload } = await run({ states: [state] });
    assertEquals((await upload()).processing, "pending");
  }
});

Deno.test("E11, E12: bodies of the artifact bundle's assemble call", async () => {
  for (
    const [scope, rest] of [
      [
        { projects: ["p"], release: "1.0", dist: "d1" },
        '"projects":["p"],"version":"1.0","dist":"d1"',
      ],
      [{ projects: ["a", "b"] }, '"projects":["a","b"]'],
      [{ projects: ["a"], release: "" }, '"projects":["a"]'],
    ] as const
  ) {
    const { upload, server, object } = await run({
      sizeBytes: 10,
      scope: { ...scope, projects: [...scope.projects] },
    });
    await upload();
    const sums = `{"checksum":"${object.checksum}","chunks":["${object.chunks[0]}"],`;
    assertEquals(server.asked[0], `${sums}${rest}}`);
  }
});

Deno.test("E13: an answer without missingChunks", async () => {
  const failure = await failureOf({
    fault: (_, kind) => kind === "assemble" ? Response.json({ state: "ok" }) : undefined,
  });
  assertEquals(
    failure,
    "could not parse JSON response / missing field `missingChunks` at line 1 column 14",
  );
});

Deno.test("what the server asks for beside our chunks is left out", async () => {
  const { upload, server } = await run({
    sizeBytes: 2000,
    missing: (chunks) => ["f".repeat(40), ...chunks, "0".repeat(40), ...chunks],
  });
  await upload();
  assertEquals(server.batches.flat().length, 2);
  assertEquals(server.assembled, bytesOf(2000));
});

Deno.test("a chunk that is there twice is sent once", async () => {
  const { upload, server } = await run({ source: memorySource(new Uint8Array(5000).fill(7)) });
  await upload();
  assertEquals(server.batches.flat().map(({ raw }) => raw.length), [1024, 904]);
  assertEquals(server.assembled, new Uint8Array(5000).fill(7));
});

Deno.test("an empty object has no chunks", async () => {
  const { upload, server, object } = await run({ sizeBytes: 0 });
  await upload();
  assertEquals([object.chunks, object.checksum], [[], "da39a3ee5e6b4b0d3255bfef95601890afd80709"]);
  assertEquals(server.batches, []);
});

for (const compression of [["gzip"], []]) {
  Deno.test(`what is packed already arrives as it is, with compression ${JSON.stringify(compression)}`, async () => {
    // Text, which would get smaller; lengths around those of deflate's stored blocks and of our pieces.
    for (const size of [1, 65_534, 65_535, 65_536, 262_139, 262_140, 262_141, 300_000]) {
      const { upload, server, object } = await run({
        source: memorySource(new Uint8Array(size).fill(65)),
        isPacked: true,
        options: { chunkSize: 262_141, compression },
      });
      await upload();
      assertEquals(server.assembled, await object.source.read(0, size));
      for (const { raw, sentBytes } of server.batches.flat()) {
        // Little is packed all the same: that costs nothing.
        if (compression.length > 0 && raw.length <= 65_536) continue;
        assert(sentBytes >= raw.length && sentBytes <= raw.length + 64);
      }
    }
  });
}

Deno.test("an object that changes while it is uploaded is named, and nothing wrong is sent", async () => {
  const bytes = bytesOf(5000);
  const source = memorySource(bytes);
  const { upload, server } = await run({
    source,
    options: { chunksPerRequest: 1, concurrency: 1 },
    fault(_, kind, number) {
      if (kind === "chunk" && number === 2) bytes[4500] = (bytes[4500] ?? 0) ^ 1;
      return undefined;
    },
  });
  await assertRejects(upload, Error, "'x': it has changed in the meantime");
  assertEquals(server.batches.length, 4);
});

Deno.test("Ctrl-C ends an upload, and the next run sends the rest only", async () => {
  const first = await run({
    options: { chunksPerRequest: 1, concurrency: 1 },
    fault(_, kind, number) {
      if (kind === "chunk" && number === 3) first.abort.abort("SIGINT");
      return undefined;
    },
  });
  const error = await assertRejects(first.upload);
  assert(error instanceof Cancelled);
  const second = await run({ options: { chunksPerRequest: 1 } });
  for (const [checksum, bytes] of first.server.chunks) second.server.chunks.set(checksum, bytes);
  await second.upload();
  assert(first.server.chunks.size >= 2 && first.server.chunks.size <= 3);
  assertEquals(second.server.batches.length, 6 - first.server.chunks.size);
  assertEquals(second.server.assembled, bytesOf(5517));
});

const FAULTS: Readonly<Record<string, () => Response | Promise<Response>>> = {
  "a reset": () => Promise.reject(new TransportError("reset", "reset")),
  "an answer cut short": () => Promise.reject(new TransportError("cut", "truncated")),
  ...Object.fromEntries(
    [408, 429, 500, 502, 503, 504, 507, 524].map((status) => [
      `status ${status}`,
      () => new Response("", { status, headers: { "retry-after": "1" } }),
    ]),
  ),
};

for (const [what, fail] of Object.entries(FAULTS)) {
  Deno.test(`every request of an upload survives ${what}`, async () => {
    for (let victim = 1; victim <= 9; victim++) {
      let seen = 0;
      const { upload, server } = await run({
        options: { chunksPerRequest: 1 },
        states: ["assembling", "ok"],
        waitSeconds: 9,
        fault: () => ++seen === victim ? fail() : undefined,
      });
      assertEquals((await upload()).processing, "complete");
      assertEquals(server.assembled, bytesOf(5517), `request ${victim}`);
    }
  });
}

for (const status of [400, 401, 403, 404, 413, 418, 501]) {
  Deno.test(`every request of an upload ends it with status ${status}`, async () => {
    for (const kind of ["assemble", "chunk"] as const) {
      const { upload, server } = await run({
        fault: (_, each) => each === kind ? Response.json({ detail: "no" }, { status }) : undefined,
      });
      const text = messageChain(await assertRejects(upload)).join(" / ");
      assert(text.includes("no") || text.includes("not found"), text);
      assertEquals(server.assembled, undefined);
    }
  });
}

Deno.test("a redirect of a chunk request means that there is no such project", async () => {
  const failure = await failureOf({
    fault: (_, kind) => kind === "chunk" ? new Response("", { status: 302 }) : undefined,
  });
  assert(failure.startsWith("Project not found. Ensure that you configured"), failure);
});

Deno.test("getChunkOptions() refuses what the reference refuses, in its words", async () => {
  for (
    const [options, problem] of [
      [{ chunkSize: 0 }, "invalid value: integer `0`, expected a nonzero usize"],
      [{ chunkSize: 1.5 }, "invalid type: floating point `1.5`, expected a nonzero usize"],
      [{ concurrency: 300 }, "invalid value: integer `300`, expected u8"],
      [{ hashAlgorithm: "sha256" }, "unknown variant `sha256`, expected `sha1`"],
      [{ compression: null }, "invalid type: null, expected a sequence"],
      [{ chunksPerRequest: -2 }, "invalid value: integer `-2`, expected u64"],
      [{ maxWait: null }, "invalid type: null, expected u64"],
    ] as const
  ) {
    const { api } = setUp({ options });
    const chain = messageChain(await assertRejects(() => getChunkOptions(api, "o")));
    assertEquals(chain[0], "could not parse JSON response");
    assert(chain[1]?.startsWith(problem), chain[1]);
  }
});

Deno.test("planBatches() keeps order and limits for any list", () => {
  const random = seeded(11);
  for (let round = 0; round < 500; round++) {
    const chunkSize = 1 + Math.floor(random() * 50);
    const sizeBytes = Math.floor(random() * 1000);
    const count = Math.ceil(sizeBytes / chunkSize);
    const chunks = Array.from({ length: count }, (_, at) => String(at).padStart(40, "0"));
    const object: ChunkedObject = {
      name: "x",
      source: memorySource(new Uint8Array(0)),
      sizeBytes,
      checksum: "",
      chunkSize,
      chunks,
    };
    const limits = {
      chunksPerRequest: Math.floor(random() * 5),
      maxRequestSize: Math.floor(random() * 200),
    };
    const batches = planBatches(missingChunks([object], chunks), limits);
    const flat = batches.flatMap((batch) => batch.chunks);
    assertEquals(flat.map(({ checksum }) => checksum), chunks);
    assertEquals(flat.reduce((sum, each) => sum + each.sizeBytes, 0), sizeBytes);
    for (const batch of batches) {
      assert(batch.chunks.length >= 1);
      assert(batch.chunks.length <= Math.max(1, limits.chunksPerRequest));
      assert(batch.chunks.length === 1 || batch.sizeBytes <= limits.maxRequestSize);
    }
  }
});

Deno.test("gzip() has the header of the reference and holds any bytes", async () => {
  for (const bytes of [new Uint8Array(0), bytesOf(200_000), new Uint8Array(300_000).fill(65)]) {
    const packed = gzip(bytes, codecs);
    assertEquals([...packed.subarray(0, 10)], [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);
    assertEquals(await codecs.unpack("gzip", packed, 1_000_000), bytes);
  }
  assert(gzip(new Uint8Array(300_000).fill(65), codecs).length < 1000);
});

Deno.test("assembleBuild() asks at the build's own address", async () => {
  const { api, server } = setUp({});
  const sums = { checksum: "a".repeat(40), chunks: [], facts: { build_configuration: "Debug" } };
  await assembleBuild(api, { org: "o", project: "p" }, sums);
  assertEquals(server.requests, ["POST /api/0/projects/o/p/files/preprodartifacts/assemble/"]);
  assertEquals(
    server.asked[0],
    `{"checksum":"${"a".repeat(40)}","chunks":[],"build_configuration":"Debug"}`,
  );
});

/** A server for debug files: the states per name, one list entry for each call. */
async function runDifs(states: Readonly<Record<string, readonly string[]>>, waitSeconds?: number) {
  const calls: string[][] = [];
  const { api, doors, server, clock } = setUp({
    fault(request, kind) {
      if (kind !== "assemble") return undefined;
      const body = request.body?.();
      const text = new TextDecoder().decode(body instanceof Uint8Array ? body : undefined);
      const asked: Record<string, { name: string; chunks: string[] }> = JSON.parse(text);
      const call = calls.length;
      calls.push(Object.values(asked).map(({ name }) => name));
      clock.advance(1);
      return Response.json(Object.fromEntries(
        Object.entries(asked).map(([checksum, { name, chunks }]) => {
          const list = states[name] ?? ["ok"];
          const state = list[Math.min(call, list.length - 1)];
          return [checksum, { state, missingChunks: state === "not_found" ? chunks : [] }];
        }),
      ));
    },
  });
  const options = await getChunkOptions(api, "o");
  const files = await Promise.all(
    Object.keys(states).map(async (name, at) => ({
      name,
      object: await chunkObject(name, memorySource(bytesOf(1500, at + 1)), {
        chunkSize: 1024,
        codecs,
      }),
    })),
  );
  const result = uploadDifs(files, (some) => assembleDifs(api, { org: "o", project: "p" }, some), {
    api,
    options,
    doors,
    waitSeconds,
  });
  return { result, calls, server };
}

Deno.test("uploadDifs() asks for all at once, sends what is missing, and forgets what is known", async () => {
  const { result, calls, server } = await runDifs({
    a: ["not_found", "ok"],
    b: ["ok"],
    c: ["created"],
  });
  const { results, isPending } = await result;
  assertEquals(calls, [["a", "b", "c"], ["a"]]);
  assertEquals(server.batches.flat().length, 2);
  assertEquals(isPending, false);
  assertEquals(results.filter(({ isKnown }) => isKnown).map(({ file }) => file.name), ["b", "c"]);
});

Deno.test("uploadDifs() says when uploaded files are lost", async () => {
  const { result } = await runDifs({ a: ["not_found"] });
  await assertRejects(() => result, Error, "Some uploaded files are now missing on the server");
});

Deno.test("uploadDifs() waits until nothing is pending", async () => {
  const { result, calls } = await runDifs({ a: ["not_found", "created", "assembling", "ok"] }, 300);
  assertEquals((await result).isPending, false);
  assertEquals(calls.length, 4);
  const late = await runDifs({ a: ["not_found", "created"] }, 2);
  assertEquals((await late.result).isPending, true);
});
