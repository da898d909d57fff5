/**
 * One JavaScript file of the whole program: `deno task bundle [--output FILE] [--entry FILE]`.
 *
 * Default: dist/sentry-cli.js. Two runs give the same bytes. Names stay readable (no minifying), since
 * they stand in bug reports. What our own modules load with `import()` is text; see join_chunks.ts.
 */
import { pack } from "./bundle_loader.ts";
import {
  capture,
  deno,
  repositoryPath,
  runScript,
  say,
  ScriptError,
  scriptOptions,
} from "./command.ts";
import { type Chunk, joinChunks } from "./join_chunks.ts";

/**
 * Packages that few runs need and that are large. Inlined as they are, they triple the start-up time,
 * because the whole file is parsed each time; as compressed text they cost a tenth of a millisecond.
 */
const LAZY_PACKAGES = [
  "undici",
  "fflate",
  "fast-plist",
  "ignore",
  "@jridgewell/trace-mapping",
  "@rgrove/parse-xml",
];

export interface BundleOptions {
  readonly entry?: string;
  readonly output: string;
}

/** Writes the bundle. */
export async function bundle({ entry, output }: BundleOptions): Promise<void> {
  const work = await Deno.makeTempDir({ prefix: "sentry-cli-bundle-" });
  try {
    const source = entry ?? repositoryPath("main.ts");
    const chunks = await bundleChunks(source, work);
    const all = chunks.map(({ text }) => text).join("\n");
    const used = LAZY_PACKAGES.filter((name) => all.includes(`import(${JSON.stringify(name)})`));
    const packed: string[] = [];
    for (const name of used) packed.push(await packPackage(name, work));
    const lazily = chunks.map(({ name, text }) => ({ name, text: importLazily(text, used) }));
    const joined = rejectEagerUse(await joinChunks(lazily, { entry: chunkOf(source), isNear }));
    await Deno.mkdir(dirname(output), { recursive: true });
    await Deno.writeTextFile(output, header(packed) + joined);
  } finally {
    await Deno.remove(work, { recursive: true });
  }
}

/** The program in pieces: what starts, and what is loaded later. */
async function bundleChunks(entry: string, work: string): Promise<Chunk[]> {
  const folder = `${work}/chunks`;
  const external = LAZY_PACKAGES.flatMap((name) => ["--external", name]);
  await runBundler(["--code-splitting", ...external, "--outdir", folder, entry]);
  const chunks: Chunk[] = [];
  for await (const { name } of Deno.readDir(folder)) {
    chunks.push({ name, text: await cleaned(`${folder}/${name}`) });
  }
  return chunks;
}

/**
 * What short runs load beside their command: the bundler's names of modules. To unpack the first piece
 * takes 5 ms, as long as all of `releases propose-version`.
 */
const NEAR = [
  ...["propose_version", "repository", "url", "find_heads", "commit_spec", "resolve_spec"],
  ...["commit_range", "local_commits"],
  ...["build_event", "envelopes", "environ", "log_file"],
  ...[
    "inject",
    "inject_report",
    "inject_tasks",
    "source_upload_flow",
    "prepare_artifact",
    "pack_chunk",
  ],
];

/** Those, and what the start loads itself: commands, and small pieces that few of them need. */
function isNear({ name }: Chunk, by: "start" | "near"): boolean {
  return by === "start" || NEAR.includes(name.replace(/-[A-Z0-9]{8}\.js$/, ""));
}

/** The bundler's name for the chunk of an entry. */
function chunkOf(entry: string): string {
  return entry.replace(/^.*[\\/]/, "").replace(/\.[jt]s$/, ".js");
}

/** A package in short form, without traces of this machine: nobody reads the names in it. */
async function bundlePackage(entry: string, work: string): Promise<string> {
  const output = `${work}/bundled.js`;
  await runBundler(["--minify", "--output", output, entry]);
  return await cleaned(output);
}

async function runBundler(words: readonly string[]): Promise<void> {
  const config = ["--config", repositoryPath("deno.json"), "--frozen"];
  await deno(["bundle", "--quiet", ...config, ...words], { cwd: repositoryPath("") });
}

/** A text of the bundler without traces of this machine. */
async function cleaned(file: string): Promise<string> {
  return requireWithoutLoader(await namePackages(await Deno.readTextFile(file)));
}

/**
 * The bundler names each npm module by its path in the cache: replaced by `npm/<name>/<version>/…`, so
 * that the bytes do not depend on the machine.
 */
async function namePackages(text: string): Promise<string> {
  const info: unknown = JSON.parse(await deno(["info", "--json"]));
  if (typeof info !== "object" || info === null || !("npmCache" in info)) {
    throw new ScriptError("`deno info --json` does not say where its npm cache is");
  }
  const folders = String(info.npmCache).split(/[\\/]/).filter((part) => part !== "");
  const cache = folders.map((part) => part.replace(/[^\w]/g, "\\$&")).join("/");
  // `../../root/.cache/deno/npm/<registry>/`, relative to wherever the bundler ran.
  return text.replace(new RegExp(`(?:\\.\\./)*/?(?:${cache})/[^/\\s"]+/`, "g"), "npm/");
}

/**
 * CommonJS packages need `require` for the runtime's own modules. The bundler's way loads `node:module`,
 * which takes longer than all the rest of a start; the runtime can give its modules without it.
 */
function requireWithoutLoader(text: string): string {
  const header =
    /\bimport ?\{ ?createRequire[^}]*\} ?from "node:module";\s*var ([\w$]+) ?= ?[\w$]+\(import\.meta\.url\);/;
  return text.replace(header, "var $1 = (name) => process.getBuiltinModule(name);");
}

/**
 * What an npm package made for node sees: node's timers, where our one module has those of the web (before
 * Deno 2.9 these are plain numbers, and undici calls `unref()` on them); and a `require`, for which the
 * bundler of Deno 2.4 looks. Loading node's modules takes longer than all of a small package.
 */
const NODE_GLOBALS =
  "const { setTimeout, clearTimeout, setInterval, clearInterval, setImmediate, " +
  'clearImmediate } = process.getBuiltinModule("node:timers");\n' +
  "const require = (name) => process.getBuiltinModule(name);\n";

/** Whether a package speaks of node, and not only of the web. */
function isForNode(text: string): boolean {
  return /\brequire\b|\bgetBuiltinModule\b|["'`]node:/.test(text);
}

/**
 * A module that imports nothing as a function that gives its names: the runtime takes twice as long to
 * import a module from a `data:` URL as to run it. A compiled program cannot import `blob:` ones at all.
 */
function asFunctionBody(text: string, name: string): string {
  // Licences may stand behind it.
  const last = /\bexport ?\{ ?([\w$]+) as names ?\};?((?:\s|\/\*[^]*?\*\/)*)$/.exec(text);
  const body = text.slice(0, last?.index);
  if (last === null || /^\s*(?:import|export)\b|\bimport\.meta\b/m.test(body)) {
    throw new ScriptError(`The bundled package ${name} is no single module with one export`);
  }
  return `"use strict";\n${body}\n${last[2] ?? ""}\nreturn ${last[1]};\n`;
}

/** A package as one module, compressed, as an entry of the table in the bundle's header. */
async function packPackage(name: string, work: string): Promise<string> {
  const entry = `${work}/${name.replaceAll(/\W/g, "_")}_entry.ts`;
  // Not `export *`: the names of a CommonJS package are known only when it runs.
  const source = `import * as names from ${JSON.stringify(name)};\nexport { names };\n`;
  await Deno.writeTextFile(entry, source);
  // The bundler names each source file in a comment; this one's folder differs in every run.
  const bundled = (await bundlePackage(entry, work)).replace(/^\/\/ .*_entry\.ts$/m, "");
  const text = asFunctionBody(isForNode(bundled) ? NODE_GLOBALS + bundled : bundled, name);
  const loaded: unknown = new Function(text)();
  if (typeof loaded !== "object" || loaded === null || Object.keys(loaded).length === 0) {
    throw new ScriptError(`The bundled package ${name} exports nothing`);
  }
  return `  ${JSON.stringify(name)}() {/*${await pack(text)}*/},\n`;
}

function header(packed: readonly string[]): string {
  if (packed.length === 0) return "";
  return `const __packages = {\n${packed.join("")}};
async function __importLazily(name) {
  const text = await __unpack(__packages[name]);
  return (0, eval)("(() => {" + text + "})()\\n//# sourceURL=npm/" + name);
}
`;
}

function importLazily(text: string, names: readonly string[]): string {
  return names.reduce((sofar, name) => {
    const quoted = JSON.stringify(name);
    return sofar.replaceAll(`import(${quoted})`, `__importLazily(${quoted})`);
  }, text);
}

/** What is left to load at start, or from elsewhere, would be a surprise in the field. */
function rejectEagerUse(text: string): string {
  const found = text.match(/^import [^;]*from "(?:node:|npm:|jsr:|https?:|undici)[^"]*";/m) ??
    text.match(/\bimport\("(?!node:|data:)[^"]*"\)/);
  if (found) {
    throw new ScriptError(`The bundle is not self-contained or slow to start: ${found[0]}`);
  }
  return text;
}

function dirname(path: string): string {
  return path.replace(/[\\/][^\\/]*$/, "") || ".";
}

if (import.meta.main) {
  await runScript(async () => {
    const { values } = scriptOptions(Deno.args, { values: ["--output", "--entry"] });
    const output = values["--output"] ?? repositoryPath("dist/sentry-cli.js");
    const entry = values["--entry"];
    await bundle({ output, ...(entry === undefined ? {} : { entry }) });
    const { size } = await Deno.stat(output);
    say(`${output}: ${Math.round(size / 1024)} KiB`);
    const { code, stderr } = await capture(Deno.execPath(), [
      "run",
      "--no-config",
      "--no-prompt",
      "--allow-env",
      output,
      "--version",
    ]);
    if (code !== 0) throw new ScriptError(`The bundle does not run: ${stderr}`);
  });
}
