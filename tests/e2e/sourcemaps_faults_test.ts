/**
 * `sourcemaps upload` and `inject` as real processes under real trouble: faults on the wire, a full disk,
 * files that change. `deno task test:kills` tries every fault at every request, which
 * tests/sourcemaps_faults_test.ts does without processes.
 */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "../support/assert.ts";
import {
  endOf,
  programCommand,
  programEnv,
  putFiles,
  scratch,
  startProgram,
} from "../support/program.ts";
import {
  checkFault,
  FAULTS,
  type Outcome,
  positionsOf,
  type Runner,
  startSweepServer,
  TREE,
  UPLOAD,
} from "../support/upload_sweep.ts";

const isWindows = Deno.build.os === "windows";
const isThorough = Deno.env.get("SWEEP") === "all";

const namesIn = (folder: string) => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();

/** Runs the program below `cwd`, with its temporary files there; none may be left. */
function realProcess(cwd: string, temporary = "tmp"): Runner {
  const tmp = `${cwd}/${temporary}`;
  return async (words, env) => {
    await Deno.mkdir(tmp, { recursive: true });
    const outcome = await endOf(
      startProgram(words, { cwd, env: { ...env, TMPDIR: tmp } }),
    );
    assertEquals(namesIn(tmp), [], "temporary files");
    return outcome;
  };
}

/** One of each sort, for which a pause is short. */
const QUICK = [
  "status=503 retry-after=0 times=2",
  "truncate=0 times=1",
  "status=413 times=1",
  "silence",
  "reset times=1",
  "twice",
];

Deno.test("sourcemaps upload as a process: faults at its requests", async () => {
  await using folder = await scratch();
  await putFiles(folder.path, TREE);
  const runner = realProcess(folder.path);
  await using first = await startSweepServer();
  const good = await first.run(runner);
  assertEquals(good.code, 0, good.stderr);
  const positions = positionsOf(good);
  assert(positions.length >= 5, JSON.stringify(good.sent));
  const faults = isThorough ? FAULTS : FAULTS.filter(({ words }) => QUICK.includes(words));
  // Each fault at some place, and each place with some fault.
  const tries = positions.flatMap((position, at) =>
    (isThorough ? faults : faults.filter((_, index) => index % positions.length === at))
      .map((fault) => ({ position, fault }))
  );
  let next = 0;
  const lane = async (_: unknown, name: number) => {
    const runner = realProcess(folder.path, `tmp-${name}`);
    for (let each = tries[next++]; each !== undefined; each = tries[next++]) {
      await using sweep = await startSweepServer();
      await checkFault({ sweep, runner, good, ...each });
    }
  };
  // Most of the time passes in waiting for the next attempt.
  await Promise.all(Array.from({ length: isThorough ? 6 : 2 }, lane));
  assert(next > tries.length);
});

/** The program with a limit to the size of files, which a write meets half-way like a full disk. */
async function withSmallFiles(
  kilobytes: number,
  words: readonly string[],
  { cwd, env = {} }: { readonly cwd: string; readonly env?: Record<string, string> },
): Promise<Outcome> {
  const command = [...programCommand(), ...words].map((word) => `'${word}'`).join(" ");
  // Blocks of 512 bytes in some shells, of 1024 in others: the test only needs "too small".
  const script = `trap '' XFSZ; ulimit -f ${kilobytes}; exec ${command}`;
  const { code, stdout, stderr } = await new Deno.Command("bash", {
    args: ["-c", script],
    cwd,
    clearEnv: true,
    env: programEnv(cwd, env),
  }).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

const line = "call(1234567890);\n";
/** Small enough for the limit, near to it, and far beyond. */
const PAIRS: Readonly<Record<string, string>> = Object.fromEntries(
  [["a", 10], ["b", 3900], ["c", 20_000]].flatMap(([name, lines]) => {
    const code = line.repeat(Number(lines));
    const mappings = `AAAA${";AACA".repeat(Number(lines))}`;
    const map = { version: 3, sources: ["x.ts"], sourcesContent: [code], names: [], mappings };
    return [
      [`${name}.js`, `${code}//# sourceMappingURL=${name}.js.map\n`],
      [`${name}.js.map`, JSON.stringify(map)],
    ];
  }),
);

Deno.test({
  name: "sourcemaps inject without room: each pair is old or new, and the next run does the rest",
  ignore: isWindows,
  async fn() {
    const inject = ["sourcemaps", "inject", "."];
    await using whole = await scratch();
    await putFiles(whole.path, PAIRS);
    assertEquals((await endOf(startProgram(inject, { cwd: whole.path }))).code, 0);
    const after: Record<string, string> = {};
    for (const name of namesIn(whole.path)) {
      after[name] = await Deno.readTextFile(`${whole.path}/${name}`);
    }
    await using folder = await scratch();
    await putFiles(folder.path, PAIRS);
    const { code, stdout, stderr } = await withSmallFiles(64, inject, { cwd: folder.path });
    assertEquals(code, 1, stderr);
    assertStringIncludes(stdout, "Failed: The following files stay as they were");
    assertMatch(stderr, /^error: Failed to process .*\n/);
    assertEquals(namesIn(folder.path), Object.keys(PAIRS).sort());
    let [olds, news] = [0, 0];
    for (const name of ["a", "b", "c"]) {
      const [script, map] = [`${name}.js`, `${name}.js.map`];
      const now = [script, map].map((path) => Deno.readTextFileSync(`${folder.path}/${path}`));
      const isNew = now[0] === after[script];
      assertEquals(now, isNew ? [after[script], after[map]] : [PAIRS[script], PAIRS[map]], name);
      if (isNew) news++;
      else olds++;
    }
    assert(olds > 0 && news > 0, `${olds} old, ${news} new: the limit is too small or too large`);
    assertEquals((await endOf(startProgram(inject, { cwd: folder.path }))).code, 0);
    for (const name of Object.keys(PAIRS)) {
      assertEquals(await Deno.readTextFile(`${folder.path}/${name}`), after[name], name);
    }
  },
});

Deno.test({
  name: "sourcemaps upload without room for its bundle: says so, sends nothing, leaves nothing",
  ignore: isWindows,
  async fn() {
    await using folder = await scratch();
    // Noise, so that the bundle is as large as the files.
    const noise = crypto.getRandomValues(new Uint8Array(60_000)).toString();
    await putFiles(folder.path, { "dist/a.js": `/*${noise}*/`, "tmp/x": "" });
    await Deno.remove(`${folder.path}/tmp/x`);
    await using sweep = await startSweepServer();
    const { code, stderr, sent } = await sweep.run((words, env) =>
      withSmallFiles(8, words, {
        cwd: folder.path,
        env: { ...env, TMPDIR: `${folder.path}/tmp` },
      })
    );
    assertEquals(code, 1, stderr);
    assertMatch(stderr, /^error: Could not keep the bundle .*(?:File too large|No space left)/);
    assertEquals(sent.map(({ method }) => method), ["GET"]);
    assertEquals(namesIn(`${folder.path}/tmp`), []);
  },
});

/** What happens to the bundle while its first chunk is on the way. */
const CHANGES: Readonly<Record<string, (bundle: string) => Promise<unknown>>> = {
  "is changed": (bundle) => Deno.writeFile(bundle, new Uint8Array(100_000)),
  "is cut short": (bundle) => Deno.truncate(bundle, 1500),
};

for (const [what, change] of Object.entries(CHANGES)) {
  Deno.test(`sourcemaps upload whose bundle ${what} on the way sends nothing wrong`, async () => {
    await using folder = await scratch();
    await putFiles(folder.path, TREE);
    await using sweep = await startSweepServer();
    const ran = await sweep.run(async (words, env) => {
      const running = realProcess(folder.path)(words, env);
      const isSending = () =>
        sweep.server.requests().filter(({ method }) => method === "POST").length > 1;
      while (!isSending()) await new Promise((done) => setTimeout(done, 5));
      const [name = ""] = namesIn(`${folder.path}/tmp`);
      const [bundle = ""] = namesIn(`${folder.path}/tmp/${name}`);
      await change(`${folder.path}/tmp/${name}/${bundle}`);
      return await running;
    }, { faults: ["POST **/chunk-upload/: delay=400 times=1"] });
    assertEquals([ran.code, ran.state], [1, ""], ran.stderr);
    assertStringIncludes(ran.stderr, "it has changed in the meantime");
    const again = await sweep.run(realProcess(folder.path));
    assertEquals(again.code, 0, again.stderr);
  });
}

Deno.test("sourcemaps upload twice: the second run has nothing to send", async () => {
  await using folder = await scratch();
  await putFiles(folder.path, TREE);
  await using sweep = await startSweepServer();
  const runner = realProcess(folder.path);
  const first = await sweep.run(runner);
  const second = await sweep.run(runner, { words: [...UPLOAD, "--wait"] });
  assertEquals([first.code, second.code, second.state], [0, 0, first.state]);
  assertStringIncludes(second.stdout, "Nothing to upload, all files are on the server");
  assertEquals(second.sent.flatMap(({ chunks }) => chunks), []);
});
