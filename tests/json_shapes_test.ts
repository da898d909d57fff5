/** docs/json.md against what commands print: every golden case with JSON on stdout. */
import { misfit, PAYLOADS, PLAN, type Shape } from "../scripts/json_shapes.ts";
import { levelsFrom, rootLevel } from "../src/cli/level.ts";
import { assert, assertEquals } from "./support/assert.ts";
import { loadCases } from "./support/case_files.ts";
import { rootGroup } from "./support/tree.ts";

const leaves = levelsFrom(rootLevel(rootGroup, "sentry-cli")).filter(({ node }) =>
  node.kind === "command"
);
const withFormat = leaves.filter(({ node }) => "format" in node.options)
  .map(({ path }) => path.join(" "));

/** The list of files is its own report, line by line. */
const WITHOUT_PAYLOAD = new Set(["send-envelope"]);

/** The command of a golden case: its folder, without the name of the case. */
function commandOf(name: string): string {
  return name.split("/").slice(0, -1).join(" ");
}

function formatOf(args: readonly string[]): string | undefined {
  return args[args.indexOf("--format") + 1];
}

Deno.test("json: every command with --format has a shape, and none too many", () => {
  const documented = Object.keys(PAYLOADS);
  assertEquals(
    withFormat.filter((name) => !documented.includes(name) && !WITHOUT_PAYLOAD.has(name)),
    [],
  );
  assertEquals(documented.filter((name) => !withFormat.includes(name)), []);
});

const shown = new Set<string>();
for (const { name, settings, stdout } of await loadCases()) {
  if (!settings.args.includes("--format") || stdout.trim() === "") continue;
  const command = commandOf(name);
  const payload = PAYLOADS[command];
  if (payload === undefined || settings.args.includes("--help")) continue;
  const isPlan = settings.args.includes("--dry-run");
  if (!isPlan) shown.add(command);
  Deno.test(`json: ${name} fits docs/json.md`, () => {
    const shape = isPlan ? PLAN.shape : payload.shape;
    if (formatOf(settings.args) !== "ndjson") {
      return assertEquals(misfit(JSON.parse(stdout), shape), undefined);
    }
    assert(Array.isArray(shape));
    const item: Shape = shape[0];
    for (const line of stdout.trim().split("\n")) {
      assertEquals(misfit(JSON.parse(line), item), undefined);
    }
  });
}

Deno.test("json: every shape is held by a golden case", () => {
  // The line of the server differs from run to run; tests/e2e reads it. The other is an older spelling.
  const exempt = new Set(["local serve", "releases files upload-sourcemaps"]);
  assertEquals(Object.keys(PAYLOADS).filter((name) => !shown.has(name) && !exempt.has(name)), []);
});

for (
  const [value, shape, expected] of [
    [{ a: "x" }, { a: "string" }, undefined],
    [{ a: 1 }, { a: "string" }, "$.a is number, not string"],
    [{}, { a: "string" }, "$.a is missing"],
    [{}, { "a?": "string" }, undefined],
    [{ a: null }, { "a?": "string" }, "$.a is null, not string"],
    [{ a: null }, { "a|null": { b: "string" } }, undefined],
    [{ a: "x", b: 1 }, { a: "string" }, "$.b is not documented"],
    [{ x: "1", y: 2 }, { "*": "string" }, "$.y is number, not string"],
    [["a", 1], ["string"], "$[1] is number, not string"],
    [{}, ["string"], "$ is no list"],
    [[], {}, "$ is no object"],
    [null, "string|null", undefined],
  ] as const
) {
  Deno.test(`misfit() of ${JSON.stringify(value)} in ${JSON.stringify(shape)}`, () => {
    assertEquals(misfit(value, shape), expected);
  });
}
