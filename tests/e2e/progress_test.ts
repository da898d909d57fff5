/** Progress of a real upload: a bar on a terminal, plain lines elsewhere. */
import { assert, assertEquals, assertMatch } from "../support/assert.ts";
import { startTestServer } from "../support/local_server.ts";
import { programCommand, programEnv, scratch, serverEnv } from "../support/program.ts";

const hasScript = await new Deno.Command("script", { args: ["--version"], stdout: "null" }).output()
  .then(({ success }) => success, () => false);

const WIPE = "\r\u001b[2K";

interface Said {
  readonly stdout: string;
  /** On a terminal it is in `stdout`, too. */
  readonly stderr: string;
}

/** Uploads a script to a server that takes its time, on a terminal or with pipes. */
async function upload(
  { isTerminal, words = [], env = {} }: {
    readonly isTerminal: boolean;
    readonly words?: readonly string[];
    readonly env?: Record<string, string>;
  },
): Promise<Said> {
  await using server = await startTestServer();
  await using home = await scratch();
  server.addFault("POST /api/0/organizations/demo/chunk-upload/: delay=800");
  await Deno.mkdir(`${home.path}/dist`);
  await Deno.writeTextFile(`${home.path}/dist/a.js`, "x".repeat(100_000));
  const line = [
    ...programCommand(),
    ...["sourcemaps", "upload", "-r", "1.0", ...words, "dist"],
  ];
  const quoted = line.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(" ");
  const [program = "", ...args] = isTerminal ? ["script", "-qefc", quoted, "/dev/null"] : line;
  const { code, stdout, stderr } = await new Deno.Command(program, {
    args,
    cwd: home.path,
    clearEnv: true,
    env: programEnv(home.path, {
      ...serverEnv(server),
      SENTRY_PROJECT: "web",
      TERM: "xterm",
      NO_COLOR: "1",
      ...env,
    }),
    stdin: "null",
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes).replaceAll("\r\n", "\n");
  assertEquals(code, 0, text(stdout) + text(stderr));
  return { stdout: text(stdout), stderr: text(stderr) };
}

const STEPS = ["Rewriting", "Bundling", "Uploading", "Processing"];

Deno.test({
  name: "progress: on a terminal a bar with bytes, rate and time left, and what each step took",
  ignore: !hasScript,
  async fn() {
    const { stdout } = await upload({ isTerminal: true });
    const drawn = stdout.split(WIPE);
    const bars = drawn.filter((each) => each.includes("Uploading files... ["));
    // It moves while the server lets us wait.
    assert(bars.length > 3, stdout);
    assertMatch(
      bars.at(-1) ?? "",
      /^[-|/\\] Uploading files\.\.\. \[#+\] \d+ B\/\d+ B \(\d+ B\/s, \d+ s left\)$/,
    );
    for (const step of STEPS) {
      assert(
        drawn.some((each) => new RegExp(`^> ${step} completed in [\\d.]+s\n`).test(each)),
        step,
      );
    }
    // The lines of the steps stand alone.
    assert(stdout.includes("\n> Uploaded files to Sentry\n"), stdout);
  },
});

Deno.test({
  name: "progress: SENTRY_NO_PROGRESS_BAR leaves a terminal without bars",
  ignore: !hasScript,
  async fn() {
    const { stdout } = await upload({ isTerminal: true, env: { SENTRY_NO_PROGRESS_BAR: "1" } });
    assert(!stdout.includes("\u001b"), stdout);
    assert(!stdout.includes("completed in"), stdout);
    assert(stdout.includes("\n> Uploaded files to Sentry\n"), stdout);
  },
});

Deno.test("progress: elsewhere one plain line for each step", async () => {
  const { stdout, stderr } = await upload({ isTerminal: false });
  assertEquals(stderr, "");
  assertEquals(stdout.split("\n").filter((line) => line.startsWith("> ")).map(firstWords), [
    ...["Found 1 file", "Analyzing 1 sources", "Rewriting sources", "Adding source map"],
    ...["Bundled 1 file", "Bundle ID:", "Uploaded files to", "File processing complete"],
    ...[
      "Organization: demo",
      "Projects: web",
      "Release: 1.0",
      "Dist: None",
      "Upload type: artifact",
    ],
  ]);
  const { stderr: log } = await upload({ isTerminal: false, words: ["--log-level", "info"] });
  const took = [...log.matchAll(/ INFO .* (\w+) completed in [\d.]+s/g)].map(([, step]) => step);
  assertEquals(took, STEPS);
});

Deno.test("progress: asked for JSON, nothing but the receipt", async () => {
  const { stdout, stderr } = await upload({ isTerminal: false, words: ["--format", "json"] });
  assertEquals([JSON.parse(stdout).files.length, stderr], [1, ""]);
});

function firstWords(line: string): string {
  const words = line.slice(2).split(" ");
  return words.slice(0, words[0] === "Bundle" || words[0]?.endsWith(":") ? 2 : 3).join(" ");
}
