/**
 * `sourcemaps inject` and `sourcemaps upload` stopped in the midst, as real processes: SIGKILL leaves what
 * the next run finishes to the same bytes; SIGINT and SIGTERM leave nothing behind.
 * `deno task test:kills` tries every moment and many more kills.
 */
import { assert, assertEquals } from "../support/assert.ts";
import { endOf, programEnv, putFiles, scratch, startProgram } from "../support/program.ts";
import { startSweepServer, TREE, UPLOAD } from "../support/upload_sweep.ts";

const DYING = decodeURIComponent(new URL("../support/dying_program.ts", import.meta.url).pathname);
const isWindows = Deno.build.os === "windows";
const isThorough = Deno.env.get("SWEEP") === "all";
const INJECT = ["sourcemaps", "inject", "."];

type Files = Readonly<Record<string, string>>;

/** A script of `lines` lines with its map; a map with blanks gets shorter when it is written. */
function pair(name: string, lines: number, blanks = 0): Files {
  const code = Array.from({ length: lines }, (_, at) => `call(${at});\n`).join("");
  const mappings = Array.from({ length: lines }, (_, at) => at === 0 ? "AAAA" : "AACA").join(";");
  const map = { version: 3, sources: [`${name}.ts`], sourcesContent: [code], names: [], mappings };
  return {
    [`${name}.js`]: `"use strict";\n${code}//# sourceMappingURL=${name}.js.map\n`,
    [`${name}.js.map`]: `${JSON.stringify(map)}${" ".repeat(blanks)}`,
  };
}

/** Within a page, over some pages, getting shorter, and so large that it is replaced as a whole. */
const PAIRS: Files = {
  ...pair("small", 20),
  ...pair("middle", 900),
  ...pair("shrinks", 30, 20_000),
  ...pair("large", 60_000),
};

async function put(folder: string, files: Files): Promise<void> {
  for await (const { name } of Deno.readDir(folder)) {
    await Deno.remove(`${folder}/${name}`, { recursive: true });
  }
  await putFiles(folder, files);
}

async function contents(folder: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for await (const { name, isFile } of Deno.readDir(folder)) {
    if (isFile) found[name] = await Deno.readTextFile(`${folder}/${name}`);
  }
  return found;
}

async function inject(folder: string): Promise<Record<string, string>> {
  const { code, stderr } = await endOf(startProgram(INJECT, { cwd: folder }));
  assertEquals([code, stderr], [0, ""]);
  return await contents(folder);
}

async function dying(moment: number, cwd: string) {
  const { signal, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--allow-all", "--no-check", DYING, String(moment), ...INJECT],
    cwd,
    clearEnv: true,
    env: programEnv(cwd),
    stdin: "null",
    stderr: "null",
  }).output();
  const [, moments] = /^moments: (\d+)$/m.exec(new TextDecoder().decode(stdout)) ?? [];
  return { signal, moments: Number(moments) };
}

Deno.test({
  name: "sourcemaps inject killed at any call: the next run gives the bytes of an undisturbed one",
  // It is the source that dies here; a compiled program is killed from outside, below.
  ignore: isWindows || Deno.env.has("CLI_BIN"),
  async fn() {
    await using folder = await scratch();
    await put(folder.path, PAIRS);
    const whole = await inject(folder.path);
    await put(folder.path, PAIRS);
    const { moments } = await dying(-1, folder.path);
    assert(moments >= 50, `only ${moments} moments`);
    let torn = 0;
    for (let moment = isThorough ? 0 : 3; moment < moments; moment += isThorough ? 1 : 9) {
      await put(folder.path, PAIRS);
      const { signal } = await dying(moment, folder.path);
      assertEquals(signal, "SIGKILL", `moment ${moment}`);
      const left = await contents(folder.path);
      const isWhole = (path: string) => [PAIRS[path], whole[path]].includes(left[path] ?? "");
      if (Object.keys(PAIRS).some((path) => !isWhole(path))) torn++;
      assertEquals(await inject(folder.path), whole, `moment ${moment} of ${moments}`);
    }
    assert(torn > 0, "no moment was in the midst of a file");
  },
});

Deno.test("sourcemaps inject killed from outside: the next run gives the bytes of an undisturbed one", async () => {
  // Enough scripts for threads.
  const files: Record<string, string> = {};
  for (let at = 0; at < 210; at++) Object.assign(files, pair(`${at}`, 300 + at));
  await using folder = await scratch();
  await put(folder.path, files);
  const started = performance.now();
  const whole = await inject(folder.path);
  const ms = performance.now() - started;
  let [killed, midst] = [0, 0];
  const rounds = isThorough ? 60 : 3;
  for (let round = 0; round < rounds; round++) {
    await put(folder.path, files);
    const child = startProgram(INJECT, { cwd: folder.path });
    const output = endOf(child);
    const timer = setTimeout(() => {
      try {
        child.kill("SIGKILL");
      } catch {
        // ended already
      }
    }, ms * (0.4 + 0.6 * round / rounds));
    const { signal } = await output;
    clearTimeout(timer);
    if (signal === "SIGKILL") killed++;
    const left = await contents(folder.path);
    const done = Object.keys(files).filter((path) => left[path] !== files[path]).length;
    if (done > 0 && done < Object.keys(files).length) midst++;
    assertEquals(await inject(folder.path), whole, `round ${round}`);
  }
  assert(killed > 0, "every program was faster than its killer");
  if (isThorough) assert(midst > 0, "no kill came while files were written");
});

/** Starts an upload with its temporary files in `tmp`, and gives what is left there. */
function startUpload(cwd: string, url: string, token: string) {
  return startProgram(UPLOAD, {
    cwd,
    env: {
      SENTRY_URL: url,
      SENTRY_AUTH_TOKEN: token,
      SENTRY_ORG: "demo",
      SENTRY_PROJECT: "web",
      TMPDIR: `${cwd}/tmp`,
    },
  });
}

const left = (folder: string) => [...Deno.readDirSync(`${folder}/tmp`)].map(({ name }) => name);

for (const [name, code] of isWindows ? [] : [["SIGINT", 130], ["SIGTERM", 143]] as const) {
  Deno.test(`sourcemaps upload: ${name} ends it with ${code} and leaves no temporary file`, async () => {
    await using sweep = await startSweepServer();
    const { server } = sweep;
    await using folder = await scratch();
    await put(folder.path, { ...TREE, "tmp/.keep": "" });
    await Deno.remove(`${folder.path}/tmp/.keep`);
    server.addFault("POST **/chunk-upload/: silence");
    const child = startUpload(folder.path, server.url, server.token);
    const output = endOf(child);
    while (!server.requests().some(({ method, path }) => method === "POST" && /chunk/.test(path))) {
      await new Promise((done) => setTimeout(done, 10));
    }
    assertEquals(left(folder.path).length, 1);
    child.kill(name);
    const { code: seen, stderr } = await output;
    assertEquals([seen, stderr, left(folder.path)], [code, "", []]);
    server.clearFaults();
  });
}

Deno.test("sourcemaps upload killed before any of its requests: the next run sends the rest only", async () => {
  await using folder = await scratch();
  await put(folder.path, { ...TREE, "tmp/.keep": "" });
  const run = async (
    sweep: Awaited<ReturnType<typeof startSweepServer>>,
    killAt: number | undefined,
  ) =>
    await sweep.run(async (_words, env) => {
      const child = startUpload(
        folder.path,
        env["SENTRY_URL"] ?? "",
        env["SENTRY_AUTH_TOKEN"] ?? "",
      );
      const output = endOf(child);
      if (killAt !== undefined) {
        while (
          sweep.server.requests().filter(({ path }) => !path.startsWith("/_")).length <= killAt
        ) {
          await new Promise((done) => setTimeout(done, 2));
        }
        child.kill("SIGKILL");
      }
      return await output;
    }, killAt === undefined ? {} : { faults: [`* **: silence after=${killAt}`] });
  await using undisturbed = await startSweepServer();
  const good = await run(undisturbed, undefined);
  assertEquals(good.code, 0, good.stderr);
  const digests = good.sent.flatMap(({ chunks }) => chunks);
  const step = isThorough ? 1 : 3;
  for (let killAt = 0; killAt < good.sent.length; killAt += step) {
    await using sweep = await startSweepServer();
    await run(sweep, killAt);
    const lacking = await sweep.lacks(digests);
    const again = await run(sweep, undefined);
    assertEquals([again.code, again.state], [0, good.state], `killed at request ${killAt}`);
    assertEquals(again.sent.flatMap(({ chunks }) => chunks).sort(), [...lacking].sort());
  }
});
