/** Installs build tools with npm in a cache folder and builds tests/fixtures/builds with each of them. */
import { capture, repositoryPath, say, ScriptError } from "../command.ts";

/** One tree to compare the programs on. */
export interface Build {
  readonly name: string;
  readonly folder: string;
  /** Extra words for `sourcemaps inject`; `undefined` where there is nothing to inject. */
  readonly inject: readonly string[] | undefined;
}

export interface Builds {
  /** Where the tools are. */
  readonly tools: string;
  readonly builds: readonly Build[];
}

/** What makes a tree in the folder `OUT`, as words for node or for a program of node_modules/.bin. */
const TOOLS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  webpack: [["bin:webpack", "-c", "tools/webpack.config.cjs"]],
  rspack: [["bin:rspack", "build", "-c", "tools/rspack.config.cjs"]],
  rollup: [["bin:rollup", "-c", "tools/rollup.config.mjs", "--silent"]],
  vite: [["bin:vite", "build", "-c", "tools/vite.config.mjs"]],
  esbuild: [
    [
      ...["bin:esbuild", "app/src/main.ts", "--bundle", "--splitting", "--format=esm", "--minify"],
      ...["--sourcemap", "--outdir={OUT}/linked", "--log-level=warning"],
    ],
    [
      ...["bin:esbuild", "app/src/main.ts", "--bundle", "--format=iife", "--minify"],
      ...["--sourcemap=inline", "--charset=utf8", "--outdir={OUT}/inline", "--log-level=warning"],
    ],
    [
      ...["bin:esbuild", "app/src/main.ts", "--bundle", "--format=cjs", "--platform=node"],
      ...["--sourcemap=external", "--outdir={OUT}/external", "--log-level=warning"],
    ],
  ],
  tsc: [["bin:tsc", "-p", "tools/tsconfig.json", "--outDir", "{OUT}"]],
  swc: [[
    ...["bin:swc", "app/src", "-d", "{OUT}", "-s", "--strip-leading-paths"],
    ...["-C", "jsc.parser.syntax=typescript"],
  ]],
  // The package is published without maps.
  three: [[
    ...["bin:esbuild", "node_modules/three/build/three.module.js", "--minify", "--sourcemap"],
    ...["--outfile={OUT}/three.module.min.js", "--log-level=warning"],
  ]],
  metro: [["tools/metro.cjs", "{OUT}"]],
  hermes: [["tools/hermes.cjs", "{OUT}/../metro/plain", "{OUT}"]],
};

/** Published packages that come with maps. */
const PACKAGES: Readonly<Record<string, string>> = {
  "rxjs (npm)": "rxjs/dist",
  "@sentry/browser (npm)": "@sentry/browser/build/npm",
  "@angular/core (npm)": "@angular/core/fesm2022",
  "three (npm)": "three/build",
  "monaco-editor (npm)": "monaco-editor",
};

const INJECT: Readonly<Record<string, readonly string[] | undefined>> = {
  metro: ["--ext", "jsbundle"],
  hermes: undefined,
};

/** Everything built, from the cache where the inputs are the same; says why when npm cannot. */
export async function prepareBuilds(): Promise<Builds | { readonly missing: string }> {
  const home = Deno.env.get("HOME") ?? Deno.env.get("USERPROFILE") ?? ".";
  const cache = `${Deno.env.get("XDG_CACHE_HOME") || `${home}/.cache`}/sentry-cli-builds`;
  const fixtures = repositoryPath("tests/fixtures/builds");
  const key = await hashTree(fixtures, JSON.stringify(TOOLS));
  const folder = `${cache}/${key}`;
  if (await readText(`${folder}/done`) === undefined) {
    await Deno.remove(folder, { recursive: true }).catch(() => {});
    await copyTree(fixtures, folder);
    const problem = await install(folder);
    if (problem !== undefined) return { missing: problem };
    for (const [name, steps] of Object.entries(TOOLS)) await build(folder, name, steps);
    await Deno.writeTextFile(`${folder}/done`, "");
  }
  const builds = [
    ...Object.keys(TOOLS).map((name) => ({ name, folder: `${folder}/out/${name}` })),
    ...Object.entries(PACKAGES).map(([name, path]) => ({
      name,
      folder: `${folder}/node_modules/${path}`,
    })),
  ].map((each) => ({ ...each, inject: each.name in INJECT ? INJECT[each.name] : [] }));
  return { tools: folder, builds };
}

/** Why npm could not install; `undefined` when it did. */
async function install(folder: string): Promise<string | undefined> {
  say("Installing build tools with npm");
  const args = ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock"];
  try {
    const { code, stderr } = await capture("npm", args, { cwd: folder });
    if (code === 0) return undefined;
    const words = stderr.split("\n").filter((line) => /^npm (error|ERR!)/.test(line));
    return `npm could not install the build tools: ${words.slice(0, 2).join(" ")}`;
  } catch (error) {
    return `npm cannot be run: ${error instanceof Error ? error.message : error}`;
  }
}

async function build(folder: string, name: string, steps: readonly (readonly string[])[]) {
  say(`Building with ${name}`);
  const out = `${folder}/out/${name}`;
  await Deno.mkdir(out, { recursive: true });
  for (const [program = "", ...args] of steps) {
    const words = args.map((word) => word.replaceAll("{OUT}", out));
    const isBin = program.startsWith("bin:");
    const path = isBin ? `${folder}/node_modules/.bin/${program.slice(4)}` : "node";
    const result = await capture(path, isBin ? words : [program, ...words], {
      cwd: folder,
      env: { OUT: out, NO_COLOR: "1", BROWSERSLIST_IGNORE_OLD_DATA: "1" },
    });
    if (result.code !== 0) {
      const said = `${result.stdout}\n${result.stderr}`.trim().slice(-2000);
      throw new ScriptError(`Building with ${name} ended with ${result.code}:\n${said}`);
    }
  }
}

/** Relative paths of all files below a folder, sorted. */
export async function listTree(folder: string, prefix = ""): Promise<string[]> {
  const found: string[] = [];
  for await (const entry of Deno.readDir(`${folder}/${prefix}`)) {
    const path = `${prefix}${entry.name}`;
    if (entry.isDirectory) found.push(...await listTree(folder, `${path}/`));
    else found.push(path);
  }
  return found.sort();
}

/** Copies a folder to a place where nothing is yet. */
export async function copyTree(from: string, to: string): Promise<void> {
  await Deno.mkdir(to, { recursive: true });
  for (const path of await listTree(from)) {
    const parent = path.split("/").slice(0, -1).join("/");
    await Deno.mkdir(`${to}/${parent}`, { recursive: true });
    await Deno.writeFile(`${to}/${path}`, await Deno.readFile(`${from}/${path}`));
  }
}

async function hashTree(folder: string, more: string): Promise<string> {
  const texts = [more];
  for (const path of await listTree(folder)) {
    texts.push(path, await Deno.readTextFile(`${folder}/${path}`));
  }
  const bytes = new TextEncoder().encode(texts.join("\0"));
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest.subarray(0, 8), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
