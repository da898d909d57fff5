/**
 * Uploading the source maps of real packages, beside the reference and against one server on this
 * machine: `deno task bench:upload [--runs N] [--large] [--object]`. Writes a section of docs/benchmarks.md.
 *
 * `--large` takes a tree of twenty copies (5 GB of disk for a while), `--object` single objects of 2 GB,
 * which go through the upload engine alone; each has a section of its own.
 */
import { writeSection } from "./bench_page.ts";
import {
  bundleCommand,
  comparison,
  installPackages,
  measure,
  type Measured,
  PACKAGES,
  setting,
  summary,
} from "./bench_packages.ts";
import { bundle } from "./bundle.ts";
import { capture, repositoryPath, runScript, say, ScriptError, scriptOptions } from "./command.ts";

const COPIES = 20;
const OBJECT_BYTES = 2_000_000_000;
const SPEED_GOAL = 4;
const TOKEN = "a".repeat(64);

/** A server that has nothing, takes everything and forgets it. */
function startSink(): Deno.HttpServer<Deno.NetAddr> {
  const asked = new Set<string>();
  return Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    const { pathname } = new URL(request.url);
    if (pathname.endsWith("/assemble/")) {
      const { checksum, chunks }: { checksum: string; chunks: string[] } = await request.json();
      const isFirst = !asked.delete(checksum);
      if (isFirst) asked.add(checksum);
      return Response.json(
        isFirst
          ? { state: "not_found", missingChunks: chunks }
          : { state: "ok", missingChunks: [] },
      );
    }
    if (request.method === "POST") {
      for await (const _ of request.body ?? []);
      return new Response("");
    }
    return Response.json({
      url: pathname,
      chunkSize: 8 * 2 ** 20,
      chunksPerRequest: 64,
      maxRequestSize: 32 * 2 ** 20,
      concurrency: 8,
      hashAlgorithm: "sha1",
      compression: ["gzip"],
    });
  });
}

type Side = "ours" | "reference";

interface Bench {
  readonly work: string;
  readonly commands: Readonly<Record<Side, readonly string[]>>;
  readonly env: Readonly<Record<string, string>>;
}

/** Uploads a tree with both programs in turns. */
async function inTurns({ commands, env }: Bench, tree: string, runs: number) {
  const found: Record<Side, Measured[]> = { ours: [], reference: [] };
  for (let run = 0; run < runs; run++) {
    for (const side of ["ours", "reference"] as const) {
      const words = ["sourcemaps", "upload", "--release", "1", "."];
      found[side].push(await measure([...commands[side], ...words], { cwd: tree, env }));
    }
  }
  return { ours: summary(found.ours), reference: summary(found.reference) };
}

async function benchTree(bench: Bench, tree: string, runs: number): Promise<string> {
  const { ours, reference } = await inTurns(bench, tree, runs);
  return `## Uploading source maps

Written by \`deno task bench:upload\`: \`sourcemaps upload --release 1 .\` in a folder with ${
    PACKAGES.join(", ")
  }, against a server on the same machine that takes everything; median of ${runs} runs in turns, the most
memory of all. ${setting()}.

${comparison(ours, reference, SPEED_GOAL)}
`;
}

async function benchLarge(bench: Bench, tree: string): Promise<string> {
  const folder = `${bench.work}/large`;
  await Deno.mkdir(folder);
  for (let copy = 0; copy < COPIES; copy++) {
    const { code, stderr } = await capture("cp", ["-R", tree, `${folder}/copy${copy}`]);
    if (code !== 0) throw new ScriptError(`The tree cannot be copied: ${stderr}`);
  }
  const small = await inTurns(bench, tree, 3);
  const large = await inTurns(bench, folder, 1);
  // By CPU seconds: between the runs of a quarter of an hour other programs come and go.
  const growth = large.ours.cpu / small.ours.cpu / COPIES;
  const theirs = large.reference.cpu / small.reference.cpu / COPIES;
  return `## Uploading source maps of a tree ${COPIES} times as large

Written by \`deno task bench:upload --large\`: the tree above ${COPIES} times, one run. ${setting()}.

${comparison(large.ours, large.reference, SPEED_GOAL)}
- ${growth.toFixed(2)}× the CPU time per file of one copy (the reference: ${
    theirs.toFixed(2)
  }×; goal: at most 1×, and 1.1× counts as that), ${growth <= 1.1 ? "met" : "not met"}
`;
}

async function benchObject({ work, env }: Bench, server: string, tree: string): Promise<string> {
  const program = `${work}/upload_object.js`;
  await bundle({ entry: repositoryPath("scripts/upload_object.ts"), output: program });
  const rows: { readonly name: string; readonly found: Measured }[] = [];
  for (const [name, piece] of await largeContents(tree)) {
    const file = `${work}/object`;
    await writeNumbered(file, piece);
    const found = await measure([...bundleCommand(program), server, file], { cwd: work, env });
    rows.push({ name, found });
  }
  const table = rows.map(({ name, found: { seconds, cpu, mib } }) =>
    `| ${name} | ${seconds.toFixed(1)} | ${cpu.toFixed(1)} | ${mib.toFixed(0)} |`
  );
  const most = Math.max(...rows.map(({ found }) => found.mib));
  return `## Uploading an object of ${OBJECT_BYTES / 1e9} GB

Written by \`deno task bench:upload --object\`: one file through the upload engine
(scripts/upload_object.ts), which reads it once for its checksums and once to send it, in chunks of 8 MiB.
${setting()}.

| Content | Seconds | CPU seconds | Memory MiB |
| --- | --- | --- | --- |
${table.join("\n")}

- ${most.toFixed(0)} MiB at most (goal: at most 300 MiB), ${most <= 300 ? "met" : "not met"}
`;
}

/** Pieces of what gets no smaller when packed, and of what does. */
async function largeContents(tree: string): Promise<[name: string, piece: Uint8Array][]> {
  const noise = new Uint8Array(16 * 2 ** 20);
  for (let at = 0; at < noise.length; at += 65_536) {
    crypto.getRandomValues(noise.subarray(at, at + 65_536));
  }
  const script = "monaco-editor/dev/vs/language/typescript/tsWorker.js";
  return [["noise", noise], ["a script", await Deno.readFile(`${tree}/${script}`)]];
}

/** The piece again and again, each time behind a number, so that no chunk is there twice. */
async function writeNumbered(path: string, piece: Uint8Array): Promise<void> {
  using file = await Deno.create(path);
  const writer = file.writable.getWriter();
  for (let bytes = 0; bytes < OBJECT_BYTES; bytes += piece.length) {
    await writer.write(new TextEncoder().encode(`${bytes}\n`));
    await writer.write(piece);
  }
  await writer.close();
}

async function main(): Promise<void> {
  const { values, switches } = scriptOptions(Deno.args, {
    values: ["--runs"],
    switches: ["--large", "--object"],
  });
  const { tree, reference } = await installPackages("packages");
  const work = await Deno.makeTempDir({ prefix: "sentry-cli-bench-" });
  const server = startSink();
  try {
    await bundle({ output: `${work}/sentry-cli.js` });
    const url = `http://127.0.0.1:${server.addr.port}`;
    const bench: Bench = {
      work,
      commands: { ours: bundleCommand(`${work}/sentry-cli.js`), reference: [reference] },
      env: {
        HOME: work,
        SENTRY_URL: url,
        SENTRY_AUTH_TOKEN: TOKEN,
        SENTRY_ORG: "o",
        SENTRY_PROJECT: "p",
        SENTRY_DISABLE_UPDATE_CHECK: "1",
      },
    };
    const section = switches.has("--object")
      ? await benchObject(bench, url, tree)
      : switches.has("--large")
      ? await benchLarge(bench, tree)
      : await benchTree(bench, tree, Number(values["--runs"] ?? 5));
    say(section);
    await writeSection(section);
  } finally {
    await server.shutdown();
    await Deno.remove(work, { recursive: true });
  }
}

if (import.meta.main) await runScript(main);
