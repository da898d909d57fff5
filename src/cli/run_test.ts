import { assert, assertEquals, assertStringIncludes } from "../../tests/support/assert.ts";
import { Cancelled, ConfigError, QuietFailure, UsageError } from "../base/errors.ts";
import { createStyle, plainStyle } from "../output/style.ts";
import { type CommandResult, defineCommand, defineGroup } from "./command.ts";
import { text } from "./options.ts";
import { type FailurePolicy, runCommandLine, type RunSettings } from "./run.ts";

class BrokenPipe extends Error {}

const POLICY: FailurePolicy = {
  adviceLines: ["Add --log-level.", "Attach the log."],
  allowFailure: undefined,
  semanticExitCodes: false,
  showsStacks: false,
};

interface Run {
  readonly words?: readonly string[];
  readonly act?: () => CommandResult;
  readonly policy?: Partial<FailurePolicy>;
  readonly settings?: Partial<RunSettings<null>>;
}

async function run({ words = ["go"], act = () => {}, policy = {}, settings = {} }: Run) {
  let stdout = "";
  let stderr = "";
  const root = defineGroup<null>({
    summary: "A tool.",
    commands: {
      go: defineCommand({
        summary: "Go.",
        args: { where: text("Where.").optional() },
        run: (_input, _context: null) => act(),
      }),
    },
  });
  const code = await runCommandLine<null>({
    root,
    words,
    programName: "tool",
    versionLine: "tool 1.2.3",
    env: { get: () => undefined },
    stdout: { write: (piece) => void (stdout += piece), style: plainStyle },
    stderr: { write: (piece) => void (stderr += piece), style: plainStyle },
    createContext: () => null,
    failurePolicy: () => ({ ...POLICY, ...policy }),
    isBrokenPipe: (error) => error instanceof BrokenPipe,
    bugAdvice: ["Please report this."],
    ...settings,
  });
  return { code, stdout, stderr };
}

function fails(error: unknown): () => never {
  return () => {
    throw error;
  };
}

Deno.test("runCommandLine() ends with 0, or with the code that the command gives", async () => {
  assertEquals(await run({}), { code: 0, stdout: "", stderr: "" });
  assertEquals((await run({ act: () => 7 })).code, 7);
  assertEquals((await run({ act: () => Promise.resolve(3) })).code, 3);
});

Deno.test("runCommandLine() prints version and help on stdout, help for nothing on stderr", async () => {
  assertEquals(await run({ words: ["-V"] }), { code: 0, stdout: "tool 1.2.3\n", stderr: "" });
  const asked = await run({ words: ["--help"] });
  const unasked = await run({ words: [] });
  assertEquals([asked.code, asked.stderr], [0, ""]);
  assertStringIncludes(asked.stdout, "Usage: tool [OPTIONS] <COMMAND>");
  assertEquals([unasked.code, unasked.stdout, unasked.stderr], [2, "", asked.stdout]);
});

Deno.test("runCommandLine() lays out usage errors of the parser", async () => {
  assertEquals(await run({ words: ["go", "--hel"] }), {
    code: 2,
    stdout: "",
    stderr: `error: unexpected argument '--hel' found

  tip: a similar argument exists: '--help'

Usage: tool go --help [WHERE]

For more information, try '--help'.
`,
  });
});

Deno.test("runCommandLine() adds the usage line to a usage error of a command", async () => {
  const { code, stderr } = await run({
    act: fails(new UsageError("Pick one", { hint: "Use -x" })),
  });
  assertEquals(code, 2);
  assertEquals(
    stderr,
    "error: Pick one\n\n  tip: Use -x\n\nUsage: tool go [OPTIONS] [WHERE]\n\n" +
      "For more information, try '--help'.\n",
  );
});

Deno.test("runCommandLine() indents one cause and numbers several", async () => {
  const one = new ConfigError("Top", { cause: new Error("under\nneath") });
  assertEquals(await run({ act: fails(one) }), {
    code: 1,
    stdout: "",
    stderr: "error: Top\n\nCaused by:\n    under\n    neath\n\nAdd --log-level.\nAttach the log.\n",
  });
  const two = new ConfigError("Top", { cause: new Error("a\nb", { cause: new Error("c") }) });
  assertEquals(
    (await run({ act: fails(two), policy: { adviceLines: [] } })).stderr,
    "error: Top\n\nCaused by:\n    0: a\n       b\n    1: c\n",
  );
});

Deno.test("runCommandLine() prints a hint between causes and advice", async () => {
  const error = new ConfigError("Top", { hint: "Do this\nor that", cause: new Error("low") });
  assertEquals(
    (await run({ act: fails(error) })).stderr,
    "error: Top\n\nCaused by:\n    low\n\n  hint: Do this\n        or that\n\n" +
      "Add --log-level.\nAttach the log.\n",
  );
});

Deno.test("runCommandLine() strips what could steer the terminal from messages", async () => {
  const { stderr } = await run({ act: fails(new ConfigError("a\x1b[31mb\x07")) });
  assert(!stderr.includes("\x1b") && !stderr.includes("\x07"), stderr);
});

Deno.test("runCommandLine() colours `error:` and dims the advice", async () => {
  let stderr = "";
  const style = createStyle({ colour: true, columns: 80 });
  const write = (piece: string) => void (stderr += piece);
  await run({ act: fails(new ConfigError("Top")), settings: { stderr: { write, style } } });
  assertStringIncludes(stderr, "\x1b[31merror:\x1b[0m Top");
  assertStringIncludes(stderr, "\x1b[2mAdd --log-level.\x1b[0m");
});

Deno.test("runCommandLine() turns an allowed failure into 0 and says so", async () => {
  const policy = { allowFailure: "Failure is allowed.", adviceLines: [] };
  assertEquals(await run({ act: fails(new ConfigError("Top")), policy }), {
    code: 0,
    stdout: "",
    stderr: "error: Top\n\nFailure is allowed.\n",
  });
  assertEquals((await run({ act: fails(new UsageError("No")), policy })).code, 2);
  assertEquals((await run({ act: fails(new Cancelled("Stopped")), policy })).code, 130);
  assertEquals((await run({ act: () => 4, policy })).code, 4);
});

Deno.test("runCommandLine() says nothing about quiet failures and cancelled runs", async () => {
  const quiet = new QuietFailure();
  assertEquals(await run({ act: fails(quiet) }), { code: 1, stdout: "", stderr: "" });
  assertEquals(await run({ act: fails(quiet), policy: { allowFailure: "Allowed." } }), {
    code: 0,
    stdout: "",
    stderr: "",
  });
  assertEquals(await run({ act: fails(new Cancelled("x")) }), {
    code: 130,
    stdout: "",
    stderr: "",
  });
});

Deno.test("runCommandLine() gives the code of the signal that stopped a run, whatever was thrown", async () => {
  for (const [signal, code] of [["SIGINT", 130], ["SIGTERM", 143], ["SIGBREAK", 130]] as const) {
    for (const thrown of [new Cancelled("x"), signal, new TypeError("dropped")]) {
      const act = () => Promise.reject(thrown);
      assertEquals(await run({ act, settings: { stoppedBy: () => signal } }), {
        code,
        stdout: "",
        stderr: "",
      });
    }
    const act = fails(new ConfigError("Top"));
    assertEquals((await run({ act, settings: { stoppedBy: () => signal } })).code, 1);
  }
});

Deno.test("runCommandLine() tells kinds of failure apart when asked to", async () => {
  const error = new ConfigError("Top");
  assertEquals((await run({ act: fails(error) })).code, 1);
  assertEquals((await run({ act: fails(error), policy: { semanticExitCodes: true } })).code, 3);
});

Deno.test("runCommandLine() calls anything else an internal error, with a stack only on demand", async () => {
  const bug = new TypeError("x is undefined", { cause: new Error("deep") });
  const short = await run({ act: fails(bug) });
  assertEquals(short.code, 1);
  assertEquals(short.stderr, "error: internal error: x is undefined\n\nPlease report this.\n");
  const long = (await run({ act: fails(bug), policy: { showsStacks: true } })).stderr;
  assertStringIncludes(long, "Caused by:\n    deep\n");
  assertStringIncludes(long, "run_test.ts");
  assertStringIncludes((await run({ act: fails("a text") })).stderr, "internal error: a text");
});

Deno.test("runCommandLine() reports what createContext throws, without a context", async () => {
  const seen: unknown[] = [];
  const { code, stderr } = await run({
    settings: {
      createContext: fails(new ConfigError("Bad file")),
      failurePolicy: ({ context, request }) => {
        seen.push(context, request?.path);
        return POLICY;
      },
    },
  });
  assertEquals([code, seen], [1, [undefined, ["go"]]]);
  assertStringIncludes(stderr, "error: Bad file");
});

Deno.test("runCommandLine() ends quietly when nobody reads its output", async () => {
  const wrapped = new ConfigError("Top", { cause: new BrokenPipe() });
  assertEquals(await run({ act: fails(wrapped) }), { code: 141, stdout: "", stderr: "" });
  const write = fails(new BrokenPipe());
  const broken = { stdout: { write, style: plainStyle } };
  assertEquals((await run({ words: ["-V"], settings: broken })).code, 141);
  const noErrors = { stderr: { write, style: plainStyle } };
  assertEquals((await run({ act: fails(new ConfigError("x")), settings: noErrors })).code, 141);
});
