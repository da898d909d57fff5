/** The reader against git itself, over repositories that git made. */
import { assertEquals, assertRejects } from "../../tests/support/assert.ts";
import {
  type Checkout,
  doorsIn,
  makeCheckout,
  testWithGit as run,
} from "../../tests/support/git_checkout.ts";
import { seeded } from "../../tests/support/random.ts";
import { diffTrees } from "./diff.ts";
import { VcsError } from "./errors.ts";
import { openRepository } from "./repository.ts";
import { listSubmodules } from "./submodules.ts";
import { mergeBase, walkHistory } from "./walk.ts";

/** Ids in our order. */
async function historyOf(cwd: string, env: Record<string, string> = {}): Promise<string[]> {
  const repository = await openRepository(doorsIn(cwd, env));
  try {
    return await Array.fromAsync(
      walkHistory(repository.linksOf, await repository.headCommit()),
    );
  } finally {
    repository.close();
  }
}

/** What `git diff-tree` says, a kind that changed taken apart as gone and new. */
async function gitDiff(checkout: Checkout, before: string, after: string): Promise<string[]> {
  const raw = await checkout.gitIn(
    ...[checkout.path, undefined] as const,
    ...["diff-tree", "-r", "-z", "--raw", "--no-renames", before, after],
  );
  const parts = new TextDecoder("latin1").decode(raw).split("\0");
  const lines: string[] = [];
  for (let at = 0; at + 1 < parts.length; at += 2) {
    const [, old, now, status] = /^:(\d+) (\d+) \w+ \w+ (\w)/.exec(parts[at] ?? "") ?? [];
    const path = parts[at + 1] ?? "";
    if (status === "T") lines.push(`${old} 000000 ${path}`, `000000 ${now} ${path}`);
    else lines.push(`${old} ${now} ${path}`);
  }
  return lines;
}

async function compareWithGit(checkout: Checkout, cwd = checkout.path): Promise<void> {
  const ids = (await checkout.git("log", "--format=%H")).split("\n");
  assertEquals(await historyOf(cwd), ids);
  const repository = await openRepository(doorsIn(cwd));
  const octal = (mode: number | undefined) => (mode ?? 0).toString(8).padStart(6, "0");
  for (const [at, id] of ids.entries()) {
    const next = ids[at + 1];
    if (next === undefined) continue;
    const [now, before] = [
      await repository.objects.commit(id),
      await repository.objects.commit(next),
    ];
    const changes = await diffTrees(repository.objects, before.tree, now.tree);
    const ours = changes.map(({ path, before, after }) =>
      `${octal(before)} ${octal(after)} ${new TextDecoder("latin1").decode(path)}`
    );
    assertEquals(ours, await gitDiff(checkout, next, id), `${next}..${id}`);
  }
  repository.close();
}

async function everyKindOfChange(checkout: Checkout): Promise<void> {
  const { write, remove, commit, path } = checkout;
  await write("a", "1");
  await write("run.sh", "1", 0o755);
  await write("d/e/f", "1");
  await write("d.c", "1");
  await write("binary", "\0\u0001\u0002".repeat(100));
  await commit("one");
  await Deno.chmod(`${path}/a`, 0o755);
  await commit("executable");
  await write("a", "2");
  await Deno.rename(`${path}/run.sh`, `${path}/renamed.sh`);
  await commit("renamed, changed, plain again");
  await checkout.link("to", "a");
  await commit("link");
  await remove("to");
  await write("to", "file");
  await remove("d");
  await write("d", "a file where a folder was");
  await commit("kinds change");
  await remove("d");
  await write("d/g h\t\u00e9", "1");
  await commit("and back");
  await commit("empty");
}

run("walkHistory() and diffTrees() say what git says of every kind of change", async () => {
  await using checkout = await makeCheckout();
  await everyKindOfChange(checkout);
  await compareWithGit(checkout);
  await checkout.git("repack", "-adq");
  await checkout.git("pack-refs", "--all");
  await checkout.git("commit-graph", "write", "--reachable");
  await compareWithGit(checkout);
});

run("a repository of SHA-256 is read like any other, loose and packed", async () => {
  await using checkout = await makeCheckout("--object-format=sha256");
  await everyKindOfChange(checkout);
  await compareWithGit(checkout);
  await checkout.git("repack", "-adq");
  await compareWithGit(checkout);
});

run("histories that cross, with days that are equal or go back", async () => {
  await using checkout = await makeCheckout();
  for (const seed of [1, 2, 3]) {
    await checkout.gitIn(
      checkout.path,
      new TextEncoder().encode(crossing(seed, 150)),
      ...["fast-import", "--quiet", "--force"],
    );
    await checkout.git("reset", "-q", "--hard", "main");
    assertEquals(
      await historyOf(checkout.path),
      (await checkout.git("log", "--format=%H")).split("\n"),
    );
    const repository = await openRepository(doorsIn(checkout.path));
    const all = (await checkout.git("log", "--all", "--format=%H")).split("\n");
    const random = seeded(seed);
    for (let pair = 0; pair < 10; pair++) {
      const pick = () => all[Math.floor(random() * all.length)] ?? "";
      const [one, other] = [pick(), pick()];
      const theirs = (await checkout.git("merge-base", "--all", one, other)).split("\n");
      const ours = await mergeBase(repository.linksOf, one, other);
      assertEquals(theirs.includes(ours ?? ""), true, `${one} ${other}: ${ours} of ${theirs}`);
    }
    repository.close();
  }
});

/** Commits of random parents in the language of `git fast-import`. */
function crossing(seed: number, count: number): string {
  const random = seeded(seed);
  let text = "";
  for (let at = 1; at <= count; at++) {
    const seconds = 1_600_000_000 + at * 10 - Math.floor(random() * 4) * 15;
    const parents = new Set<number>();
    const wanted = at === 1 ? 0 : at === count ? 4 : 1 + Math.floor(random() * 2.2);
    for (let each = 0; each < wanted; each++) {
      parents.add(Math.max(1, at - 1 - Math.floor(random() * random() * 20)));
    }
    const [first, ...rest] = parents;
    const branch = at === count ? "main" : `b${at}`;
    text += `commit refs/heads/${branch}\nmark :${at}\n` +
      `committer C <c@d.e> ${seconds} +0000\ndata 2\nm\n` +
      (first === undefined ? "" : `from :${first}\n`) +
      rest.map((each) => `merge :${each}\n`).join("") +
      `M 100644 inline f${at % 7}\ndata ${String(at).length}\n${at}\n\n`;
  }
  return text;
}

run(
  "clones of all kinds: bare, shallow, borrowed objects, worktree, folder below, GIT_DIR",
  async () => {
    await using checkout = await makeCheckout();
    await everyKindOfChange(checkout);
    const { path, git } = checkout;
    const whole = (await git("log", "--format=%H")).split("\n");
    await git("clone", "-q", "--bare", path, "../bare.git");
    await git("clone", "-q", "--depth", "3", `file://${path}`, "../shallow");
    await git("clone", "-q", "--shared", path, "../borrowed");
    await git("worktree", "add", "-q", "../tree", "HEAD~2");
    await Deno.mkdir(`${path}/below/it`, { recursive: true });
    assertEquals(await historyOf(`${path}/../bare.git`), whole);
    assertEquals(await historyOf(`${path}/../shallow`), whole.slice(0, 3));
    assertEquals(await historyOf(`${path}/../borrowed`), whole);
    assertEquals(await historyOf(await Deno.realPath(`${path}/../tree`)), whole.slice(2));
    assertEquals(await historyOf(`${path}/below/it`), whole);
    assertEquals(await historyOf(`${path}/..`, { GIT_DIR: "bare.git" }), whole);
    assertEquals(await historyOf(`${path}/.git/refs`), whole);
    await git("checkout", "-q", "--detach", "HEAD~1");
    assertEquals(await historyOf(path), whole.slice(1));
  },
);

run("a submodule's commit is found where nothing of it is checked out", async () => {
  await using checkout = await makeCheckout();
  await checkout.write("x", "1");
  await checkout.commit("one");
  const id = await checkout.git("rev-parse", "HEAD");
  await checkout.git("update-index", "--add", "--cacheinfo", `160000,${id},libs/inner`);
  await checkout.write(
    ".gitmodules",
    '[submodule "s"]\n\tpath = libs/inner\n\turl = ../inner.git\n',
  );
  await checkout.git("add", ".gitmodules");
  await checkout.git("commit", "-q", "-m", "two", "--author", "A <a@b.c>");
  const doors = doorsIn(checkout.path);
  const repository = await openRepository(doors);
  assertEquals(await listSubmodules(doors, repository, await repository.headCommit()), [
    { name: "s", path: "libs/inner", url: "../inner.git", commit: id },
  ]);
  repository.close();
});

run("a tag that HEAD names is followed to its commit", async () => {
  await using checkout = await makeCheckout();
  await checkout.write("x", "1");
  await checkout.commit("one");
  await checkout.git("tag", "-a", "-m", "t", "v1");
  const repository = await openRepository(doorsIn(checkout.path));
  const tag = await checkout.git("rev-parse", "v1");
  assertEquals(await repository.objects.peel(tag), await checkout.git("rev-parse", "HEAD"));
  repository.close();
});

run("a repository of a form that is not known yet is refused with its name", async () => {
  await using checkout = await makeCheckout();
  await checkout.git("config", "core.repositoryformatversion", "1");
  await checkout.git("config", "extensions.future", "1");
  const error = await assertRejects(() => openRepository(doorsIn(checkout.path)), VcsError);
  assertEquals([error.problem, error.message.includes("extensions.future")], ["unsupported", true]);
});

run("damaged packs end in one sentence, whatever byte is wrong", async () => {
  await using checkout = await makeCheckout();
  await everyKindOfChange(checkout);
  await checkout.git("repack", "-adq");
  const folder = `${checkout.path}/.git/objects/pack`;
  const names = (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name);
  const random = seeded(5);
  for (const kind of [".pack", ".idx"]) {
    const file = `${folder}/${names.find((name) => name.endsWith(kind))}`;
    const good = await Deno.readFile(file);
    await Deno.chmod(file, 0o644);
    for (let round = 0; round < 60; round++) {
      const bad = round % 4 === 0
        ? good.slice(0, Math.floor(random() * good.length))
        : good.slice();
      const at = Math.floor(random() * bad.length);
      if (round % 4 !== 0) bad[at] = Math.floor(random() * 256);
      await Deno.writeFile(file, bad);
      await readAll(checkout.path).catch((error) => {
        if (!(error instanceof VcsError)) throw error;
      });
    }
    await Deno.writeFile(file, good);
  }
  await readAll(checkout.path);
});

async function readAll(cwd: string): Promise<void> {
  const repository = await openRepository(doorsIn(cwd));
  try {
    let before: string | undefined;
    for await (const id of walkHistory(repository.linksOf, await repository.headCommit())) {
      const { tree } = await repository.objects.commit(id);
      await diffTrees(repository.objects, before, tree);
      before = tree;
    }
  } finally {
    repository.close();
  }
}
