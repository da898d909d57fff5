/**
 * The JavaScript interface of the npm package: which command lines its calls become, seen by a program
 * that records them. The expected ones are what the reference's package (3.8.0) gave the same recorder.
 */
import { assert, assertEquals, assertStringIncludes } from "../support/assert.ts";
import { scratch } from "../support/program.ts";

const PACKAGE = decodeURIComponent(new URL("../../npm/lib/index.js", import.meta.url).pathname);
const BIN = decodeURIComponent(new URL("../../npm/bin/sentry-cli", import.meta.url).pathname);

const hasNode = await new Deno.Command("node", { args: ["--version"], stdout: "null" }).output()
  .then(({ success }) => success, () => false);
const ignore = !hasNode || Deno.build.os === "windows";

/** Writes each command line at one go: pieces of two programs that run at once would mix. */
const RECORDER = `#!/bin/sh
line=
for word in "$@"; do line="$line[$word]"; done
printf '%s\\n' "$line" >> "$RECORD"
env | grep -E '^(SENTRY_(AUTH|URL|ORG|PROJ|PROP|VCS|DSN|API)|CUSTOM_HEADER)' | sort >> "$RECORD.env"
case "$*" in
  *propose-version*) echo "  1.2.3  " ;;
  *fails*) echo out; echo err >&2; exit 3 ;;
  *killed*) kill -TERM $$ ;;
  *) echo "ran $1" ;;
esac
`;

const PRELUDE = `
const SentryCli = require(process.argv[1]);
const cli = new SentryCli(null, { silent: true });
const done = (value) => process.stdout.write(JSON.stringify(value ?? null));
const failed = (error) => process.stdout.write(JSON.stringify({ error: error.message, code: error.code }));
`;

interface Result {
  /** Command lines, sorted: the reference's package runs those of one call at once, too. */
  readonly lines: string[];
  readonly env: string[];
  readonly value: unknown;
  readonly stdout: string;
}

/** Runs an expression over \`cli\` and \`SentryCli\`. */
async function evaluate(expression: string, env: Record<string, string> = {}): Promise<Result> {
  await using home = await scratch();
  const [program, record] = [`${home.path}/recorder`, `${home.path}/record`];
  await Deno.writeTextFile(program, RECORDER, { mode: 0o755 });
  const code = `${PRELUDE}(async () => (${expression}))().then(done, failed)`;
  const { stdout, stderr, success } = await new Deno.Command("node", {
    args: ["-e", code, PACKAGE],
    clearEnv: true,
    env: {
      PATH: Deno.env.get("PATH") ?? "",
      SENTRY_BINARY_PATH: program,
      RECORD: record,
      ...env,
    },
    stdout: "piped",
    stderr: "piped",
  }).output();
  assert(success, new TextDecoder().decode(stderr));
  const read = (path: string) =>
    Deno.readTextFile(path).then((text) => text.trimEnd().split("\n").sort(), () => []);
  const text = new TextDecoder().decode(stdout);
  const json = text.slice(text.search(/(?:[\[{"].*|null)$/));
  return {
    lines: await read(record),
    env: await read(`${record}.env`),
    value: JSON.parse(json),
    stdout: text,
  };
}

const UPLOAD = "[sourcemaps][upload][--release][1.0]";

/** A call, the command lines it becomes, and what its promise gives. */
const CALLS: readonly (readonly [call: string, lines: readonly string[], value: unknown])[] = [
  ["cli.releases.new('1.0')", ["[releases][new][1.0]"], "ran releases\n"],
  [
    "cli.releases.new('1.0', { projects: ['a', 'b'] })",
    ["[releases][new][1.0][-p][a][-p][b]"],
    "ran releases\n",
  ],
  ["cli.releases.finalize('1.0')", ["[releases][finalize][1.0]"], "ran releases\n"],
  ["cli.releases.proposeVersion()", ["[releases][propose-version]"], "1.2.3"],
  ["cli.releases.listDeploys('1.0')", ["[releases][deploys][1.0][list]"], "ran releases\n"],
  [
    "cli.releases.setCommits('1.0', { auto: true, ignoreMissing: true, ignoreEmpty: true })",
    ["[releases][set-commits][1.0][--auto][--ignore-missing]"],
    "ran releases\n",
  ],
  [
    "cli.releases.setCommits('1.0', { repo: 'r/r', commit: 'abc', previousCommit: 'def' })",
    ["[releases][set-commits][1.0][--commit][r/r@def..abc]"],
    "ran releases\n",
  ],
  [
    "cli.releases.setCommits('1.0', { repo: 'r/r', commit: 'abc' })",
    ["[releases][set-commits][1.0][--commit][r/r@abc]"],
    "ran releases\n",
  ],
  [
    "cli.releases.setCommits('1.0', {})",
    [],
    { error: "options.auto, or options.repo and options.commit must be specified" },
  ],
  [
    "cli.releases.uploadSourceMaps('1.0', { include: ['a', 'b'] })",
    [`${UPLOAD}[a][--ignore][node_modules]`, `${UPLOAD}[b][--ignore][node_modules]`],
    ["success (live mode)", "success (live mode)"],
  ],
  [
    "cli.releases.uploadSourceMaps('1.0', { include: [{ paths: ['a'], rewrite: false, dist: 'x'," +
    " validate: false, ext: ['.js', 'map'] }], dist: 'y', projects: ['w', 'v'], live: 'rejectOnError' })",
    [
      "[sourcemaps][upload][-p][w][-p][v][--release][1.0][a][--ignore][node_modules][--dist][x]" +
      "[--no-rewrite][--ext][.js][--ext][map]",
    ],
    ["success (live mode)"],
  ],
  [
    "cli.releases.uploadSourceMaps('1.0', { include: ['a'], ignore: ['x', 'y'], ignoreFile: '.gi'," +
    " rewrite: true, sourceMapReference: false, dedupe: false, stripPrefix: ['s', 't']," +
    " stripCommonPrefix: true, validate: true, urlPrefix: '~/u', urlSuffix: '?q', ext: ['js']," +
    " dist: 'D', decompress: true })",
    [
      `${UPLOAD}[a][--ignore][x][--ignore][y][--ignore-file][.gi][--dist][D][--decompress][--rewrite]` +
      "[--no-sourcemap-reference][--no-dedupe][--strip-prefix][s][--strip-prefix][t]" +
      "[--strip-common-prefix][--validate][--url-prefix][~/u][--url-suffix][?q][--ext][js]",
    ],
    ["success (live mode)"],
  ],
  [
    "cli.releases.uploadSourceMaps('1.0', { include: ['a'], ignore: [], sourceMapReference: true," +
    " stripCommonPrefix: false, validate: false })",
    [`${UPLOAD}[a]`],
    ["success (live mode)"],
  ],
  [
    "cli.releases.uploadSourceMaps('1.0', { include: 'a' })",
    [],
    { error: "`options.include` must be a valid array of paths and/or path descriptor objects." },
  ],
  [
    "cli.releases.newDeploy('1.0', { env: 'prod', started: 123, finished: '2020', time: 5, name: 'n'," +
    " url: 'u', projects: ['a'] })",
    [
      "[deploys][new][-p][a][--release][1.0][--env][prod][--started][123][--finished][2020]" +
      "[--time][5][--name][n][--url][u]",
    ],
    "ran deploys\n",
  ],
  ["cli.releases.newDeploy('1.0', {})", [], { error: "options.env must be a valid name" }],
  [
    "cli.sourceMaps.inject({ paths: ['a', 'b'], ignore: ['i'], ext: ['.js'], dryRun: true })",
    ["[sourcemaps][inject][a][b][--ignore][i][--ext][.js][--dry-run]"],
    "success (live mode)",
  ],
  ["cli.execute(['info', 'x y'])", ["[info][x y]"], "ran info\n"],
  ["cli.execute(['info'], true)", ["[info]"], "success (live mode)"],
  ["cli.releases.execute(['info'], false)", ["[info]"], "ran info\n"],
  [
    "cli.execute(['fails'], 'rejectOnError')",
    ["[fails]"],
    { error: "Command fails failed with exit code 3" },
  ],
  [
    "cli.execute(['killed'], true)",
    ["[killed]"],
    { error: "Command killed was ended by SIGTERM" },
  ],
];

for (const [call, lines, value] of CALLS) {
  Deno.test({
    name: `npm package: ${call}`,
    ignore,
    async fn() {
      const result = await evaluate(call);
      assertEquals([result.lines, result.value], [[...lines].sort(), value]);
    },
  });
}

Deno.test({
  name: "npm package: uploads of several paths run at once, as with the reference's package",
  ignore,
  async fn() {
    await using home = await scratch();
    const [program, pipe] = [`${home.path}/meeting`, `${home.path}/pipe`];
    // Either end of a pipe opens when the other one does: one program after the other never ends.
    await Deno.writeTextFile(
      program,
      `#!/bin/sh\nset -e\n[ -p "$PIPE" ] || mkfifo "$PIPE" || [ -p "$PIPE" ]\n` +
        `case "$*" in *"[a]"*) : > "$PIPE" ;; *) : < "$PIPE" ;; esac\n`,
      { mode: 0o755 },
    );
    const call = "cli.releases.uploadSourceMaps('1.0', { include: ['[a]', 'b'] })";
    const { success, stdout } = await new Deno.Command("node", {
      args: ["-e", `${PRELUDE}${call}.then(done, failed)`, PACKAGE],
      clearEnv: true,
      env: { PATH: Deno.env.get("PATH") ?? "", SENTRY_BINARY_PATH: program, PIPE: pipe },
      signal: AbortSignal.timeout(20_000),
    }).output();
    assert(success, "the second one waits for the end of the first one");
    assertEquals(new TextDecoder().decode(stdout), '["success (live mode)","success (live mode)"]');
  },
});

Deno.test({
  name: "npm package: a failure rejects with the exit code and what the program said",
  ignore,
  async fn() {
    const { value } = await evaluate("cli.execute(['fails'])");
    assert(typeof value === "object" && value !== null && "error" in value && "code" in value);
    assertEquals(value.code, 3);
    assertStringIncludes(String(value.error), "err");
  },
});

Deno.test({
  name: "npm package: options become variables, headers become words",
  ignore,
  async fn() {
    const all =
      "new SentryCli('/p.properties', { url: 'u', authToken: 't', apiKey: 'k', dsn: 'd'," +
      " org: 'o', project: 'p', vcsRemote: 'r', headers: { A: '1', B: '2' } }).releases.new('x')";
    const { lines, env } = await evaluate(all, { SENTRY_ORG: "other", SENTRY_URL: "other" });
    assertEquals(lines, ["[--header][A:1][--header][B:2][releases][new][x]"]);
    assertEquals(env, [
      "SENTRY_API_KEY=k",
      "SENTRY_AUTH_TOKEN=t",
      "SENTRY_DSN=d",
      "SENTRY_ORG=o",
      "SENTRY_PROJECT=p",
      "SENTRY_PROPERTIES=/p.properties",
      "SENTRY_URL=u",
      "SENTRY_VCS_REMOTE=r",
    ]);
    const one = await evaluate(
      "new SentryCli(null, { customHeader: 'C: 3', headers: { A: '1' } }).execute(['info'])",
      { SENTRY_ORG: "kept" },
    );
    assertEquals([one.lines, one.env], [["[info]"], ["CUSTOM_HEADER=C: 3", "SENTRY_ORG=kept"]]);
  },
});

Deno.test({
  name: "npm package: live runs write to our streams unless silent",
  ignore,
  async fn() {
    const loud = await evaluate("new SentryCli(null, { silent: false }).execute(['info'], true)");
    assertStringIncludes(loud.stdout, "ran info\n");
    const silent = await evaluate("cli.execute(['info'], true)");
    assertEquals(silent.stdout, '"success (live mode)"');
  },
});

Deno.test({
  name: "npm package: has the shape of the 2.x and of the 3.x package",
  ignore,
  async fn() {
    const { value } = await evaluate(
      "[typeof SentryCli, SentryCli.SentryCli === SentryCli, SentryCli.default === SentryCli," +
        " SentryCli.getPath() === process.env.SENTRY_BINARY_PATH, typeof SentryCli.getVersion()]",
    );
    assertEquals(value, ["function", true, true, true, "string"]);
  },
});

Deno.test({
  name: "npm package: its program passes on words, streams, exit codes and signals",
  ignore,
  async fn() {
    await using home = await scratch();
    const [program, record] = [`${home.path}/recorder`, `${home.path}/record`];
    await Deno.writeTextFile(program, RECORDER, { mode: 0o755 });
    const run = async (...words: string[]) => {
      const { code, signal, stdout, stderr } = await new Deno.Command("node", {
        args: [BIN, ...words],
        clearEnv: true,
        env: { PATH: Deno.env.get("PATH") ?? "", SENTRY_BINARY_PATH: program, RECORD: record },
        stdout: "piped",
        stderr: "piped",
      }).output();
      const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
      return [code, signal, text(stdout), text(stderr)];
    };
    assertEquals(await run("a", "b c"), [0, null, "ran a\n", ""]);
    assertEquals(await run("fails"), [3, null, "out\n", "err\n"]);
    assertEquals((await run("killed")).slice(1), ["SIGTERM", "", ""]);
    assertStringIncludes(await Deno.readTextFile(record), "[a][b c]");
  },
});

Deno.test({
  name: "npm package: says what to do where there is nothing to run",
  ignore,
  async fn() {
    await using home = await scratch();
    const node = await new Deno.Command("node", { args: ["-p", "process.execPath"] }).output();
    const { code, stderr } = await new Deno.Command("node", {
      args: [
        "-e",
        "require('node:child_process').spawnSync(process.argv[1], [process.argv[2]]," +
        " { env: { PATH: process.argv[3] }, stdio: 'inherit' }).status && process.exit(1)",
        new TextDecoder().decode(node.stdout).trim(),
        BIN,
        home.path,
      ],
      stderr: "piped",
    }).output();
    assertEquals(code, 1);
    const said = new TextDecoder().decode(stderr);
    assert(
      /^error: sentry-cli has no program for this machine: the package \S+ is not/.test(said),
      said,
    );
    assert(!/\n\s+at /.test(said), said);
  },
});
