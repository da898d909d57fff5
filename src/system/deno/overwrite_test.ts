import { assert, assertEquals, assertThrows } from "../../../tests/support/assert.ts";
import { SystemError } from "../mod.ts";
import { overwrite } from "./overwrite.ts";

const text = (length: number, letter: string) => new TextEncoder().encode(letter.repeat(length));
const isPosix = Deno.build.os !== "windows";

const namesIn = (folder: string) => [...Deno.readDirSync(folder)].map(({ name }) => name);

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

for (const before of [0, 10, 4096, 5000, 70_000, 2_000_000]) {
  for (const after of [0, 9, 4096, 4097, 60_000, 90_000, 1_500_000]) {
    Deno.test(`overwrite() turns ${before} bytes into ${after} and leaves nothing else`, () =>
      inFolder(async (folder) => {
        const path = `${folder}/f`;
        await Deno.writeFile(path, text(before, "a"), { mode: 0o640 });
        overwrite(path, [text(after, "b")], text(before, "a"));
        assertEquals(await Deno.readFile(path), text(after, "b"));
        assertEquals(namesIn(folder), ["f"]);
        if (isPosix) assertEquals(((await Deno.stat(path)).mode ?? 0) & 0o777, 0o640);
      }));
  }
}

Deno.test({
  name: "overwrite() keeps links to a file, whatever its size",
  ignore: !isPosix,
  fn: () =>
    inFolder(async (folder) => {
      for (const size of [10, 2_000_000]) {
        await Deno.writeFile(`${folder}/f`, text(5, "a"));
        // The runtime makes links only where it may write everywhere.
        await new Deno.Command("sh", { args: ["-c", "ln -s f soft"], cwd: folder }).output();
        overwrite(`${folder}/soft`, [text(size, "b")], text(5, "a"));
        assertEquals((await Deno.stat(`${folder}/f`)).size, size);
        assert((await Deno.lstat(`${folder}/soft`)).isSymlink);
        await Deno.remove(`${folder}/soft`);
      }
    }),
});

Deno.test("overwrite() takes the place of what a killed run left beside a large file", () =>
  inFolder(async (folder) => {
    await Deno.writeFile(`${folder}/f`, text(5, "a"));
    await Deno.writeFile(`${folder}/f.sentry-cli-new`, text(99, "x"));
    overwrite(`${folder}/f`, [text(2_000_000, "b")], text(5, "a"));
    assertEquals(namesIn(folder), ["f"]);
  }));

Deno.test("overwrite() names a file that it cannot open", () => {
  assertThrows(() => overwrite("/nowhere/f", [text(1, "b")], text(1, "a")), SystemError);
});
