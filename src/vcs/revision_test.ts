/** Names of commits, beside what `git rev-parse` makes of them. */
import { assert, assertEquals } from "../../tests/support/assert.ts";
import {
  type Checkout,
  doorsIn,
  makeCheckout,
  testWithGit,
} from "../../tests/support/git_checkout.ts";
import { openRepository } from "./repository.ts";
import { resolveRevision } from "./revision.ts";

/** Branches, tags of both kinds, a merge, a remote's head, and names that could mean two things. */
async function manyNames({ git, write, commit, path }: Checkout): Promise<string[]> {
  for (const each of ["one", "two", "three"]) {
    await write("f", each);
    await commit(each);
  }
  await git("checkout", "-q", "-b", "feature/x.y", "HEAD~1");
  await write("g", "1");
  await commit("side");
  await git("checkout", "-q", "main");
  await git("merge", "-q", "--no-ff", "-m", "merge", "feature/x.y");
  await git("tag", "light", "HEAD~1");
  await git("tag", "-a", "-m", "t", "v1.0", "HEAD~2");
  await git("tag", "-a", "-m", "t of t", "v1.0-again", "v1.0");
  await git("branch", "both", "HEAD~1");
  await git("tag", "both", "HEAD~2");
  await git("update-ref", "refs/remotes/origin/trunk", "HEAD~3");
  await git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/trunk");
  await git("update-ref", "refs/stash", "HEAD^2");
  const ids = (await git("log", "--format=%H")).split("\n");
  // A branch whose name begins an id.
  await git("branch", ids[2]?.slice(0, 6) ?? "", "HEAD");
  await Deno.writeTextFile(`${path}/.git/ORIG_HEAD`, `${ids[1]}\n`);
  return [
    ...["HEAD", "@", "main", "heads/main", "refs/heads/main", "feature/x.y", "light", "v1.0"],
    ...[
      "v1.0-again",
      "tags/v1.0",
      "refs/tags/v1.0",
      "both",
      "heads/both",
      "origin",
      "origin/trunk",
    ],
    ...[
      "remotes/origin/trunk",
      "stash",
      "ORIG_HEAD",
      "HEAD~",
      "HEAD~1",
      "HEAD~2",
      "HEAD~0",
      "HEAD^",
    ],
    ...[
      "HEAD^2",
      "HEAD^2~1",
      "HEAD^2^",
      "HEAD^0",
      "HEAD~~",
      "HEAD^^",
      "HEAD~3",
      "HEAD~4",
      "HEAD^3",
    ],
    ...[
      "HEAD~99",
      "v1.0^{}",
      "v1.0^{commit}",
      "v1.0~1",
      "@~1",
      "@^2",
      "",
      " ",
      "nope",
      "a..b",
      "../x",
    ],
    ...[
      "refs/heads",
      "refs",
      "HEAD.lock",
      "a/",
      "/main",
      "main/",
      "config",
      "heads",
      "HEAD~x",
    ],
    ...ids,
    ...ids.map((id) => id.toUpperCase()),
    ...ids.flatMap((id) => [3, 4, 5, 6, 7, 12, 39].map((length) => id.slice(0, length))),
    ...["0".repeat(40), "0000", "dead", `${ids[0]?.slice(0, 39)}g`],
  ];
}

for (const kind of ["sha1", "sha256"]) {
  testWithGit(`resolveRevision() finds what git finds (${kind})`, async () => {
    await using checkout = await makeCheckout(`--object-format=${kind}`);
    const names = await manyNames(checkout);
    const theirs = await Promise.all(names.map(async (name) => {
      try {
        return await checkout.git(
          "rev-parse",
          "--verify",
          "-q",
          "--end-of-options",
          `${name}^{commit}`,
        )
          .then((text) => text.split("\n").at(-1));
      } catch {
        return undefined;
      }
    }));
    assert(theirs.filter((id) => id !== undefined).length > 40);
    for (const state of ["loose", "packed"]) {
      if (state === "packed") {
        await checkout.git("gc", "-q", "--prune=now");
        await checkout.git("pack-refs", "--all");
      }
      const repository = await openRepository(doorsIn(checkout.path));
      for (const [at, name] of names.entries()) {
        assertEquals(await resolveRevision(repository, name), theirs[at], `${state}: '${name}'`);
      }
      repository.close();
    }
  });
}
