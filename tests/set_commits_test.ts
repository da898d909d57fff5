/** `releases set-commits` through the whole program: revisions that are looked up, history that is fetched. */
import { runApp } from "../src/app.ts";
import type { HttpRequest } from "../src/system/mod.ts";
import { assertEquals, assertMatch } from "./support/assert.ts";
import { type FakeSystem, fakeSystem } from "./support/fake_system.ts";
import { below, gitBuilder } from "./support/git_objects.ts";

const ENV = {
  SENTRY_URL: "http://127.0.0.1:1",
  SENTRY_AUTH_TOKEN: "a".repeat(64),
  SENTRY_ORG: "o",
  SENTRY_HTTP_MAX_RETRIES: "0",
};
const REPO = {
  id: "1",
  name: "Owner/Repo",
  status: "active",
  dateCreated: "2020-01-01T00:00:00Z",
  provider: { id: "integrations:github", name: "GitHub" },
  url: "https://github.com/Owner/Repo",
};
const ADDRESS = "git@github.com:owner/repo.git";

function repository(address: string) {
  const git = gitBuilder();
  const tree = git.tree([["100644", "f", git.blob("1")]]);
  const first = git.commit({ tree, message: "first\n" });
  const second = git.commit({ tree, parents: [first], message: "second\n" });
  git.ref("refs/heads/main", second);
  git.ref("refs/tags/v1", first);
  git.files["config"] += `[remote "origin"]\n\turl = ${address}\n`;
  return { files: git.files, first, second };
}

const HERE = repository(ADDRESS);
const { first: FIRST, second: SECOND } = HERE;
const OTHER = repository("git@github.com:owner/other.git");

/** Runs `set-commits v2 --resolve-revisions`; gives the references that were sent. */
async function run(
  words: readonly string[],
  { files = below("/work/.git", HERE.files), env = {} }: {
    readonly files?: Readonly<Record<string, string | Uint8Array>>;
    readonly env?: Record<string, string>;
  } = {},
): Promise<{ code: number; refs: unknown; stderr: string }> {
  let refs: unknown;
  const answer = ({ method, url, body }: HttpRequest) => {
    if (url.includes("/repos/")) return Response.json([REPO]);
    if (method === "PUT") {
      const bytes = body?.();
      const sent: { refs?: unknown } = bytes instanceof Uint8Array
        ? JSON.parse(new TextDecoder().decode(bytes))
        : {};
      refs = sent.refs;
    }
    return Response.json({ version: "v2", dateCreated: "2020-01-01T00:00:00Z" });
  };
  const system: FakeSystem = fakeSystem({
    env: { ...ENV, ...env },
    fetch: (request) => Promise.resolve(answer(request)),
  });
  for (const [path, data] of Object.entries(files)) system.fs.put(path, data);
  const code = await runApp(system, ["releases", "set-commits", "v2", ...words]);
  return { code, refs, stderr: system.written.stderr };
}

const ref = (commit: string, previousCommit: string | null = null, repository = "owner/repo") => [
  { repository, commit, previousCommit },
];

Deno.test("set-commits --commit sends names as they are typed, as the reference", async () => {
  assertEquals((await run(["-c", "owner/repo@v1..main"])).refs, ref("main", "v1"));
  assertEquals((await run(["-c", "owner/repo"])).refs, ref("HEAD"));
});

for (
  const [spec, expected] of [
    ["owner/repo", ref(SECOND)],
    ["owner/repo@v1..main", ref(SECOND, FIRST)],
    ["OWNER/REPO@HEAD~1", ref(FIRST, null, "OWNER/REPO")],
    [`owner/repo@${FIRST}`, ref(FIRST)],
    [`owner/repo@${FIRST.slice(0, 8)}..@`, ref(SECOND, FIRST)],
    ["owner/repo@..v1", ref(FIRST, "")],
  ] as const
) {
  Deno.test(`set-commits --resolve-revisions -c ${spec} sends ids`, async () => {
    const ran = await run(["--resolve-revisions", "-c", spec]);
    assertEquals([ran.code, ran.refs], [0, expected], ran.stderr);
  });
}

Deno.test("set-commits --resolve-revisions leaves names of other repositories alone, and says so", async () => {
  const ran = await run(["--resolve-revisions", "-c", "owner/repo@v1", "--log-level=info"], {
    files: below("/work/.git", OTHER.files),
  });
  assertEquals([ran.code, ran.refs], [0, ref("v1")]);
  assertMatch(ran.stderr, /revisions of owner\/repo are sent as typed: .*remote "origin"/);
});

Deno.test("set-commits --resolve-revisions looks where REPO#PATH says, whatever GIT_DIR is", async () => {
  const files = {
    ...below("/work/.git", OTHER.files),
    ...below("/work/libs/it/.git", HERE.files),
  };
  for (const env of [{}, { GIT_DIR: "/work/.git" }]) {
    const words = ["--resolve-revisions", "-c", "owner/repo#libs/it@v1"];
    assertEquals((await run(words, { files, env })).refs, ref(FIRST));
  }
});

Deno.test("set-commits --resolve-revisions refuses a name that nobody knows, before anything changes", async () => {
  const ran = await run(["--resolve-revisions", "-p", "p", "-c", "owner/repo@v1..v9"]);
  assertEquals([ran.code, ran.refs], [1, undefined]);
  assertMatch(ran.stderr, /^error: Could not resolve 'v9' of owner\/repo: '\/work' has no branch/);
  assertMatch(ran.stderr, /git fetch --tags/);
});

Deno.test("set-commits -c REPO@A.. is refused before anything changes", async () => {
  const ran = await run(["-p", "p", "-c", "owner/repo@abc.."]);
  assertEquals([ran.code, ran.refs], [1, undefined]);
  assertMatch(ran.stderr, /^error: Could not parse commit spec 'owner\/repo@abc\.\.'/);
});
