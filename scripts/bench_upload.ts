/**
 * Uploading the source maps of real packages, beside the reference and against one server on this
 * machine: `deno task bench:upload [--runs N]`. Writes its section of docs/benchmarks.md.
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
import { runScript, say, scriptOptions } from "./command.ts";

const HEADING = "## Uploading source maps";
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

async function main(): Promise<void> {
  const { values } = scriptOptions(Deno.args, { values: ["--runs"] });
  const runs = Number(values["--runs"] ?? 3);
  const installed = await installPackages("packages");
  const work = await Deno.makeTempDir({ prefix: "sentry-cli-bench-" });
  const server = startSink();
  try {
    await bundle({ output: `${work}/sentry-cli.js` });
    const programs = {
      ours: bundleCommand(`${work}/sentry-cli.js`),
      reference: [installed.reference],
    };
    const words = ["sourcemaps", "upload", "--release", "1", "."];
    const options = {
      cwd: installed.tree,
      env: {
        HOME: work,
        SENTRY_URL: `http://127.0.0.1:${server.addr.port}`,
        SENTRY_AUTH_TOKEN: TOKEN,
        SENTRY_ORG: "o",
        SENTRY_PROJECT: "p",
        SENTRY_DISABLE_UPDATE_CHECK: "1",
      },
    };
    const found: Record<"ours" | "reference", Measured[]> = { ours: [], reference: [] };
    for (let run = 0; run < runs; run++) {
      found.ours.push(await measure([...programs.ours, ...words], options));
      found.reference.push(await measure([...programs.reference, ...words], options));
    }
    const section = `${HEADING}

Written by \`deno task bench:upload\`: \`sourcemaps upload --release 1 .\` in a folder with ${
      PACKAGES.join(", ")
    }, against a server on the same machine that takes everything; median of ${runs} runs in turns, the most
memory of all. ${setting()}.

${comparison(summary(found.ours), summary(found.reference), 4)}
`;
    say(section);
    await writeSection(section);
  } finally {
    await server.shutdown();
    await Deno.remove(work, { recursive: true });
  }
}

if (import.meta.main) await runScript(main);
