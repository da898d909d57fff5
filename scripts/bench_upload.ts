/**
 * Uploading the source maps of real packages, beside the reference and against one server on this
 * machine: `deno task bench:upload [--runs N]`. Writes its section of docs/benchmarks.md.
 */
import { bundle } from "./bundle.ts";
import {
  capture,
  deno,
  repositoryPath,
  runScript,
  say,
  ScriptError,
  scriptOptions,
} from "./command.ts";

const PACKAGES = [
  "rxjs@7.8.1",
  "@sentry/browser@8.55.0",
  "@angular/core@19.2.0",
  "three@0.172.0",
  "monaco-editor@0.52.2",
];
const REFERENCE = "@sentry/cli-linux-x64@3.8.0";
const HEADING = "## Uploading source maps";
const TOKEN = "a".repeat(64);

/** Peak memory of a child needs its resource usage, which only a parent process can ask for. */
const MEASURE = `
import json, resource, subprocess, sys, time
start = time.time()
code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode
usage = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps({"code": code, "seconds": time.time() - start, "cpu": usage.ru_utime + usage.ru_stime, "mib": usage.ru_maxrss / 1024}))
`;

interface Measured {
  readonly seconds: number;
  readonly cpu: number;
  readonly mib: number;
}

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

async function install(cache: string): Promise<void> {
  await Deno.mkdir(cache, { recursive: true });
  await Deno.writeTextFile(`${cache}/package.json`, '{ "private": true }\n');
  const args = ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--force"];
  const { code, stderr } = await capture("npm", [...args, ...PACKAGES, REFERENCE], { cwd: cache });
  if (code !== 0) throw new ScriptError(`npm could not install the packages: ${stderr}`);
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

async function main(): Promise<void> {
  const { values } = scriptOptions(Deno.args, { values: ["--runs"] });
  const runs = Number(values["--runs"] ?? 3);
  const home = Deno.env.get("HOME") ?? ".";
  const cache = `${Deno.env.get("XDG_CACHE_HOME") || `${home}/.cache`}/sentry-cli-bench-upload`;
  await install(cache);
  const work = await Deno.makeTempDir({ prefix: "sentry-cli-bench-" });
  const server = startSink();
  try {
    await bundle({ output: `${work}/sentry-cli.js` });
    const programs = {
      ours: [Deno.execPath(), "run", "--quiet", "--no-config", "-A", `${work}/sentry-cli.js`],
      reference: [`${cache}/node_modules/@sentry/cli-linux-x64/bin/sentry-cli`],
    };
    const measure = async (command: readonly string[]): Promise<Measured> => {
      const words = ["sourcemaps", "upload", "--release", "1", "."];
      const { stdout } = await capture("python3", ["-c", MEASURE, ...command, ...words], {
        cwd: `${cache}/node_modules`,
        env: {
          HOME: work,
          SENTRY_URL: `http://127.0.0.1:${server.addr.port}`,
          SENTRY_AUTH_TOKEN: TOKEN,
          SENTRY_ORG: "o",
          SENTRY_PROJECT: "p",
          SENTRY_DISABLE_UPDATE_CHECK: "1",
        },
      });
      const found: Measured & { code: number } = JSON.parse(stdout);
      if (found.code !== 0) throw new ScriptError(`${command.join(" ")} ended with ${found.code}`);
      return found;
    };
    const found: Record<"ours" | "reference", Measured[]> = { ours: [], reference: [] };
    for (let run = 0; run < runs; run++) {
      found.ours.push(await measure(programs.ours));
      found.reference.push(await measure(programs.reference));
    }
    const [ours, reference] = [found.ours, found.reference].map((all) => ({
      seconds: median(all.map(({ seconds }) => seconds)),
      cpu: median(all.map(({ cpu }) => cpu)),
      mib: Math.max(...all.map(({ mib }) => mib)),
    }));
    if (ours === undefined || reference === undefined) return;
    const row = (name: string, { seconds, cpu, mib }: Measured) =>
      `| ${name} | ${seconds.toFixed(2)} | ${cpu.toFixed(2)} | ${mib.toFixed(0)} |`;
    const speed = reference.seconds / ours.seconds;
    const section = `${HEADING}

Written by \`deno task bench:upload\`: \`sourcemaps upload --release 1 .\` in a folder with ${
      PACKAGES.join(", ")
    }, against a server on the same machine that takes everything; median of ${runs} runs in turns, the most
memory of all. ${navigator.hardwareConcurrency} cores, Deno ${Deno.version.deno}, ${REFERENCE}.

| Program | Seconds | CPU seconds | Memory MiB |
| --- | --- | --- | --- |
${row("ours", ours)}
${row("reference", reference)}

- ${speed.toFixed(1)}× as fast as the reference (goal: at least 4×), ${
      speed >= 4 ? "met" : "not met"
    }
- ${(ours.mib / reference.mib).toFixed(2)}× its memory (goal: at most 1×), ${
      ours.mib <= reference.mib ? "met" : "not met"
    }
`;
    say(section);
    const page = repositoryPath("docs/benchmarks.md");
    const before = (await Deno.readTextFile(page)).split(`\n${HEADING}\n`)[0] ?? "";
    await Deno.writeTextFile(page, `${before.trimEnd()}\n\n${section}`);
    await deno(["fmt", "--quiet", page]);
  } finally {
    await server.shutdown();
    await Deno.remove(work, { recursive: true });
  }
}

if (import.meta.main) await runScript(main);
