/**
 * The whole suite with the standard library from JSR: `deno task test:jsr [--require | --loopback]`.
 *
 * Uses scripts/jsr.import_map.json, which binds the names of deno.json to JSR with exact versions.
 * JSR_URL names another registry of the same form. Where none is within reach, says so in one line and
 * ends well; `--require` makes that a failure. `--loopback` serves one on this machine, made from the
 * npm republication, and so shows that the binding works; it cannot have @std/ini and @std/dotenv.
 */
import { packagesFromNpm, serveRegistry } from "../tests/jsr/registry.ts";
import { deno, repositoryPath, runScript, say, ScriptError, scriptOptions } from "./command.ts";
import { JSR_ONLY, test } from "./run_tests.ts";

const IMPORT_MAP = repositoryPath("scripts/jsr.import_map.json");

interface JsrPackage {
  readonly name: string;
  readonly version: string;
}

/** The JSR packages that the import map names, each once. */
async function wantedPackages(): Promise<JsrPackage[]> {
  const map: { imports: Record<string, string> } = JSON.parse(await Deno.readTextFile(IMPORT_MAP));
  const wanted = new Map<string, JsrPackage>();
  for (const target of Object.values(map.imports)) {
    const [, name = "", version = ""] = /^jsr:(@[\w-]+\/[\w-]+)@([^/]+)/.exec(target) ?? [];
    if (name !== "") wanted.set(name, { name, version });
  }
  return [...wanted.values()];
}

/** The packages that the registry lacks; a sentence when it does not answer. */
async function missingPackages(
  registry: string,
  wanted: readonly JsrPackage[],
): Promise<readonly JsrPackage[] | string> {
  const missing: JsrPackage[] = [];
  for (const each of wanted) {
    const url = `${registry}${each.name}/${each.version}_meta.json`;
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(10_000) });
      await response.body?.cancel();
      if (response.status === 404) missing.push(each);
      else if (!response.ok) return `it answered ${response.status} for ${url}`;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }
  return missing;
}

/** Runs the suite against the registry and gives the exit code. */
async function testAgainst(registry: string, required: boolean): Promise<number> {
  const missing = await missingPackages(registry, await wantedPackages());
  if (typeof missing === "string") {
    say(`JSR is out of reach at ${registry}: not run (${missing})`);
    return required ? 1 : 0;
  }
  const agreement = ["@std/ini", "@std/dotenv"];
  const fatal = missing.filter((each) => !agreement.includes(each.name));
  if (fatal.length > 0) {
    const names = fatal.map((each) => `${each.name}@${each.version}`).join(", ");
    throw new ScriptError(`The registry at ${registry} does not have ${names}`);
  }
  // A cache of its own: what comes from another registry must not stay behind under JSR's names.
  const cache = await Deno.makeTempDir({ prefix: "sentry-cli-jsr-" });
  const binding = ["--import-map", IMPORT_MAP, "--no-lock"];
  const env = { JSR_URL: registry, DENO_DIR: cache };
  try {
    // Tests that start the program itself find its packages there, bound as in deno.json.
    await deno(["install", "--quiet", "--frozen"], { env, cwd: repositoryPath("") });
    await checkBinding(binding, env);
    const code = await test([], binding, env);
    if (missing.length > 0) {
      const names = missing.map((each) => `${each.name}@${each.version}`).join(" and ");
      say(`Agreement with @std/ini and @std/dotenv: not run, the registry does not have ${names}`);
      return code || (required ? 1 : 0);
    }
    return await test([JSR_ONLY], binding, env) || code;
  } finally {
    await Deno.remove(cache, { recursive: true });
  }
}

/** Makes sure that the standard library really comes from JSR in what follows. */
async function checkBinding(
  binding: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<void> {
  const file = repositoryPath("tests/support/assert.ts");
  const graph: { modules: { specifier: string }[] } = JSON.parse(
    await deno(["info", "--json", ...binding, file], { env }),
  );
  const bound = graph.modules.filter(({ specifier }) =>
    specifier.startsWith(env["JSR_URL"] ?? "?")
  );
  if (bound.length === 0) throw new ScriptError("The import map did not bind @std/assert to JSR");
  say(`@std/assert comes from ${bound[0]?.specifier}`);
}

/** The folder of the npm republication in Deno's cache. */
async function npmFolder(): Promise<string> {
  const manifest: { imports: Record<string, string> } = JSON.parse(
    await Deno.readTextFile(repositoryPath("deno.json")),
  );
  const target = manifest.imports["@std/assert"] ?? "";
  const [, name = "", version = ""] = /^npm:([\w-]+)@([^/]+)/.exec(target) ?? [];
  await deno(["cache", "--quiet", repositoryPath("tests/support/assert.ts")]);
  const info: { npmCache: string } = JSON.parse(await deno(["info", "--json"]));
  for await (const registry of Deno.readDir(info.npmCache)) {
    const folder = `${info.npmCache}/${registry.name}/${name}/${version}`;
    if (await Deno.stat(folder).then(() => true, () => false)) return folder;
  }
  throw new ScriptError(`${name}@${version} is not in Deno's cache`);
}

async function main(): Promise<number> {
  const { switches } = scriptOptions(Deno.args, { switches: ["--require", "--loopback"] });
  if (!switches.has("--loopback")) {
    const named = Deno.env.get("JSR_URL") || "https://jsr.io/";
    return await testAgainst(named.endsWith("/") ? named : `${named}/`, switches.has("--require"));
  }
  const versions = Object.fromEntries(
    (await wantedPackages()).map((each) => [each.name, each.version]),
  );
  const registry = serveRegistry(await packagesFromNpm(await npmFolder(), versions));
  say(`A JSR-shaped registry listens on ${registry.url}`);
  try {
    return await testAgainst(registry.url, false);
  } finally {
    await registry.close();
  }
}

if (import.meta.main) await runScript(main);
