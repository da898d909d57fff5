import { assertEquals, assertRejects } from "../../../tests/support/assert.ts";
import { fakeSystem } from "../../../tests/support/fake_system.ts";
import { UsageError } from "../../base/errors.ts";
import { matchPaths } from "./match_paths.ts";

const NAMES = ["a.json", "B.json", ".h.json", "d/e.json", "d/f/g.json", "d/f.txt", "ä.json", "a b"];

async function matching(pattern: string): Promise<string[]> {
  const files = Object.fromEntries(NAMES.map((name) => [`/work/${name}`, "x"]));
  const system = fakeSystem({ files });
  return await matchPaths(pattern, { ...system, path: system.platform.path });
}

const ROWS: readonly (readonly [string, string[]])[] = [
  ["*.json", [".h.json", "B.json", "a.json", "ä.json"]],
  ["./a.json", ["a.json"]],
  ["none.json", []],
  ["none/*.json", []],
  ["a b", ["a b"]],
  ["d", ["d"]],
  ["d/*", ["d/e.json", "d/f", "d/f.txt"]],
  ["**/*.json", [".h.json", "B.json", "a.json", "d/e.json", "d/f/g.json", "ä.json"]],
  ["d/**", ["d/f"]],
  ["*/?.json", ["d/e.json"]],
  ["/work/a.*", ["/work/a.json"]],
  ["../work/a.json", ["../work/a.json"]],
  ["a.json/*", []],
];
for (const [pattern, expected] of ROWS) {
  Deno.test(`matchPaths('${pattern}')`, async () =>
    assertEquals(await matching(pattern), expected));
}

Deno.test("matchPaths() names a pattern that means nothing", async () => {
  await assertRejects(() => matching("a**b"), UsageError, "Invalid pattern 'a**b'");
});
