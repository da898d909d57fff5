import { assert, assertEquals, assertThrows } from "../../tests/support/assert.ts";
import { referenceTree } from "../../tests/support/command_tree.ts";
import { seeded } from "../../tests/support/random.ts";
import { UsageError } from "../base/errors.ts";
import { defineCommand, defineGroup } from "./command.ts";
import { flag, InvalidValue, parsed, text } from "./options.ts";
import { parseCommandLine } from "./parse.ts";

function parse(words: readonly string[], env: Record<string, string> = {}) {
  return parseCommandLine(referenceTree(), words, {
    programName: "sentry-cli",
    env: { get: (name) => env[name] },
  });
}

function run(line: string, env: Record<string, string> = {}) {
  const parsed = parse(line.split(" "), env);
  assert(parsed.kind === "run", `not a run: ${JSON.stringify(parsed)}`);
  return parsed;
}

/** What differs from the defaults. */
function given(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) =>
      value !== undefined && value !== false && !(Array.isArray(value) && value.length === 0)
    ),
  );
}

const VALUES: readonly {
  readonly line: string;
  readonly path?: string;
  readonly args?: Record<string, unknown>;
  readonly options?: Record<string, unknown>;
  readonly globals?: Record<string, unknown>;
}[] = [
  { line: "releases list", path: "releases list" },
  { line: "dif find", path: "debug-files find", args: {} },
  { line: "difutil find", path: "debug-files find", args: {} },
  { line: "releases list --org=x", options: { org: "x" } },
  { line: "releases list --org x", options: { org: "x" } },
  { line: "releases list -ox", options: { org: "x" } },
  { line: "releases list -o x", options: { org: "x" } },
  { line: "releases list -o=x", options: { org: "x" } },
  { line: "releases list -o==x", options: { org: "=x" } },
  { line: "releases list --org==x", options: { org: "=x" } },
  { line: "releases list --org=-x", options: { org: "-x" } },
  { line: "releases list --org=", options: { org: "" } },
  { line: "releases list -PRox", options: { showProjects: true, raw: true, org: "x" } },
  { line: "releases list -PRo x", options: { showProjects: true, raw: true, org: "x" } },
  { line: "releases list -p a -p b", options: { project: ["a", "b"] } },
  { line: "releases -p a list -o o -p b", options: { org: "o", project: ["b"] } },
  { line: "releases -o a -p b list", options: { org: "a", project: ["b"] } },
  { line: "releases -o a list -o b", options: { org: "b" } },
  {
    line: "releases -o my-org new -p my-project 1.0",
    args: { version: "1.0" },
    options: { org: "my-org", project: ["my-project"] },
  },
  { line: "releases new -v1", args: { version: "-v1" } },
  { line: "releases new --foo=bar", args: { version: "--foo=bar" } },
  { line: "releases new -px", args: { version: "-px" } },
  { line: "releases new -pmy 1.0", args: { version: "1.0" }, options: { project: ["my"] } },
  { line: "releases new 1.0 -pmy", args: { version: "1.0" }, options: { project: ["my"] } },
  { line: "releases new -p -x 1", args: { version: "1" }, options: { project: ["-x"] } },
  { line: "releases new --url -- 1", args: { version: "1" }, options: { url: "--" } },
  { line: "releases new -- --finalize", args: { version: "--finalize" } },
  { line: "releases new 007", args: { version: "007" } },
  { line: "releases new 1 --url=0x10", args: { version: "1" }, options: { url: "0x10" } },
  {
    line: "monitors run x -- a --foo -- b",
    args: { slug: "x", command: ["a", "--foo", "--", "b"] },
    options: { environment: "production" },
  },
  { line: "sourcemaps upload a --dist d b", args: { paths: ["a", "b"] }, options: { dist: "d" } },
  { line: "sourcemaps upload -r -x", args: {}, options: { release: "-x" } },
  { line: "--url u releases new 1 --url v", args: { version: "1" }, options: { url: "v" } },
  { line: "--url u info", globals: { url: "u" } },
  { line: "--header a:1 info --header b:2", globals: { header: ["b:2"] } },
  { line: "--header a:1 --header b:2 info", globals: { header: ["a:1", "b:2"] } },
  { line: "--auth-token a info", globals: { authToken: "a" } },
  { line: "--auth-token a info --auth-token b", globals: { authToken: "b" } },
  { line: "--quiet info", globals: { quiet: true } },
  { line: "info --silent", globals: { quiet: true } },
  { line: "organizations --silent list", globals: { quiet: true } },
];

for (const { line, path, args, options, globals } of VALUES) {
  Deno.test(`parseCommandLine() reads: ${line}`, () => {
    const result = run(line);
    if (path !== undefined) assertEquals(result.path.join(" "), path);
    if (args !== undefined) assertEquals(given(result.input.args), args);
    if (globals !== undefined) assertEquals(given(result.globals), globals);
    const { header: _h, quiet: _q, authToken: _t, ...own } = given(result.input.options);
    if (options !== undefined) assertEquals(own, options);
  });
}

Deno.test("parseCommandLine() hands the values of a group alone to its commands", () => {
  const { input } = run("releases deploys 1.0 new -e production");
  assertEquals(input.options["version"], "1.0");
  assertEquals(input.options["env"], "production");
});

Deno.test("parseCommandLine() does not hand the root's own options to a command", () => {
  assertEquals(run("--url u releases new 1").input.options["url"], undefined);
});

Deno.test("parseCommandLine() takes a variable when the command line is silent", () => {
  assertEquals(run("info", { ALLOW_FAILURE: "1" }).globals["allowFailure"], true);
  assertEquals(run("info", { ALLOW_FAILURE: "no" }).globals["allowFailure"], false);
  assertEquals(run("info --allow-failure", { ALLOW_FAILURE: "no" }).globals["allowFailure"], true);
});

const number = parsed("A number.", (word) => {
  if (!/^\d+$/.test(word)) throw new InvalidValue("not a number");
  return Number(word);
});
const envTree = defineGroup<null>({
  summary: "Root.",
  commands: {
    go: defineCommand({
      summary: "Go.",
      options: { count: number.env("COUNT"), list: number.env("LIST").repeated() },
      run(_input, _context: null) {},
    }),
    pair: defineCommand({
      summary: "Pair.",
      options: { left: flag("L.").requires("right"), right: flag("R.").env("RIGHT") },
      run(_input, _context: null) {},
    }),
  },
});

function parseWithEnv(words: readonly string[], env: Record<string, string>) {
  return parseCommandLine(envTree, words, { programName: "x", env: { get: (name) => env[name] } });
}

Deno.test("parseCommandLine() lets a variable stand for a required option", () => {
  const result = parseWithEnv(["go"], { COUNT: "3", LIST: "4" });
  assert(result.kind === "run", "runs");
  assertEquals(result.input.options, { count: 3, list: [4] });
  assertThrows(() => parseWithEnv(["go"], {}), UsageError, "--count <COUNT>");
  assertThrows(() => parseWithEnv(["pair", "--left"], {}), UsageError, "--right");
  assertEquals(parseWithEnv(["pair", "--left"], { RIGHT: "1" }).kind, "run");
});

Deno.test("parseCommandLine() names the variable that holds a bad value", () => {
  const error = assertThrows(() => parseWithEnv(["go"], { COUNT: "many" }), UsageError);
  assertEquals(error.message, "invalid value 'many' for '--count <COUNT>': not a number");
  assertEquals(error.hint, "the value comes from the variable COUNT");
  assertEquals(parseWithEnv(["go", "--count", "1"], { COUNT: "many" }).kind, "run");
});

Deno.test("parseCommandLine() keeps words that look like numbers or prototypes as they are", () => {
  const tree = defineGroup<null>({
    summary: "Root.",
    commands: {
      go: defineCommand({
        summary: "Go.",
        args: { words: text("Words.").rest() },
        options: { noColor: flag("No colour.") },
        run(_input, _context: null) {},
      }),
    },
  });
  const words = ["go", "1e3", "0x10", "__proto__", "--no-color", "constructor"];
  const result = parseCommandLine(tree, words, { programName: "x", env: { get: () => undefined } });
  assert(result.kind === "run", "runs");
  assertEquals(result.input.args, { words: ["1e3", "0x10", "__proto__", "constructor"] });
  assertEquals(result.input.options, { noColor: true });
});

Deno.test("parseCommandLine() keeps an option and an argument of the same key apart", () => {
  const tree = defineGroup<null>({
    summary: "Root.",
    commands: {
      go: defineCommand({
        summary: "Go.",
        args: { release: text("R.").optional() },
        options: { release: text("R.").optional() },
        run(_input, _context: null) {},
      }),
    },
  });
  const settings = { programName: "x", env: { get: () => undefined } };
  const result = parseCommandLine(tree, ["go", "a", "--release", "b"], settings);
  assert(result.kind === "run", "runs");
  assertEquals(result.input, { args: { release: "a" }, options: { release: "b" } });
});

const PIECES = (
  "releases new list info set-commits monitors run sourcemaps upload debug-files find help login " +
  "completions organizations deploys relases fooo -o -p -r -P -R -D -h -V -x -- - --org --org=x " +
  "--project --url --url= --header --quiet --silent --quiet=1 --help --version --foo --auto --local " +
  "--clear --raw --log-level bad debug 1.0 a/b -v1 -PRo -PRox -D=, -pmy-app é -é --= =x '' 💥 -💥"
).split(" ");

Deno.test("parseCommandLine() gives a result or a usage error with usage for 10,000 odd lines", () => {
  const random = seeded(20_260_101);
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)];
  const kinds = new Map<string, number>();
  for (let count = 0; count < 10_000; count++) {
    const words = Array.from(
      { length: Math.floor(random() * 9) },
      () => mutate(pick(PIECES) ?? ""),
    );
    let kind: string;
    try {
      kind = parse(words).kind;
    } catch (error) {
      assert(error instanceof UsageError, `${JSON.stringify(words)}: ${error}`);
      assert(error.usage?.startsWith("sentry-cli") === true, `no usage: ${JSON.stringify(words)}`);
      assertEquals(error.exitCode, 2);
      kind = "error";
    }
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }
  assertEquals([...kinds.keys()].sort(), ["error", "help", "run", "version"]);

  function mutate(word: string): string {
    const at = Math.floor(random() * (word.length + 1));
    switch (Math.floor(random() * 12)) {
      case 0:
        return word.slice(0, at);
      case 1:
        return word.slice(0, at) + (pick([..."-=/ \n\0a"]) ?? "") + word.slice(at);
      case 2:
        return word + word;
      default:
        return word === "''" ? "" : word;
    }
  }
});
