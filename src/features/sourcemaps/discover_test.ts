import { assertEquals, assertRejects } from "../../../tests/support/assert.ts";
import { type MemoryFiles, memoryFiles } from "../../../tests/support/memory_files.ts";
import { InputError } from "../../base/errors.ts";
import { posixPath } from "../../platform/path.ts";
import { SystemError } from "../../system/mod.ts";
import { discover, vanishedWarning } from "./discover.ts";

const NO_RULES = { ignoresDirectory: () => false, ignoresFile: () => false };

function search(fs: MemoryFiles, root = "/site") {
  const doors = { fs, path: posixPath, cwd: "/" };
  return discover(root, { extensions: ["js", "map"], ignore: NO_RULES }, doors);
}

function site(): MemoryFiles {
  const fs = memoryFiles();
  for (const path of ["a.js", "b.txt", "sub/c.js", "sub/c.js.map", "z-1.js", "z/y.js"]) {
    fs.put(`/site/${path}`, "");
  }
  return fs;
}

const ALL = ["a.js", "sub/c.js", "sub/c.js.map", "z/y.js", "z-1.js"].map((each) => `/site/${each}`);

Deno.test("discover() finds files by their endings, in the order of their segments", async () => {
  assertEquals(await search(site()), {
    root: "/site",
    isDirectory: true,
    paths: ALL,
    vanished: [],
  });
});

Deno.test("discover() goes on where a folder vanishes after it was listed", async () => {
  const fs = site();
  const { entries } = fs;
  fs.entries = async (path) => {
    if (path === "/site/sub") await fs.remove("/site/sub", { recursive: true });
    return await entries(path);
  };
  const { paths, vanished } = await search(fs);
  assertEquals(paths, ALL.filter((each) => !each.startsWith("/site/sub")));
  assertEquals(vanished, ["/site/sub"]);
});

Deno.test("discover() goes on where a link vanishes after it was listed", async () => {
  const fs = site();
  fs.link("/site/fd", "/elsewhere");
  const { stat } = fs;
  fs.stat = async (path) => {
    if (path === "/site/fd") await fs.remove("/site/fd");
    return await stat(path);
  };
  const { paths, vanished } = await search(fs);
  assertEquals([paths, vanished], [ALL, ["/site/fd"]]);
});

Deno.test("discover() stops at a link that leads nowhere, as the reference does", async () => {
  const fs = site();
  fs.link("/site/fd", "/elsewhere");
  await assertRejects(
    () => search(fs),
    InputError,
    "/site/fd: IO error for operation on /site/fd: No such file or directory (os error 2)",
  );
});

Deno.test("discover() stops at a folder that it may not read", async () => {
  const fs = site();
  fs.entries = (path) => Promise.reject(new SystemError("Permission denied", "permission", path));
  await assertRejects(() => search(fs), InputError, "/site: IO error for operation on /site");
});

Deno.test("vanishedWarning() is one line, whatever the name is", () => {
  assertEquals(
    vanishedWarning("a\nb").split("\n").length,
    1,
  );
});
