/** `bash-hook` in a real bash. */
import { assert, assertEquals } from "../support/assert.ts";
import { ingestHost } from "../support/ingest_hosts.ts";
import { programCommand, programEnv, scratch } from "../support/program.ts";

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** The events that came. */
  readonly events: readonly BashEvent[];
  /** Files of the hook that are left. */
  readonly left: readonly string[];
}

interface BashEvent {
  readonly exception: {
    readonly values: readonly {
      readonly value: string;
      readonly stacktrace: {
        readonly frames: readonly { readonly function: string; readonly lineno: number }[];
      };
    }[];
  };
  readonly tags?: Readonly<Record<string, string>>;
  readonly release?: string;
}

/** Runs a script that begins with the hook. */
async function run(
  script: string,
  { options = [], env = {}, before = "" }: {
    readonly options?: readonly string[];
    readonly env?: Record<string, string>;
    /** Stands in front of the hook. */
    readonly before?: string;
  } = {},
): Promise<Ran> {
  await using home = await scratch();
  await using host = ingestHost("good");
  const words = [...programCommand(), "bash-hook", ...options].map((word) =>
    `'${word.replaceAll("'", `'\\''`)}'`
  )
    .join(" ");
  const file = `${home.path}/job.sh`;
  await Deno.mkdir(`${home.path}/tmp`);
  await Deno.writeTextFile(file, `${before}eval "$(${words})"\n${script}\n`);
  const { code, stdout, stderr } = await new Deno.Command("bash", {
    args: [file],
    cwd: home.path,
    clearEnv: true,
    env: programEnv(home.path, { SENTRY_DSN: host.dsn, TMPDIR: `${home.path}/tmp`, ...env }),
    stdin: "null",
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  const left = await Array.fromAsync(Deno.readDir(`${home.path}/tmp`), ({ name }) => name);
  return {
    code,
    stdout: text(stdout),
    stderr: text(stderr),
    events: host.bodies.map((body) => JSON.parse(body.split("\n")[2] ?? "")),
    left: left.filter((name) => name.startsWith(".sentry-")),
  };
}

const value = ({ events }: Ran) => events[0]?.exception.values[0]?.value;
const frames = ({ events }: Ran) =>
  events[0]?.exception.values[0]?.stacktrace.frames.map((frame) => [frame.function, frame.lineno]);

Deno.test("bash-hook: a script that succeeds reports nothing and leaves nothing", async () => {
  const ran = await run("x=$(false; echo sub)\nif false; then :; fi\nfalse || echo fine");
  assertEquals([ran.code, ran.stdout, ran.events, ran.left], [0, "fine\n", [], []]);
});

Deno.test("bash-hook: a script that ends before its output is copied leaves nothing", async () => {
  for (let round = 0; round < 5; round++) {
    const ran = await run(":");
    assertEquals([ran.code, ran.events, ran.left], [0, [], []]);
  }
});

Deno.test("bash-hook: what the script starts gets no open file of the hook", async () => {
  const ran = await run("ls /proc/self/fd | grep -c '^219$' || :");
  assertEquals([ran.code, ran.stdout.trim(), ran.left], [0, "0", []]);
});

Deno.test("bash-hook: a failing command is reported once, with its place, and ends the script", async () => {
  const ran = await run('echo before\nsh -c "exit 42"\necho after', {
    options: ["--tag", "a:it's", "--release", "r 1"],
  });
  assertEquals([ran.code, ran.stdout, ran.left], [42, "before\n", []]);
  assertEquals(ran.events.length, 1);
  assertEquals(value(ran), 'command sh -c "exit 42" exited with status 42');
  assertEquals(frames(ran), [["main", 3]]);
  assertEquals([ran.events[0]?.tags, ran.events[0]?.release], [{ a: "it's" }, "r 1"]);
});

Deno.test("bash-hook: a failure inside a function shows the way there", async () => {
  const ran = await run("inner() {\n  false\n  echo no\n}\nouter() {\n  inner\n}\nouter");
  assertEquals([ran.code, ran.stdout], [1, ""]);
  assertEquals(frames(ran), [["inner", 3], ["outer", 7], ["main", 9]]);
});

Deno.test("bash-hook: so it does without the EXIT trap", async () => {
  const ran = await run("f() {\n  false\n}\nf", { env: { SENTRY_CLI_NO_EXIT_TRAP: "1" } });
  assertEquals([ran.code, ran.events.length, ran.left], [1, 1, []]);
  assertEquals(frames(ran), [["f", 3], ["main", 5]]);
});

Deno.test("bash-hook: exit with a code is reported by the EXIT trap", async () => {
  const ran = await run("exit 3");
  assertEquals([ran.code, ran.events.length], [3, 1]);
  assert(value(ran)?.endsWith("exited with status 3"), value(ran));
});

Deno.test("bash-hook --no-exit goes on, and the event is in SENTRY_LAST_EVENT", async () => {
  const ran = await run('false\necho "last: $SENTRY_LAST_EVENT"', { options: ["--no-exit"] });
  assertEquals(ran.code, 0);
  assert(/^last: [0-9a-f-]{36}\n$/.test(ran.stdout), ran.stdout);
  assertEquals(ran.events.length, 1);
});

Deno.test("bash-hook: a program that is not there does not hide the script's own failure", async () => {
  const ran = await run("false", { options: ["--cli", "/no/such/program"] });
  assertEquals([ran.code, ran.events, ran.left], [1, [], []]);
  assert(ran.stderr.includes("/no/such/program"), ran.stderr);
});

Deno.test("bash-hook: works with awk where there is no perl", async () => {
  const before = "mkdir bin; for p in awk bash rm tee uname; do " +
    'ln -s "$(command -v $p)" bin/$p; done; export PATH=$PWD/bin; ';
  const ran = await run("echo out\nfalse", { before });
  assertEquals([ran.code, ran.stdout, ran.events.length], [1, "out\n", 1]);
  assert(!/perl|awk/.test(ran.stderr), ran.stderr);
});
