/**
 * `sourcemaps upload` against the real local server, with every fault at each of its requests: what can
 * be repeated is, each chunk is kept once, a bundle is whole or not there, and the next run sends the rest.
 * The program runs in this process, over real sockets; tests/e2e/sourcemaps_faults_test.ts has real ones.
 */
import { runApp } from "../src/app.ts";
import { createConnect } from "../src/system/deno/connect.ts";
import { assertEquals, assertMatch } from "./support/assert.ts";
import { fakeClock, type FakeSystem, fakeSystem } from "./support/fake_system.ts";
import { realClock } from "./support/local_server.ts";
import {
  ASSEMBLE_PATH,
  checkFault,
  FAULTS,
  type Outcome,
  positionsOf,
  type Runner,
  startSweepServer,
  TREE,
  UPLOAD,
} from "./support/upload_sweep.ts";

const inProcess: Runner = (words, env) => runWith(() => {}, words, env);

/** Runs in this process; `prepare` may put something in the way. */
async function runWith(
  prepare: (system: FakeSystem) => void,
  words: readonly string[],
  env: Record<string, string>,
): Promise<Outcome> {
  const files = Object.fromEntries(
    Object.entries(TREE).map(([path, text]) => [`/work/${path}`, text]),
  );
  const system = fakeSystem({ env, files });
  prepare(system);
  // Pauses take no time; limits of time are real.
  const clock = { ...fakeClock(), alarm: realClock.alarm };
  const code = await runApp({ ...system, clock, connect: createConnect(system) }, words);
  const left = system.fs.paths().filter((path) => path.startsWith("/tmp"));
  assertEquals(left, [], "temporary files");
  return { code, ...system.written };
}

for (const fault of FAULTS) {
  Deno.test({
    name: `sourcemaps upload: ${fault.words} at each request`,
    // HTTP clients live as long as the program.
    sanitizeResources: false,
    sanitizeOps: false,
    async fn() {
      await using first = await startSweepServer();
      const good = await first.run(inProcess);
      assertEquals(good.code, 0, good.stderr);
      for (const position of positionsOf(good)) {
        await using sweep = await startSweepServer();
        await checkFault({ sweep, runner: inProcess, good, fault, position });
      }
    },
  });
}

const status = (missingChunks: readonly string[], state = "not_found") =>
  `json=${JSON.stringify({ state, missingChunks })}`;
const FOREIGN = "f".repeat(40);

/** What the server says of missing chunks, and how often each chunk is sent then. */
const WRONG_ANSWERS: readonly {
  readonly name: string;
  /** Rules for the assemble calls; `all` are the chunks that are really missing. */
  readonly rules: (all: readonly string[]) => readonly string[];
  readonly code: number;
  readonly timesSent: number;
}[] = [
  {
    name: "names a chunk that nobody has",
    rules: (all) => [`${status([FOREIGN, ...all])} times=1`],
    code: 0,
    timesSent: 1,
  },
  {
    name: "names only a chunk that nobody has",
    rules: () => [`${status([FOREIGN])} times=1`],
    code: 0,
    timesSent: 1,
  },
  {
    name: "names nothing although all is missing",
    rules: () => [`${status([])} times=1`],
    code: 0,
    timesSent: 1,
  },
  {
    name: "says ok although all is missing",
    rules: () => [`${status([], "ok")} times=1`],
    code: 0,
    timesSent: 1,
  },
  {
    name: "repeats itself, in upper case",
    rules: (all) => [`${status([...all, ...all].map((each) => each.toUpperCase()))} times=1`],
    code: 0,
    timesSent: 1,
  },
  {
    name: "names one of many",
    rules: (all) => [`${status(all.slice(1, 2))} times=1`],
    code: 0,
    timesSent: 1,
  },
  {
    name: "lacks everything for ever",
    rules: (all) => [status(all)],
    code: 1,
    timesSent: 2,
  },
  { name: "is not_found for ever", rules: () => [status([])], code: 1, timesSent: 0 },
  { name: "is at it for ever", rules: () => [status([], "assembling")], code: 1, timesSent: 0 },
  { name: "fails for ever", rules: () => [status([], "error")], code: 1, timesSent: 0 },
];

for (const { name, rules, code, timesSent } of WRONG_ANSWERS) {
  for (const wait of [[], ["--wait-for", "3"]]) {
    Deno.test({
      name: `sourcemaps upload ${wait.join(" ")}: the server ${name}`,
      sanitizeResources: false,
      sanitizeOps: false,
      async fn() {
        await using other = await startSweepServer();
        const good = await other.run(inProcess);
        const all = good.sent.flatMap(({ chunks }) => chunks);
        await using sweep = await startSweepServer();
        const faults = rules(all).map((words) => `POST ${ASSEMBLE_PATH}: ${words}`);
        const ran = await sweep.run(inProcess, { faults, words: [...UPLOAD, ...wait] });
        // Without waiting, "at it" is as good as done.
        const expected = name.startsWith("is at it") && wait.length === 0 ? 0 : code;
        assertEquals(ran.code, expected, ran.stderr);
        if (expected === 1) assertMatch(ran.stderr, /^error: Failed to process .*\n/);
        const sent = ran.sent.flatMap(({ chunks }) => chunks).sort();
        assertEquals(sent, Array.from({ length: timesSent }, () => all).flat().sort());
        assertEquals(ran.state, code === 0 ? good.state : "");
        const again = await sweep.run(inProcess);
        assertEquals([again.code, again.state], [0, good.state]);
        assertEquals(
          again.sent.flatMap(({ chunks }) => chunks).length,
          timesSent > 0 ? 0 : all.length,
        );
      },
    });
  }
}

/** What happens to the tree when the first of its files is read, long after the search. */
const CHANGES: readonly {
  readonly name: string;
  readonly change: (fs: FakeSystem["fs"]) => unknown;
  readonly code: number;
  readonly says: RegExp;
}[] = [
  {
    name: "is removed",
    change: (fs) => fs.remove("/work/dist/2.js"),
    code: 1,
    says: /^error: Could not read '.*dist\/2\.js': No such file or directory\n/,
  },
  {
    name: "becomes a folder",
    change: async (fs) => {
      await fs.remove("/work/dist/2.js");
      fs.putDirectory("/work/dist/2.js");
    },
    code: 1,
    says: /^error: Could not read '.*dist\/2\.js': Is a directory\n/,
  },
  {
    name: "grows",
    change: (fs) => fs.put("/work/dist/2.js", `${TREE["dist/2.js"]}${"//\n".repeat(90_000)}`),
    code: 0,
    says: /^$/,
  },
  { name: "is emptied", change: (fs) => fs.put("/work/dist/2.js", ""), code: 0, says: /^$/ },
];

for (const { name, change, code, says } of CHANGES) {
  Deno.test({
    name: `sourcemaps upload: a file ${name} during the upload`,
    sanitizeResources: false,
    sanitizeOps: false,
    async fn() {
      await using sweep = await startSweepServer();
      const ran = await sweep.run((words, env) =>
        runWith(
          ({ fs }) => {
            fs.refuse = (call, path) => {
              if (!call.startsWith("read") || !path.endsWith("/0.js")) return undefined;
              fs.refuse = undefined;
              void change(fs);
              return undefined;
            };
          },
          words,
          env,
        )
      );
      assertEquals(ran.code, code, ran.stderr);
      assertMatch(ran.stderr, says);
      // All of it or nothing: a bundle that was checked by the server as a whole.
      assertEquals(ran.sent.some(({ chunks }) => chunks.length > 0), code === 0);
      assertEquals(ran.state.includes("~/0.js.map"), code === 0);
    },
  });
}
