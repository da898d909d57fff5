/** The doors to a real disk that files in memory cannot vouch for. */
import { assert, assertEquals, assertRejects } from "../../../tests/support/assert.ts";
import { ReusedBytes } from "../../base/reused_bytes.ts";
import { SystemError } from "../mod.ts";
import { blockingFiles, denoFiles } from "./files.ts";

const isWindows = Deno.build.os === "windows";

async function withFolder(task: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.realPath(await Deno.makeTempDir({ prefix: "sentry-cli-files-" }));
  try {
    await task(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** A test on Unix: modes, links, pipes. */
function unixTest(name: string, task: (folder: string) => Promise<void>): void {
  Deno.test({ name, ignore: isWindows, fn: () => withFolder(task) });
}

/** Makes what the test itself may not make: links to anywhere, pipes, copies of programs. */
async function sh(folder: string, script: string): Promise<void> {
  const { success } = await new Deno.Command("sh", { args: ["-ec", script], cwd: folder }).output();
  assert(success, script);
}

const bytes = (length: number, seed: number) =>
  Uint8Array.from({ length }, (_, at) => (at * 31 + seed) & 0xff);

/** Both ways of writing: over the old content, and beside it. */
const SIZES: readonly (readonly [name: string, before: number, after: number])[] = [
  ["a longer content", 100, 5000],
  ["a shorter one", 5000, 100],
  ["nothing", 5000, 0],
  ["a large one", 100, 3_000_000],
  ["a large one over a larger one", 4_000_000, 3_000_000],
  ["a small one over a large one", 3_000_000, 100],
];

for (const [name, sizeBefore, sizeAfter] of SIZES) {
  Deno.test(`overwrite() leaves exactly ${name}, and nothing beside it`, () =>
    withFolder(async (folder) => {
      const path = `${folder}/a.js`;
      const [before, after] = [bytes(sizeBefore, 1), bytes(sizeAfter, 2)];
      await Deno.writeFile(path, before);
      await denoFiles.overwrite(path, [after], before);
      const now = await Deno.readFile(path);
      assert(now.length === after.length && now.every((byte, at) => byte === after[at]));
      assertEquals(await denoFiles.list(folder), ["a.js"]);
    }));

  unixTest(`overwrite() keeps mode, links and owner with ${name}`, async (folder) => {
    const path = `${folder}/a.js`;
    const [before, after] = [bytes(sizeBefore, 1), bytes(sizeAfter, 2)];
    await Deno.writeFile(path, before);
    // 0640 is nothing that a umask would give.
    await Deno.chmod(path, 0o640);
    await sh(folder, "ln -s a.js link.js");
    const owner = (await Deno.stat(path)).uid;
    await denoFiles.overwrite(`${folder}/link.js`, [after], before);
    const info = await denoFiles.stat(path);
    assertEquals([info?.mode, info?.ownerId, info?.sizeBytes], [0o640, owner, sizeAfter]);
    assertEquals((await denoFiles.lstat(`${folder}/link.js`))?.kind, "symlink");
    assertEquals(await Deno.readLink(`${folder}/link.js`), "a.js");
  });

  unixTest(`overwrite() reaches every name of a file with ${name}`, async (folder) => {
    const [before, after] = [bytes(sizeBefore, 1), bytes(sizeAfter, 2)];
    await Deno.writeFile(`${folder}/a.js`, before);
    await Deno.link(`${folder}/a.js`, `${folder}/b.js`);
    await denoFiles.overwrite(`${folder}/a.js`, [after], before);
    assertEquals((await Deno.readFile(`${folder}/b.js`)).length, sizeAfter);
    assertEquals((await Deno.stat(`${folder}/b.js`)).nlink, 2);
  });
}

Deno.test("overwrite() makes no file that is not there", () =>
  withFolder(async (folder) => {
    for (const size of [10, 3_000_000]) {
      const error = await assertRejects(
        () => denoFiles.overwrite(`${folder}/gone.js`, [bytes(size, 1)], bytes(5, 1)),
        SystemError,
      );
      assertEquals([error.code, error.path], ["not-found", `${folder}/gone.js`]);
    }
    assertEquals(await denoFiles.list(folder), []);
  }));

Deno.test("overwrite() refuses a folder", () =>
  withFolder(async (folder) => {
    await Deno.mkdir(`${folder}/a.js`);
    await assertRejects(
      () => denoFiles.overwrite(`${folder}/a.js`, [bytes(10, 1)], bytes(0, 1)),
      SystemError,
    );
  }));

Deno.test({
  name: "overwrite() leaves a file alone that may not be written",
  // Nobody refuses anything to root.
  ignore: !isWindows && Deno.uid() === 0,
  fn: () =>
    withFolder(async (folder) => {
      const path = `${folder}/a.js`;
      await Deno.writeTextFile(path, "old");
      await makeReadOnly(path);
      if (await mayBeWritten(path)) return console.log("left out: this system refuses nothing");
      const error = await assertRejects(
        () => denoFiles.overwrite(path, [bytes(10, 1)], new TextEncoder().encode("old")),
        SystemError,
      );
      assertEquals([error.code, await Deno.readTextFile(path)], ["permission", "old"]);
    }),
});

/** Wine lets root write what is read-only. */
async function mayBeWritten(path: string): Promise<boolean> {
  try {
    (await Deno.open(path, { write: true })).close();
    return true;
  } catch {
    return false;
  }
}

async function makeReadOnly(path: string): Promise<void> {
  if (!isWindows) return await Deno.chmod(path, 0o444);
  await new Deno.Command("attrib", { args: ["+R", path] }).output();
}

unixTest("overwrite() leaves a program alone that runs: even root is refused", async (folder) => {
  const path = `${folder}/cat`;
  await sh(folder, 'cp "$(command -v cat)" cat');
  const before = await Deno.readFile(path);
  const child = new Deno.Command("sh", {
    args: ["-c", "exec ./cat"],
    cwd: folder,
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  const reader = child.stdout.getReader();
  try {
    // It runs once it answers.
    await writer.write(bytes(1, 1));
    await reader.read();
    const error = await assertRejects(
      () => denoFiles.overwrite(path, [bytes(10, 1)], before),
      SystemError,
    );
    assertEquals(error.path, path);
    assertEquals(await Deno.readFile(path), before);
  } finally {
    await writer.close();
    await reader.cancel();
    await child.status;
  }
});

unixTest("entries() tells kinds, and a link is a link whatever it leads to", async (folder) => {
  await Deno.writeTextFile(`${folder}/file`, "");
  await Deno.mkdir(`${folder}/folder`);
  const links = 'ln -s file "to file"; ln -s folder "to folder"; ln -s nowhere "to nothing"';
  await sh(folder, `${links}; ln -s circle circle; mkfifo pipe`);
  for (const fs of [denoFiles, blockingFiles]) {
    const kinds = new Map((await fs.entries(folder)).map(({ name, kind }) => [name, kind]));
    assertEquals(Object.fromEntries([...kinds].sort()), {
      circle: "symlink",
      file: "file",
      folder: "directory",
      pipe: "other",
      "to file": "symlink",
      "to folder": "symlink",
      "to nothing": "symlink",
    });
  }
  assertEquals(await denoFiles.stat(`${folder}/to nothing`), undefined);
  const error = await assertRejects(() => denoFiles.stat(`${folder}/circle`), SystemError);
  assertEquals(error.code, "loop");
});

Deno.test("entries() names a folder that is gone, and one that is a file", () =>
  withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/file`, "");
    const gone = await assertRejects(() => denoFiles.entries(`${folder}/gone`), SystemError);
    assertEquals([gone.code, gone.path], ["not-found", `${folder}/gone`]);
    const file = await assertRejects(() => denoFiles.entries(`${folder}/file`), SystemError);
    assertEquals(file.path, `${folder}/file`);
  }));

Deno.test("a file that vanishes is nothing to stat(), and named by read()", () =>
  withFolder(async (folder) => {
    const path = `${folder}/a.js`;
    await Deno.writeTextFile(path, "x");
    const [entry] = await denoFiles.entries(folder);
    assertEquals(entry, { name: "a.js", kind: "file" });
    await Deno.remove(path);
    for (const fs of [denoFiles, blockingFiles]) {
      assertEquals([await fs.stat(path), await fs.lstat(path)], [undefined, undefined]);
      const error = await assertRejects(() => fs.read(path), SystemError);
      assertEquals([error.code, error.path], ["not-found", path]);
    }
  }));

Deno.test("readInto() reads files of every size around its room, one after the other", async () => {
  await withFolder(async (folder) => {
    const memory = new ReusedBytes();
    for (const size of [70_000, 0, 1, 65_535, 65_536, 65_537, 5_000_000, 3]) {
      const bytes = Uint8Array.from({ length: size }, (_, at) => at * 7);
      await Deno.writeFile(`${folder}/a`, bytes);
      assertEquals((await denoFiles.readInto(`${folder}/a`, memory)).length, size);
      assertEquals([...await denoFiles.readInto(`${folder}/a`, memory)].join(), bytes.join());
      memory.trim();
    }
    await assertRejects(() => denoFiles.readInto(`${folder}/b`, memory), SystemError);
  });
});

Deno.test("extend() adds to a file of the size that it should have, and to no other", async () => {
  await withFolder(async (folder) => {
    const path = `${folder}/a`;
    await Deno.writeTextFile(path, "abc");
    await denoFiles.extend(path, new TextEncoder().encode("de"), 3);
    await assertRejects(
      () => denoFiles.extend(path, new TextEncoder().encode("f"), 3),
      SystemError,
    );
    assertEquals(await Deno.readTextFile(path), "abcde");
  });
});
