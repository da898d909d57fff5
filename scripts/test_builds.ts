/**
 * Real builds, the reference and ours side by side: `deno task test:builds [WORD…]`.
 *
 * Builds a small application with webpack, Rollup, Vite, esbuild, Rspack, tsc, SWC, Metro and Hermes, and
 * takes some published packages with maps. For each: `sourcemaps inject` has to leave the same bytes, an
 * independent library has to resolve 1,000 random positions as before, and what is uploaded has to have
 * the same manifest and the same content. WORDs pick builds by name. Where npm is out of reach, says so
 * and ends with 0; `--require` makes that a failure.
 */
import { prepareOurs } from "../tests/parity/ours.ts";
import { findReference } from "../tests/parity/reference.ts";
import { type Build, type Builds, copyTree, listTree, prepareBuilds } from "./builds/prepare.ts";
import { openUploadSink, type UploadSink } from "./builds/upload_sink.ts";
import { capture, type CommandResult, runScript, say, ScriptError } from "./command.ts";

const POSITIONS = 1000;

interface Program {
  readonly name: string;
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** The two programs, and where they may write. */
interface Bench {
  readonly tools: string;
  readonly scratch: string;
  readonly reference: Program;
  readonly ours: Program;
  readonly sink: UploadSink;
}

async function run(bench: Bench, program: Program, words: readonly string[], cwd: string) {
  const [path = "", ...first] = program.command;
  return await capture(path, [...first, ...words], {
    cwd,
    clearEnv: true,
    env: {
      PATH: Deno.env.get("PATH") ?? "",
      HOME: `${bench.scratch}/home`,
      SENTRY_URL: bench.sink.url,
      SENTRY_AUTH_TOKEN: "0".repeat(64),
      SENTRY_ORG: "acme",
      SENTRY_PROJECT: "web",
      ...program.env,
    },
  });
}

/** The first line that differs, for people. */
function firstDifference(left: string, right: string): string | undefined {
  if (left === right) return undefined;
  const [a, b] = [left.split("\n"), right.split("\n")];
  const at = a.findIndex((line, index) => line !== b[index]);
  const row = at < 0 ? a.length : at;
  const shorten = (line: string | undefined) =>
    line === undefined ? "(nothing)" : line.slice(0, 300);
  return `line ${row + 1}: reference ${shorten(a[row])} | ours ${shorten(b[row])}`;
}

function compareRuns(theirs: CommandResult, our: CommandResult): string[] {
  const problems: string[] = [];
  if (theirs.code !== our.code) {
    problems.push(`exit code ${theirs.code} | ${our.code}: ${our.stderr.slice(0, 500)}`);
  }
  const text = firstDifference(theirs.stdout, our.stdout);
  if (text !== undefined) problems.push(`stdout, ${text}`);
  return problems;
}

/** Injects two copies and compares them; gives the folder of ours and what is wrong. */
async function compareInject(bench: Bench, build: Build, words: readonly string[]) {
  const folder = (side: string) => `${bench.scratch}/${side}/${build.name.replaceAll("/", "_")}`;
  const [left, right] = [folder("reference"), folder("ours")];
  await copyTree(build.folder, left);
  await copyTree(build.folder, right);
  const args = ["sourcemaps", "inject", ".", ...words];
  const problems = compareRuns(
    await run(bench, bench.reference, args, left),
    await run(bench, bench.ours, args, right),
  );
  const [paths, others] = [await listTree(left), await listTree(right)];
  if (String(paths) !== String(others)) problems.push(`files: ${paths} | ${others}`);
  let changed = 0;
  for (const path of paths) {
    const theirs = await Deno.readFile(`${left}/${path}`);
    const our = await Deno.readFile(`${right}/${path}`).catch(() => new Uint8Array(0));
    const before = await Deno.readFile(`${build.folder}/${path}`);
    if (!sameBytes(before, our)) changed++;
    if (!sameBytes(theirs, our)) problems.push(`${path} differs after inject`);
  }
  if (changed === 0) problems.push("nothing was injected");
  return { folder: right, changed, problems };
}

function sameBytes(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, at) => byte === right[at]);
}

interface Verdict {
  readonly library: string;
  readonly compared: number;
  readonly resolved: number;
  readonly failures: number;
  readonly wrong: readonly unknown[];
}

/** Asks the independent library, which runs in node where it is installed. */
async function judge(bench: Bench, before: string, after: string): Promise<Verdict> {
  const args = ["tools/judge.mjs", before, after, "20260101", String(POSITIONS)];
  const { code, stdout, stderr } = await capture("node", args, { cwd: bench.tools });
  if (code !== 0) throw new ScriptError(`The judge ended with ${code}: ${stderr.slice(0, 800)}`);
  return JSON.parse(stdout);
}

/** Uploads a folder with both programs and compares what the server was given. */
async function compareUpload(bench: Bench, words: readonly string[], folder: string) {
  const theirs = await run(bench, bench.reference, words, folder);
  const left = bench.sink.take();
  const our = await run(bench, bench.ours, words, folder);
  const right = bench.sink.take();
  const problems = compareRuns(theirs, our);
  const text = firstDifference(JSON.stringify(left, null, 1), JSON.stringify(right, null, 1));
  if (text !== undefined) problems.push(`bundle, ${text}`);
  if (left.length === 0) problems.push(`the reference uploaded nothing: ${theirs.stderr}`);
  return { files: Object.keys(right.at(-1)?.entries ?? {}).length, problems };
}

/** The command lines that upload what a build left. */
function uploads(name: string): readonly (readonly string[])[] {
  const upload = ["sourcemaps", "upload"];
  const gradle = ["react-native", "gradle"];
  const bundle = (file: string) => ["--bundle", file, "--sourcemap", `${file}.map`];
  if (name === "hermes") {
    return [
      [...upload, "--bundle", "main.jsbundle", "--bundle-sourcemap", "main.jsbundle.map"],
      [...gradle, ...bundle("main.jsbundle")],
      [...gradle, ...bundle("main.jsbundle"), "--release", "1.0", "--dist", "1", "--dist", "2"],
    ];
  }
  if (name === "metro") {
    const ram = ["--bundle", "ram/index.jsbundle", "--bundle-sourcemap", "ram/index.jsbundle.map"];
    return [
      [...upload, ".", "--release", "1.0"],
      [...upload, ...ram, "--release", "1.0"],
      [...gradle, ...bundle("plain/index.jsbundle")],
    ];
  }
  return [
    [...upload, ".", "--release", "1.0", "--dist", "7", "-u", "https://cdn.example/static/"],
    [...upload, ".", "--strip-common-prefix", "--ext", "js", "--ext", "map", "--ext", "cjs"],
    [...upload, ".", "--no-rewrite", "--validate"],
  ];
}

/** Gives how many checks failed. */
async function testBuild(bench: Bench, build: Build): Promise<number> {
  let failed = 0;
  const verdict = (what: string, problems: readonly string[], numbers: string) => {
    say(`${problems.length === 0 ? "ok" : "FAILED"}  ${build.name}: ${what}${numbers}`);
    for (const problem of problems.slice(0, 8)) say(`        ${problem}`);
    if (problems.length > 0) failed++;
  };
  let folder = build.folder;
  if (build.inject !== undefined) {
    const injected = await compareInject(bench, build, build.inject);
    folder = injected.folder;
    verdict("inject", injected.problems, `, ${injected.changed} files changed`);
    const seen = await judge(bench, build.folder, folder);
    const wrong = seen.wrong.map((each) => JSON.stringify(each));
    const enough = seen.compared === 0 && build.name.startsWith("three") ||
      seen.compared >= POSITIONS && seen.resolved > 0;
    verdict(
      "positions",
      enough ? wrong : [...wrong, "too few positions"],
      `, ${seen.resolved} of ${seen.compared} resolve, ${seen.failures} differently`,
    );
  }
  for (const words of uploads(build.name)) {
    const { files, problems } = await compareUpload(bench, words, folder);
    verdict(words.join(" "), problems, `, ${files} entries`);
  }
  return failed;
}

async function testBuilds(words: readonly string[], { tools, builds }: Builds): Promise<number> {
  const found = await findReference();
  if ("missing" in found) {
    say(`The reference is not there: not run (${found.missing})`);
    return 0;
  }
  const scratch = await Deno.realPath(await Deno.makeTempDir({ prefix: "sentry-cli-builds-" }));
  const sink = openUploadSink();
  try {
    await Deno.mkdir(`${scratch}/home`);
    const reference = { name: "reference", command: [found.path], env: {} };
    const ours = await prepareOurs(scratch);
    const chosen = builds.filter(({ name }) =>
      words.length === 0 || words.some((word) => name.includes(word))
    );
    let failed = 0;
    for (const build of chosen) {
      failed += await testBuild({ tools, scratch, reference, ours, sink }, build);
    }
    say(`${chosen.length} builds, ${failed === 0 ? "no" : failed} failures`);
    return failed === 0 ? 0 : 1;
  } finally {
    await sink.close();
    await Deno.remove(scratch, { recursive: true });
  }
}

if (import.meta.main) {
  await runScript(async () => {
    const words = Deno.args.filter((word) => word !== "--require");
    const prepared = await prepareBuilds();
    if (!("missing" in prepared)) return await testBuilds(words, prepared);
    say(`Real builds: not run, ${prepared.missing}`);
    return Deno.args.includes("--require") ? 1 : 0;
  });
}
