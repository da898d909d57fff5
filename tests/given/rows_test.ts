/** Every row of the table in the specification of uploads (§9) is held by a test with its number. */
import { assertEquals } from "../support/assert.ts";
import { AREAS } from "../parity/cases/mod.ts";

const ROOT = new URL("../../", import.meta.url);

const ROWS = Object.entries({ I: 48, E: 13, U: 38, O: 6 }).flatMap(([letter, count]) =>
  Array.from({ length: count }, (_, at) => `${letter}${at + 1}`)
);

/**
 * Rows that no case beside the reference can show, and why; their unit tests hold what the
 * specification says.
 */
const WITHOUT_PARITY: Readonly<Record<string, string>> = {
  E1: "several connections at once: the recorder answers one list of replies in order",
  E5: "the reference waits for seconds between its attempts",
  I40: "two runs over the same files",
  I48: "2.58.6, not 3.8.0",
  O6: "2.58.6, not 3.8.0",
};

/** The numbers that the names of tests in a source begin with. */
function rowsIn(source: string): string[] {
  const names = source.matchAll(
    /\b(?:row|pair|alone|kept)\(\s*"([IEUO]\d+)"|["`]((?:[IEUO]\d+(?:, )?)+): |\["([IEUO]\d+)",\s/g,
  );
  return [...names].flatMap(([, one, several, listed]) =>
    [one, ...several?.split(", ") ?? [], listed].flatMap((each) => each === undefined ? [] : [each])
  );
}

async function* testFiles(folder: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(new URL(folder, ROOT))) {
    if (isDirectory) yield* testFiles(`${folder}${name}/`);
    else if (name.endsWith("_test.ts")) yield `${folder}${name}`;
  }
}

const missingFrom = (held: ReadonlySet<string>) => ROWS.filter((each) => !held.has(each));

Deno.test("every row has a test that needs no reference", async () => {
  const held = new Set<string>();
  for (const folder of ["src/upload/", "src/features/", "tests/given/"]) {
    for await (const path of testFiles(folder)) {
      for (const each of rowsIn(await Deno.readTextFile(new URL(path, ROOT)))) held.add(each);
    }
  }
  assertEquals(missingFrom(held), []);
});

Deno.test("every row has a case beside the reference, or a reason why not", () => {
  const names = AREAS.flatMap(({ cases }) => cases.map(({ name }) => name));
  const held = new Set(names.flatMap((name) => {
    const numbers = /^spec ((?:[IEUO]\d+(?:, )?)+): /.exec(name)?.[1];
    return numbers?.split(", ") ?? [];
  }));
  assertEquals(missingFrom(held), ROWS.filter((each) => each in WITHOUT_PARITY));
});
