/** Which files of settings count for a repository, beside what `git config` says. */
import { assertEquals, assertRejects } from "../../tests/support/assert.ts";
import { fakeSystem } from "../../tests/support/fake_system.ts";
import { doorsIn, makeCheckout, testWithGit } from "../../tests/support/git_checkout.ts";
import { loadGitConfig } from "./config.ts";
import { VcsError } from "./errors.ts";

const PLACE = { gitDir: "/work/.git", commonDir: "/work/.git" };

/** The values of `x.y` over files below `/`. */
async function valuesOf(
  files: Record<string, string>,
  env: Record<string, string> = {},
): Promise<readonly string[]> {
  return (await loadGitConfig(fakeSystem({ files, env }), PLACE)).all("x", "y");
}

const x = (value: string) => `[x]\n\ty = ${value}\n`;

Deno.test("loadGitConfig() reads system, user and repository in that order; later ones win", async () => {
  const files = {
    "/etc/gitconfig": x("system"),
    "/home/me/.config/git/config": x("xdg"),
    "/home/me/.gitconfig": x("home"),
    "/work/.git/config": x("repository"),
    "/work/.git/config.worktree": x("tree"),
  };
  assertEquals(await valuesOf(files), ["system", "xdg", "home", "repository"]);
  const perTree = `${x("repository")}[extensions]\n\tworktreeConfig = true\n`;
  assertEquals(
    (await valuesOf({ ...files, "/work/.git/config": perTree })).at(-1),
    "tree",
  );
  const elsewhere = { XDG_CONFIG_HOME: "/xdg" };
  const moved = { "/xdg/git/config": x("there") };
  assertEquals(await valuesOf({ ...files, ...moved }, elsewhere), [
    ...["system", "there", "home", "repository"],
  ]);
});

Deno.test("loadGitConfig() goes on with what it may read, and names the file that is none", async () => {
  const files = { "/work/.git/config": x("mine"), "/home/me/.gitconfig": "[[[\n" };
  const error = await assertRejects(() => valuesOf(files), VcsError);
  assertEquals(error.message.includes("line 1 is not understood in /home/me/.gitconfig"), true);
  const system = fakeSystem({ files });
  system.fs.refuse = (_call, path) => path.startsWith("/home") ? "denied" : undefined;
  assertEquals((await loadGitConfig(system, PLACE)).get("x", "y"), "mine");
});

Deno.test("loadGitConfig() includes where the word stands, and ends a circle", async () => {
  const files = {
    "/work/.git/config": `${
      x("before")
    }[include]\n\tpath = more/a\n\tpath = ~/b\n\tpath = /not/there\n${x("after")}`,
    "/work/.git/more/a": `${x("a")}[include]\n\tpath = ../config\n`,
    "/home/me/b": x("b"),
  };
  const values = await valuesOf(files);
  assertEquals([values[0], values[1], values.at(-2), values.at(-1)], ["before", "a", "b", "after"]);
});

Deno.test("loadGitConfig() without a repository includes nothing that depends on one", async () => {
  const files = {
    "/home/me/.gitconfig": '[includeIf "gitdir:/work/"]\n\tpath = a\n',
    "/home/me/a": x("a"),
  };
  assertEquals((await loadGitConfig(fakeSystem({ files }))).all("x", "y"), []);
  assertEquals(await valuesOf(files), ["a"]);
});

/** Conditions of `includeIf`; `@` is the folder around the repository. */
const CONDITIONS = [
  ...[
    "gitdir:@/repo/.git",
    "gitdir:@/repo/.git/",
    "gitdir:@/repo/",
    "gitdir:@/",
    "gitdir:@/*/.git",
  ],
  ...[
    "gitdir:@/r*o/.git",
    "gitdir:@/re?o/",
    "gitdir:**/repo/.git",
    "gitdir:repo/",
    "gitdir:repo/.git",
  ],
  ...["gitdir:repo", "gitdir:REPO/", "gitdir/i:REPO/", "gitdir/i:@/Repo/.GIT", "gitdir:~/repo/"],
  ...["gitdir:~/other/", "gitdir:./.git", "gitdir:./", "gitdir:*", "gitdir:**", "gitdir:@/**/.git"],
  ...["gitdir:@/rep", "gitdir:/", "gitdir:", "gitdir:@/repo/.gi(t)", "gitdir:@/rep+o/.git"],
  ...["onbranch:main", "onbranch:ma*", "onbranch:m?in", "onbranch:mai", "onbranch:feature/"],
  ...[
    "onbranch:feature/*",
    "onbranch:feature/**",
    "onbranch:other/",
    "onbranch:**",
    "onbranch:*",
    "onbranch:*/x",
  ],
  ...["onbranch:MAIN", "other:main", "main", "onbranch:"],
];

testWithGit("loadGitConfig() takes the conditions of includeIf as git does", async () => {
  await using checkout = await makeCheckout();
  const root = checkout.path.replace(/\/repo$/, "");
  await checkout.write("f", "1");
  await checkout.commit("one");
  for (const [at] of CONDITIONS.entries()) await Deno.writeTextFile(`${root}/c${at}`, x(`${at}`));
  const includes = CONDITIONS.map((condition, at) =>
    `[includeIf "${condition.replace("@", root)}"]\n\tpath = ${root}/c${at}\n`
  );
  const config = `${checkout.path}/.git/config`;
  await Deno.writeTextFile(config, includes.join(""), { append: true });
  for (const branch of ["main", "feature/x", "other/x/y", "detached"]) {
    const how = branch === "main" ? [] : branch === "detached" ? ["--detach"] : ["-b"];
    await checkout.git("checkout", "-q", ...how, branch === "detached" ? "main" : branch);
    const theirs = (await checkout.git("config", "--includes", "--get-all", "x.y")).split("\n");
    const doors = doorsIn(checkout.path, { HOME: root, GIT_CONFIG_NOSYSTEM: "1" });
    const place = { gitDir: `${checkout.path}/.git`, commonDir: `${checkout.path}/.git` };
    const ours = (await loadGitConfig(doors, place)).all("x", "y");
    const named = (values: readonly string[]) => values.map((value) => CONDITIONS[Number(value)]);
    assertEquals(named(ours), named(theirs), branch);
  }
});
