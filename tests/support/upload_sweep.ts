/**
 * `sourcemaps upload` against the real local server with a fault at one of its requests: what is sent,
 * what the server holds afterwards, and what a second run still has to send. The program is a function:
 * in this process or a real one.
 */
import { toHex } from "../../src/upload/chunked_object.ts";
import { assert, assertEquals, assertMatch } from "./assert.ts";
import { startTestServer, type TestServer } from "./local_server.ts";
import { seeded } from "./random.ts";

/** What a run left. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the program with the files of {@linkcode TREE} below its working folder. */
export type Runner = (words: readonly string[], env: Record<string, string>) => Promise<Outcome>;

const idOf = (at: number) => `${String(at).repeat(8)}-2222-4333-8444-555555555555`;

/** The debug ids of the tree, one per script with its map. */
export const DEBUG_IDS = [1, 2, 3].map(idOf);

/** Scripts and maps of some kilobytes that pack badly, so that there are several chunks. */
export const TREE: Readonly<Record<string, string>> = Object.fromEntries(
  DEBUG_IDS.flatMap((id, at) => {
    const map = {
      version: 3,
      sources: ["a.ts"],
      sourcesContent: [noise(2000, at + 1)],
      names: [],
      mappings: "AAAA",
      debugId: id,
    };
    const script = `x${at}();\n//# sourceMappingURL=${at}.js.map\n//# debugId=${id}\n`;
    return [[`dist/${at}.js`, script], [`dist/${at}.js.map`, JSON.stringify(map)]];
  }),
);

function noise(length: number, seed: number): string {
  const random = seeded(seed);
  return Array.from({ length }, () => String.fromCharCode(97 + Math.floor(random() * 26))).join("");
}

/** The command line of all runs. */
export const UPLOAD: readonly string[] = ["sourcemaps", "upload", "dist", "--release", "1.0"];

/** Small chunks, one in each request, one request at a time: the order of requests is known. */
export const SMALL_CHUNKS = JSON.stringify({
  url: "/api/0/organizations/demo/chunk-upload/",
  chunkSize: 1024,
  chunksPerRequest: 1,
  maxRequestSize: 33554432,
  concurrency: 1,
  hashAlgorithm: "sha1",
  compression: ["gzip"],
});
const OPTIONS_PATH = "/api/0/organizations/demo/chunk-upload/";
export const ASSEMBLE_PATH = "/api/0/organizations/demo/artifactbundle/assemble/";

/** A request as it reached the server. */
export interface Sent {
  readonly method: string;
  readonly path: string;
  readonly status: number | null;
  /** Digests of the chunks in it. */
  readonly chunks: readonly string[];
}

/** A run and what the server holds after it. */
export interface Ran extends Outcome {
  readonly sent: readonly Sent[];
  /** Scripts and maps that can be looked up, with their content's SHA-1. */
  readonly state: string;
}

/** A server with small chunks, and what can be done with it. */
export interface SweepServer extends AsyncDisposable {
  readonly server: TestServer;
  /** Runs the upload once; the faults act before the rule for small chunks. */
  run(runner: Runner, options?: RunOptions): Promise<Ran>;
  /** Which of the digests the server lacks. */
  lacks(digests: readonly string[]): Promise<readonly string[]>;
}

export interface RunOptions {
  readonly faults?: readonly string[];
  readonly words?: readonly string[];
  readonly env?: Record<string, string>;
}

export async function startSweepServer(): Promise<SweepServer> {
  const server = await startTestServer();
  return {
    server,
    async run(runner, { faults = [], words = UPLOAD, env = {} } = {}) {
      server.clearFaults();
      server.clearRequests();
      for (const rule of faults) server.addFault(rule);
      server.addFault(`GET ${OPTIONS_PATH}: json=${SMALL_CHUNKS}`);
      const outcome = await runner(words, {
        SENTRY_URL: server.url,
        SENTRY_AUTH_TOKEN: server.token,
        SENTRY_ORG: "demo",
        SENTRY_PROJECT: "web",
        SENTRY_HTTP_MAX_RETRIES: "2",
        ...env,
      });
      // What a client gave up waiting for may still be done.
      while (server.requests().some(({ outcome }) => outcome === null)) {
        await new Promise((done) => setTimeout(done, 5));
      }
      const sent = sentTo(server);
      server.clearFaults();
      assertEquals(server.bugs, []);
      return { ...outcome, sent, state: await stateOf(server) };
    },
    async lacks(chunks) {
      // A checksum that nothing has: the server tells what is missing and makes nothing.
      const answer = await server.fetch(ASSEMBLE_PATH, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ checksum: "0".repeat(40), chunks, projects: ["web"] }),
      });
      const { missingChunks }: { missingChunks: string[] } = await answer.json();
      return missingChunks;
    },
    [Symbol.asyncDispose]: () => server.stop(),
  };
}

function sentTo(server: TestServer): Sent[] {
  return server.requests().map(({ method, path, status, body, bodyBase64 }) => {
    const text = body ?? (bodyBase64 === null ? "" : atob(bodyBase64));
    const chunks = [...text.matchAll(/name="file(?:_gzip)?"; filename="([0-9a-f]{40})"/g)]
      .map(([, digest = ""]) => digest);
    return { method, path, status, chunks };
  });
}

async function stateOf(server: TestServer): Promise<string> {
  const lines: string[] = [];
  for (const id of DEBUG_IDS) {
    const path = `/api/0/projects/demo/web/artifact-lookup/?debug_id=${id}`;
    const found: { url: string; abs_path: string; headers: unknown }[] = await (
      await server.fetch(path)
    ).json();
    for (const { url, abs_path, headers } of found) {
      const bytes = await (await server.fetch(url.slice(server.url.length))).arrayBuffer();
      const digest = new Uint8Array(await crypto.subtle.digest("SHA-1", bytes));
      lines.push(JSON.stringify([abs_path, headers, toHex(digest)]));
    }
  }
  return lines.join("\n");
}

/** What becomes of a request that fails so. */
export interface Fault {
  readonly words: string;
  /** `survives`: the run ends well; `fails`: it ends with code 1, whatever is tried. */
  readonly ends: "survives" | "fails";
  /** Chunk requests: what their answer says is never read. */
  readonly chunkEnds?: "survives" | "resends" | "fails";
  /** The server did what it was asked before the answer was lost. */
  readonly acts?: true;
  /** Limits of time, for servers that do not answer. */
  readonly env?: Record<string, string>;
}

const LIMITS = { SENTRY_HTTP_ANSWER_TIMEOUT: "150ms", SENTRY_HTTP_IDLE_TIMEOUT: "150ms" };

/** One of each kind; all that are tried again pause for no longer than the test's clock lets them. */
export const FAULTS: readonly Fault[] = [
  ...[408, 429, 500, 502, 503, 504].map((status): Fault => ({
    words: `status=${status} retry-after=0 times=1`,
    ends: "survives",
  })),
  { words: "status=503 retry-after=0 times=2", ends: "survives" },
  { words: "status=429 retry-after=1 times=1", ends: "survives" },
  { words: "reset times=1", ends: "survives" },
  { words: "reset times=2", ends: "survives" },
  { words: "truncate=0 times=1", ends: "survives", acts: true },
  { words: "truncate=1 times=1", ends: "survives", acts: true },
  { words: "delay=20 times=1", ends: "survives", acts: true },
  { words: "slow=2000 times=1", ends: "survives", acts: true },
  { words: "twice", ends: "survives", acts: true },
  ...[400, 401, 403, 404, 413].map((status): Fault => ({
    words: `status=${status} times=1`,
    ends: "fails",
  })),
  { words: "status=503 retry-after=0", ends: "fails" },
  { words: "status=507 retry-after=0", ends: "fails" },
  { words: "reset", ends: "fails" },
  { words: "truncate=1", ends: "fails", acts: true, chunkEnds: "survives" },
  { words: "silence", ends: "fails", env: LIMITS },
  { words: "delay=500 times=1", ends: "fails", env: LIMITS, acts: true },
  { words: "html times=1", ends: "fails", chunkEnds: "resends" },
  { words: "halfjson times=1", ends: "fails", acts: true, chunkEnds: "survives" },
  { words: 'status=302 header="Location: /login/" times=1', ends: "fails" },
  { words: "json={} times=1", ends: "fails", chunkEnds: "resends" },
  { words: 'json={"state":"error","missingChunks":[],"detail":"no\\u001b[31m"}', ends: "fails" },
];

/** One request of a run: the n-th of its kind. */
export interface Position {
  readonly method: string;
  readonly path: string;
  readonly after: number;
  readonly isChunk: boolean;
}

/** The requests of a run, each a place for a fault; of many alike in a row the first and the last. */
export function positionsOf({ sent }: Pick<Ran, "sent">): Position[] {
  const positions = sent.map(({ method, path, chunks }, index) => ({
    method,
    path,
    isChunk: chunks.length > 0,
    after: sent.slice(0, index).filter((each) => each.method === method && each.path === path)
      .length,
  }));
  const last = positions.findLastIndex(({ isChunk }) => isChunk);
  return positions.filter(({ isChunk, after }, at) => !isChunk || after === 0 || at === last);
}

interface Check {
  /** Fresh. */
  readonly sweep: SweepServer;
  readonly runner: Runner;
  readonly good: Ran;
  readonly fault: Fault;
  readonly position: Position;
}

/** Runs with the fault, then without: nothing is lost, nothing sent that is there already. */
export async function checkFault(
  { sweep, runner, good, fault, position }: Check,
): Promise<void> {
  const { method, path, after, isChunk } = position;
  // What acts on the real answer shall act on that of small chunks.
  const isOptions = path === OPTIONS_PATH && method === "GET";
  const real = isOptions && fault.acts !== undefined ? ` json=${SMALL_CHUNKS}` : "";
  const rule = `${method} ${path}: ${fault.words} after=${after}${real}`;
  const ran = await sweep.run(runner, { faults: [rule], env: fault.env ?? {} });
  const what = `${rule}\n${ran.stdout}${ran.stderr}`;
  const said = ran.stdout + ran.stderr;
  assert(!/internal error|NotCapable|\n {4}at |Uncaught/.test(said), what);
  assert(!said.includes("\u001b"), what);
  const digests = good.sent.flatMap(({ chunks }) => chunks);
  const ends = isChunk ? fault.chunkEnds ?? fault.ends : fault.ends;
  const lacking = await sweep.lacks(digests);
  if (ends === "fails") {
    assertEquals(ran.code, 1, what);
    assertMatch(ran.stderr, /^(?: *WARN .*\n)*error: .+/, what);
    assert(["", good.state].includes(ran.state), what);
  } else {
    assertEquals([ran.code, ran.stdout], [0, good.stdout], what);
    assertEquals([ran.state, lacking], [good.state, []], what);
  }
  if (fault.acts === undefined && !/html|json=/.test(fault.words)) {
    const kept = ran.sent.filter(({ status }) => status === 200).flatMap(({ chunks }) => chunks);
    assertEquals(kept.length, new Set(kept).size, `a chunk was kept twice: ${what}`);
  }
  const again = await sweep.run(runner);
  assertEquals([again.code, again.state], [0, good.state], `the next run, after ${what}`);
  assertEquals(again.sent.flatMap(({ chunks }) => chunks).sort(), [...lacking].sort(), what);
}
