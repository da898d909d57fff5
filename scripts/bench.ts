/**
 * Start-up time and memory, as ratios within one run: `deno task bench [--quick] [--runs N] [--compiler DENO] [--only TEXT]`.
 *
 * Ours as source, bundle and compiled program, each against an empty Deno program in the same form, and
 * against the reference as npm installs it. All programs take turns, so that a busy machine is equally
 * unfair to all. Writes docs/benchmarks.md; `--quick` makes few runs, only prints, and judges nothing;
 * `--only` prints, too, and takes the tasks whose name holds a text.
 *
 * The compiled form needs a runtime to embed: DENORT_BIN, or a network that reaches Deno's download site.
 * `--compiler` names another Deno to compile with, where there is a runtime for that one only.
 */
import { answerCommits, GIT_ARGS, GIT_TASKS, makeLongHistory } from "./bench_git.ts";
import { quickInject } from "./bench_inject.ts";
import { createIssuePages, LIST_ARGS, LIST_TASK } from "./bench_lists.ts";
import { writePage } from "./bench_page.ts";
import { median } from "./bench_packages.ts";
import { bundle } from "./bundle.ts";
import {
  capture,
  type CommandOptions,
  deno,
  repositoryPath,
  runScript,
  say,
  ScriptError,
  scriptOptions,
} from "./command.ts";
import { TARGETS } from "./targets.ts";
import { permissionFlags, programPermissions, systemOf } from "../src/commands/permission_rows.ts";

const REFERENCE = "@sentry/cli@3.8.0";
const TOKEN = "0123456789abcdef".repeat(4);

/** A program in one form: what is typed before the arguments. */
interface Program {
  readonly name: string;
  readonly command: readonly string[];
  /** Name of the empty program of the same form. */
  readonly baseline?: string;
  /** The only task that it takes part in. */
  readonly only?: string;
}

/** One row of the result. */
interface Row {
  readonly program: Program;
  readonly task: string;
  readonly medianMs: number;
  readonly memoryMiB: number | undefined;
}

interface Task {
  readonly name: string;
  readonly args: readonly string[];
  readonly options: CommandOptions;
}

interface Bench {
  readonly work: string;
  readonly runs: number;
  /** The Deno that compiles. */
  readonly compiler: string;
  readonly notes: string[];
  /** Files whose size is told. */
  readonly sizes: [name: string, path: string][];
}

async function preparePrograms(bench: Bench): Promise<Program[]> {
  const { work, notes, compiler } = bench;
  const flags = [
    "run",
    "--quiet",
    ...permissionFlags(programPermissions(systemOf(Deno.build.target))),
  ];
  await Deno.writeTextFile(`${work}/empty.ts`, "export {};\n");
  await Deno.writeTextFile(`${work}/empty.js`, "export {};\n");
  await Deno.writeTextFile(
    `${work}/request.js`,
    'await (await fetch(Deno.env.get("SENTRY_URL") + "/api/0/")).json();\n',
  );
  const bundled = `${work}/sentry-cli.js`;
  await bundle({ output: bundled });
  const { size } = await Deno.stat(bundled);
  notes.push(`The bundle has ${Math.round(size / 1024)} KiB.`);
  bench.sizes.push(["bundle", bundled]);
  const run = (...rest: string[]) => [Deno.execPath(), ...flags, ...rest];
  const programs: Program[] = [
    { name: "empty source", command: run("--no-config", `${work}/empty.ts`), only: "--version" },
    { name: "source", command: run(repositoryPath("main.ts")), baseline: "empty source" },
    { name: "empty bundle", command: run("--no-config", `${work}/empty.js`), only: "--version" },
    { name: "one bare request", command: run("--no-config", `${work}/request.js`), only: "info" },
    { name: "bundle", command: run("--no-config", bundled), baseline: "empty bundle" },
  ];
  const empty = await compileWith(bench, "empty", `${work}/empty.js`);
  const ours = await compileWith(bench, "sentry-cli", bundled);
  if (empty === undefined || ours === undefined) {
    notes.push("No compiled program: no runtime to embed for this Deno (set DENORT_BIN).");
  } else {
    programs.push(
      { name: "empty binary", command: [empty], only: "--version" },
      { name: "binary", command: [ours], baseline: "empty binary" },
      { name: "npm package", command: [await stagePackage(work, ours)] },
    );
    bench.sizes.push(["binary", ours]);
    const version = await capture(compiler, ["eval", "console.log(Deno.version.deno)"]);
    notes.push(`The binary was compiled by Deno ${version.stdout.trim()}.`);
  }
  const reference = await installReference(bench);
  return [...programs, ...reference];
}

/** Our npm package as npm lays it out; gives its program. */
async function stagePackage(work: string, binary: string): Promise<string> {
  const modules = `${work}/npm/node_modules`;
  const main = `${modules}/open-sentry-cli`;
  for (const name of ["package.json", "bin/sentry-cli", "lib/program.js"]) {
    await Deno.mkdir(`${main}/${name}`.replace(/\/[^/]*$/, ""), { recursive: true });
    await Deno.copyFile(repositoryPath(`npm/${name}`), `${main}/${name}`);
  }
  const { os, cpu } = TARGETS.find(({ triple }) => triple === Deno.build.target)?.npm ??
    { os: "", cpu: "" };
  const platform = `${modules}/open-sentry-cli-${os}-${cpu}/bin`;
  await Deno.mkdir(platform, { recursive: true });
  await Deno.copyFile(binary, `${platform}/sentry-cli${os === "win32" ? ".exe" : ""}`);
  return `${main}/bin/sentry-cli`;
}

/** Compiles a bundle; `undefined` when the compiler has no runtime to embed. */
async function compileWith(
  { work, compiler }: Bench,
  name: string,
  bundled: string,
): Promise<string | undefined> {
  const script = ["run", "--allow-read", "--allow-write", "--allow-env", "--allow-run"];
  const words = [
    repositoryPath("scripts/compile.ts"),
    "--bundle",
    bundled,
    "--output",
    `${work}/${name}`,
  ];
  const { code } = await capture(compiler, [...script, ...words]);
  return code === 0 ? `${work}/${name}${Deno.build.os === "windows" ? ".exe" : ""}` : undefined;
}

/** The reference as its users have it: the npm package with its wrapper, and the program inside. */
async function installReference({ notes, sizes }: Bench): Promise<Program[]> {
  const home = Deno.env.get("HOME") ?? Deno.env.get("USERPROFILE") ?? ".";
  const cache = `${Deno.env.get("XDG_CACHE_HOME") || `${home}/.cache`}/sentry-cli-bench`;
  const wrapper = `${cache}/node_modules/.bin/sentry-cli`;
  if (!await exists(wrapper)) {
    await Deno.mkdir(cache, { recursive: true });
    await Deno.writeTextFile(`${cache}/package.json`, '{ "private": true }\n');
    // Its install script would look elsewhere for what the optional package brings anyway.
    const args = ["install", "--no-audit", "--no-fund", "--ignore-scripts", REFERENCE];
    const result = await capture("npm", args, { cwd: cache }).catch(() => undefined);
    if (result?.code !== 0 || !await exists(wrapper)) {
      notes.push(`${REFERENCE} could not be installed with npm: not compared.`);
      return [];
    }
  }
  const programs: Program[] = [{ name: "reference (npm)", command: [wrapper] }];
  for await (const entry of Deno.readDir(`${cache}/node_modules/@sentry`)) {
    const path = `${cache}/node_modules/@sentry/${entry.name}/bin/sentry-cli`;
    if (entry.name !== "cli" && await exists(path)) {
      programs.push({ name: "reference (naked)", command: [path] });
      sizes.push(["reference (naked)", path]);
    }
  }
  return programs;
}

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch {
    return false;
  }
}

/** What the server knows of the checkout, once there is one. */
interface History {
  previous: string;
}

/** A server that knows the token, for `info`, and has many issues. */
function startServer(history: History): Deno.HttpServer<Deno.NetAddr> {
  const auth = { scopes: ["org:read"] };
  const user = { auth, user: { id: "1", email: "a@example.com", name: "A" }, version: "0" };
  const issues = createIssuePages();
  return Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    (request) => issues(request) ?? answerCommits(request, history.previous) ?? Response.json(user),
  );
}

async function prepareTasks(
  { work }: Bench,
  url: string,
  history: History,
): Promise<Task[]> {
  const info: { denoDir: string } = JSON.parse(await deno(["info", "--json"]));
  const env = {
    PATH: Deno.env.get("PATH") ?? "",
    DENO_DIR: info.denoDir,
    SENTRY_DISABLE_UPDATE_CHECK: "1",
    NO_COLOR: "1",
  };
  const place = async (name: string) => {
    for (const part of ["home", "work"]) {
      await Deno.mkdir(`${work}/${name}/${part}`, { recursive: true });
    }
    const [home, cwd] = [`${work}/${name}/home`, `${work}/${name}/work`];
    return { cwd, clearEnv: true, env: { ...env, HOME: home } };
  };
  const bare = await place("bare");
  const configured = {
    SENTRY_URL: url,
    SENTRY_AUTH_TOKEN: TOKEN,
    SENTRY_ORG: "o",
    SENTRY_PROJECT: "p",
  };
  const online = { ...bare, env: { ...bare.env, ...configured } };
  const files = await place("cascade");
  const cascade = {
    ...files,
    env: { ...files.env, ...await writeCascade(`${work}/cascade`, url) },
  };
  const status = ["info", "--config-status-json"];
  const checkout = { ...online, cwd: `${work}/checkout` };
  history.previous = await makeLongHistory(checkout.cwd);
  return [
    { name: "--version", args: ["--version"], options: bare },
    { name: "info", args: ["info"], options: online },
    { name: status.join(" "), args: status, options: online },
    { name: `${status.join(" ")}, 10 files`, args: status, options: cascade },
    { name: LIST_TASK, args: LIST_ARGS, options: online },
    ...(["propose", "recent", "many"] as const).map((task) => ({
      name: GIT_TASKS[task],
      args: GIT_ARGS[task],
      options: checkout,
    })),
  ];
}

/** Settings in ten files: home, project, properties, and seven of the `.env` kind. */
async function writeCascade(folder: string, url: string): Promise<Record<string, string>> {
  const write = (name: string, text: string) => Deno.writeTextFile(`${folder}/${name}`, text);
  await write("home/.sentryclirc", `[auth]\ntoken=${TOKEN}\n\n[defaults]\nurl=${url}\n`);
  await write("work/.sentryclirc", "[defaults]\norg=o\nproject=x\n\n[log]\nlevel=warn\n");
  await write("work/sentry.properties", "defaults.project=p\nhttp.max_retries=2\n");
  const dotenv = Array.from({ length: 7 }, (_, at) => `${folder}/work/${at}.env`);
  for (const [at, path] of dotenv.entries()) {
    const lines = Array.from({ length: 20 }, (_, line) => `BENCH_${at}_${line}="value ${line}"`);
    await Deno.writeTextFile(path, `# file ${at}\n${lines.join("\n")}\n`);
  }
  return {
    SENTRY_PROPERTIES: `${folder}/work/sentry.properties`,
    SENTRY_DOTENV_PATHS: dotenv.join(Deno.build.os === "windows" ? ";" : ":"),
  };
}

/** Milliseconds from start to end of one run. */
async function time({ command }: Program, { args, options }: Task): Promise<number> {
  const [program = "", ...first] = command;
  const start = performance.now();
  const child = new Deno.Command(program, {
    ...options,
    args: [...first, ...args],
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  const { code } = await child.status;
  const elapsedMs = performance.now() - start;
  if (code === 0) return elapsedMs;
  const { stderr } = await capture(program, [...first, ...args], options);
  throw new ScriptError(`${command.join(" ")} ${args.join(" ")} ended with ${code}: ${stderr}`);
}

const MEASURE_MEMORY = `
import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
`;

/** Most resident memory of the largest process, in MiB; `undefined` without Python or off Linux. */
async function memory({ command }: Program, { args, options }: Task): Promise<number | undefined> {
  if (Deno.build.os !== "linux") return undefined;
  const words = ["-c", MEASURE_MEMORY, ...command, ...args];
  const result = await capture("python3", words, options).catch(() => undefined);
  return result?.code === 0 ? Number(result.stdout) / 1024 : undefined;
}

/** Runs everything in turns. */
async function measure(programs: readonly Program[], tasks: readonly Task[], runs: number) {
  const pairs = programs.flatMap((program) =>
    tasks.filter(({ name }) => program.only === undefined || program.only === name)
      .map((task) => ({ program, task, times: [] as number[] }))
  );
  for (const { program, task } of pairs) await time(program, task); // fills the caches
  for (let round = 0; round < runs; round++) {
    // Another start each round, so that nobody always follows the same neighbour.
    const turned = [...pairs.slice(round % pairs.length), ...pairs.slice(0, round % pairs.length)];
    for (const pair of turned) pair.times.push(await time(pair.program, pair.task));
  }
  const rows: Row[] = [];
  for (const { program, task, times } of pairs) {
    const memoryMiB = await memory(program, task);
    rows.push({ program, task: task.name, medianMs: median(times), memoryMiB });
  }
  return rows;
}

function ratio(row: Row, other: Row | undefined): string {
  return other === undefined ? "" : `${(row.medianMs / other.medianMs).toFixed(2)}×`;
}

function table(rows: readonly Row[]): string {
  const find = (program: string | undefined, task: string) =>
    rows.find((row) => row.program.name === program && row.task === task);
  const lines = rows.map((row) => [
    row.task,
    row.program.name,
    row.medianMs.toFixed(1),
    ratio(row, find(row.program.baseline, "--version")),
    row.program.only !== undefined ? "" : ratio(row, find("reference (npm)", row.task)),
    row.memoryMiB === undefined ? "" : row.memoryMiB.toFixed(0),
  ]);
  const head = [
    "Command",
    "Program",
    "Median ms",
    "Against empty, same form",
    "Against reference as npm installs it",
    "Memory MiB",
  ];
  const order = [...lines].sort((a, b) => a[0] === b[0] ? 0 : (a[0] ?? "") < (b[0] ?? "") ? -1 : 1);
  return [head, head.map(() => "---"), ...order].map((cells) => `| ${cells.join(" | ")} |`).join(
    "\n",
  );
}

/** How large each is, as it lies there and as it travels. */
async function sizeTable(sizes: Bench["sizes"]): Promise<string> {
  const mib = (bytes: number) => (bytes / 2 ** 20).toFixed(2);
  const rows = await Promise.all(sizes.map(async ([name, path]) => {
    const { size } = await Deno.stat(path);
    const file = await Deno.open(path);
    let packed = 0;
    for await (const chunk of file.readable.pipeThrough(new CompressionStream("gzip"))) {
      packed += chunk.length;
    }
    return `| ${name} | ${mib(size)} | ${mib(packed)} |`;
  }));
  return ["| Program | MiB | gzip MiB |", "| --- | --- | --- |", ...rows].join("\n");
}

function isAboutGit({ task }: Row): boolean {
  return Object.values(GIT_TASKS).some((name) => name === task);
}

/** The goals of docs/benchmarks.md, each with what was found. */
function verdicts(rows: readonly Row[]): string[] {
  const find = (program: string, task: string) =>
    rows.find((row) => row.program.name === program && row.task === task);
  const verdict = (text: string, value: number, limit: number) =>
    `${text}: ${value.toFixed(2)}× (goal: at most ${limit}×), ${
      value <= limit ? "met" : "not met"
    }`;
  return rows.flatMap((row) => {
    const { baseline, name } = row.program;
    if (baseline === undefined) return [];
    const empty = find(baseline, "--version");
    const reference = find("reference (npm)", row.task);
    const found: string[] = [];
    if (empty && !row.task.includes("10 files") && row.task !== LIST_TASK && !isAboutGit(row)) {
      const text = `${name} \`${row.task}\` against ${baseline}`;
      found.push(verdict(text, row.medianMs / empty.medianMs, 1.5));
    }
    if (reference && name !== "source") {
      const against = row.medianMs / reference.medianMs;
      found.push(
        verdict(`${name} \`${row.task}\` against the reference as npm installs it`, against, 1),
      );
    }
    return found;
  });
}

async function machine(): Promise<string> {
  const cpu = await Deno.readTextFile("/proc/cpuinfo").catch(() => "");
  const model = /^model name\s*:\s*(.*)$/m.exec(cpu)?.[1] ?? Deno.build.arch;
  const memoryGiB = Math.round(Deno.systemMemoryInfo().total / 2 ** 30);
  const cores = navigator.hardwareConcurrency;
  return `${model}, ${cores} cores, ${memoryGiB} GiB, ${Deno.build.os} ${Deno.osRelease()}`;
}

async function page(rows: readonly Row[], { runs, notes, sizes }: Bench): Promise<string> {
  const node = await capture("node", ["--version"]).catch(() => undefined);
  const versions = `Deno ${Deno.version.deno}, Node ${
    node?.stdout.trim() ?? "(none)"
  }, ${REFERENCE}`;
  return `# Benchmarks

Written by \`deno task bench\`; run it to get the figures of your machine. Times are from start to end of a
process, the median of ${runs} runs in which all programs took turns; compare the ratios, not the
milliseconds of different machines. Memory is the most that the largest process held.

- Machine: ${await machine()}
- Versions: ${versions}
- Date: ${new Date().toISOString().slice(0, 10)}
${notes.map((note) => `- ${note}`).join("\n")}

"empty" is a Deno program that does nothing, in the same form and with the same permissions. The
reference as npm installs it is \`node_modules/.bin/sentry-cli\`: a Node program that starts the naked one.
\`info\` asks a server on the same machine; "one bare request" is a program that does nothing else.

${table(rows)}

## Sizes

The binary is Deno's runtime with the bundle in it; the reference is a program of machine code.

${await sizeTable(sizes)}

## Goals

${verdicts(rows).map((line) => `- ${line}`).join("\n")}
`;
}

async function main(): Promise<void> {
  const { values, switches } = scriptOptions(Deno.args, {
    values: ["--runs", "--compiler", "--only"],
    switches: ["--quick"],
  });
  const quick = switches.has("--quick");
  const runs = Number(values["--runs"] ?? (quick ? 5 : 31));
  if (!Number.isInteger(runs) || runs < 1) throw new ScriptError("--runs needs a whole number");
  const work = await Deno.makeTempDir({ prefix: "sentry-cli-bench-" });
  const history: History = { previous: "" };
  const server = startServer(history);
  try {
    const compiler = values["--compiler"] ?? Deno.execPath();
    const bench: Bench = { work, runs, compiler, notes: [], sizes: [] };
    const programs = await preparePrograms(bench);
    const only = values["--only"];
    const tasks = (await prepareTasks(bench, `http://127.0.0.1:${server.addr.port}`, history))
      .filter(({ name }) => only === undefined || name.includes(only));
    const rows = await measure(programs, tasks, runs);
    const text = await page(rows, bench);
    say(text);
    // The longer benchmarks have tasks of their own; here, that they would run.
    if (quick && only === undefined) say(await quickInject(`${work}/sentry-cli.js`, work));
    if (quick || only !== undefined) return;
    await writePage(text);
  } finally {
    await server.shutdown();
    await Deno.remove(work, { recursive: true });
  }
}

if (import.meta.main) await runScript(main);
