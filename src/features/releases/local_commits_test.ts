import { assertEquals, assertRejects, assertThrows } from "../../../tests/support/assert.ts";
import { fakeSystem } from "../../../tests/support/fake_system.ts";
import { below, gitBuilder } from "../../../tests/support/git_objects.ts";
import { InputError } from "../../base/errors.ts";
import { openRepository, type Repository } from "../../vcs/repository.ts";
import { parseCommitSpec } from "./commit_spec.ts";
import { chooseRange, PreviousMissing, readCommitId } from "./commit_range.ts";
import { fetchOlder } from "./deepen.ts";
import { patchSet, readCommits, zonedTimestamp } from "./local_commits.ts";

const OPTIONS = { repository: "origin", compareWith: "next", plainPaths: false } as const;

interface Given {
  readonly algorithm?: "sha1" | "sha256";
  readonly shallow?: boolean;
}

/** Two branches and a merge, newest first: merge, left, right, root. */
async function withHistory(
  { algorithm, shallow }: Given,
  body: (repository: Repository, ids: readonly string[]) => Promise<void>,
): Promise<void> {
  const git = gitBuilder(algorithm);
  const tree = (name: string) => git.tree([["100755", name, git.blob(name)]]);
  const at = (seconds: number) => `C <c@d> ${seconds} +0000`;
  const root = git.commit({ tree: tree("root"), committer: at(1) });
  const right = git.commit({ tree: tree("right"), parents: [root], committer: at(2) });
  const left = git.commit({ tree: tree("left"), parents: [root], committer: at(3) });
  const merge = git.commit({ tree: tree("m"), parents: [right, left], committer: at(4) });
  git.ref("refs/heads/main", merge);
  if (shallow) git.files["shallow"] = `${left}\n${right}\n`;
  const system = fakeSystem();
  for (const [path, data] of Object.entries(below("/work/.git", git.files))) {
    system.fs.put(path, data);
  }
  const repository = await openRepository(system);
  await body(repository, [merge, left, right, root]);
  repository.close();
}

const choose = { previous: undefined, depth: 20, ignoreMissing: false };

for (const algorithm of ["sha1", "sha256"] as const) {
  Deno.test(`chooseRange() takes all since the previous release (${algorithm})`, async () => {
    await withHistory({ algorithm }, async (repository, [merge, left, right]) => {
      const range = await chooseRange(repository, { ...choose, previous: right?.toUpperCase() });
      assertEquals(range, {
        reason: "since-previous",
        ids: [merge ?? "", left ?? ""],
        base: right,
        endsShallow: false,
      });
    });
  });
}

Deno.test("chooseRange() takes so many without a previous release, and one more to compare", async () => {
  await withHistory({}, async (repository, ids) => {
    const range = await chooseRange(repository, { ...choose, depth: 2 });
    assertEquals([range.reason, range.ids, range.base], ["no-previous", ids.slice(0, 2), ids[2]]);
  });
});

Deno.test("chooseRange() says that a previous commit is missing, or goes on when told", async () => {
  await withHistory({ shallow: true }, async (repository, ids) => {
    const previous = ids[3];
    const error = await assertRejects(
      () => chooseRange(repository, { ...choose, previous }),
      PreviousMissing,
    );
    assertEquals(error.hint?.includes("--deepen"), true);
    const range = await chooseRange(repository, { ...choose, previous, ignoreMissing: true });
    assertEquals([range.reason, range.ids.length, range.endsShallow], [
      "previous-missing",
      3,
      true,
    ]);
  });
});

Deno.test("readCommits() compares with the next of the list, or with the parent", async () => {
  await withHistory({}, async (repository) => {
    const range = await chooseRange(repository, choose);
    const paths = async (compareWith: "next" | "parent", plainPaths = false) =>
      (await readCommits(repository, range, { ...OPTIONS, compareWith, plainPaths }))
        .map(({ patch_set }) => patch_set.map(({ path, type }) => `${type} ${path}`).join());
    assertEquals(await paths("next"), [
      "D left*,A m",
      "A left,D right*",
      "A right,D root*",
      "A root",
    ]);
    assertEquals(await paths("parent", true), [
      "A m,D right",
      "A left,D root",
      "A right,D root",
      "A root",
    ]);
  });
});

Deno.test("patchSet() writes paths as git shows them beside a status, as the reference", () => {
  const path = new TextEncoder().encode("a ");
  const [FILE, EXECUTABLE] = [0o100644, 0o100755];
  const shown = (before?: number, after?: number) =>
    patchSet([{ path, before, after }], { plainPaths: false })[0];
  assertEquals(shown(undefined, EXECUTABLE), { path: "a", type: "A" });
  assertEquals(shown(EXECUTABLE, undefined), { path: "a *", type: "D" });
  assertEquals(shown(FILE, EXECUTABLE), { path: "a   a *", type: "M" });
  assertEquals(shown(EXECUTABLE, FILE), { path: "a * a", type: "M" });
  assertEquals(patchSet([{ path, before: FILE, after: EXECUTABLE }], { plainPaths: true }), [
    { path: "a ", type: "M" },
  ]);
});

Deno.test("patchSet() gives a path that is not UTF-8 as well as it can", () => {
  const changes = [{ path: new Uint8Array([0xff, 0x61]), before: undefined, after: 0o100644 }];
  assertEquals(patchSet(changes, { plainPaths: false }), [{ path: "\ufffda", type: "A" }]);
});

for (
  const [seconds, offset, text] of [
    [1_600_000_500, 120, "2020-09-13T14:35:00+02:00"],
    [1_600_000_500, 0, "2020-09-13T12:35:00Z"],
    [1_600_000_500, -210, "2020-09-13T09:05:00-03:30"],
    [-5, 0, "1969-12-31T23:59:55Z"],
    [253_402_300_800, 0, "+10000-01-01T00:00:00Z"],
  ] as const
) {
  Deno.test(`zonedTimestamp() writes ${text}`, () => {
    assertEquals(zonedTimestamp(seconds, offset), text);
  });
}

for (
  const [spec, repository, path, revision, previous] of [
    ["R", "R", undefined, "HEAD", undefined],
    ["R@x", "R", undefined, "x", undefined],
    ["R#p/q@a..b", "R", "p/q", "b", "a"],
    ["R@a..b..c", "R", undefined, "c", "a..b"],
    ["R@..b", "R", undefined, "b", ""],
    ["R@a...b", "R", undefined, "b", "a."],
  ] as const
) {
  Deno.test(`parseCommitSpec() reads ${spec}`, () => {
    assertEquals(parseCommitSpec(spec), { repository, path, revision, previous });
  });
}

for (
  const spec of ["R@", "R@a..", "", "@x", "#p@x", `R@${"z".repeat(65)}`, `R@${"é".repeat(33)}..b`]
) {
  Deno.test(`parseCommitSpec() refuses ${JSON.stringify(spec.slice(0, 10))}`, () => {
    assertThrows(() => parseCommitSpec(spec), InputError);
  });
}

Deno.test("readCommitId() takes hexadecimal digits up to the length of an id", () => {
  assertEquals(readCommitId("ABC", 40), "abc");
  for (const bad of [undefined, "", "xyz", " abc", "a".repeat(41)]) {
    assertEquals(readCommitId(bad, 40), undefined);
  }
});

Deno.test("fetchOlder() says so when there is no git, and what git said when it failed", async () => {
  const system = fakeSystem();
  await assertRejects(
    () => fetchOlder(system, { count: 5, remote: "-x" }),
    Error,
    "the git program cannot be started",
  );
  assertEquals(system.spawned, [{
    program: "git",
    args: ["fetch", "--deepen=5", "--", "-x"],
  }]);
  const failing = fakeSystem({
    spawn: () =>
      Promise.resolve({
        code: 128,
        signal: undefined,
        stdout: new Uint8Array(0),
        stderr: new TextEncoder().encode("x\nfatal: no such remote\n"),
      }),
  });
  await assertRejects(
    () => fetchOlder(failing, { count: 5, remote: "origin" }),
    Error,
    "git ended with 128: fatal: no such remote",
  );
});
