/**
 * `releases set-commits --deepen`: a shallow clone is really fetched from a remote of each kind, and only
 * when asked; whatever goes wrong, nothing half is sent.
 */
import { assert, assertEquals, assertMatch } from "../support/assert.ts";
import { type Checkout, makeCheckout, testWithGit } from "../support/git_checkout.ts";
import { type GitServer, serveByDaemon, serveOverHttp } from "../support/git_servers.ts";
import { programEnv, scratch, startProgram, TOKEN } from "../support/program.ts";

const COUNT = 12;

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** The ids of the commits that were put; `undefined` when nothing was. */
  readonly put: readonly string[] | undefined;
}

/** Runs `set-commits --local` in a clone; the release before ends with `previous`. */
async function run(
  cwd: string,
  previous: string,
  words: readonly string[],
  env: Record<string, string> = {},
): Promise<Ran> {
  await using home = await scratch();
  let put: string[] | undefined;
  const release = { version: "1", dateCreated: "2020-01-01T00:00:00Z" };
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    if (request.url.includes("/repos/")) return Response.json([]);
    if (request.url.includes("/previous-with-commits/")) {
      return Response.json({ ...release, version: "0", lastCommit: { id: previous } });
    }
    const body: { readonly commits?: readonly { readonly id: string }[] } = await request.json();
    assertEquals([request.method, put], ["PUT", undefined]);
    put = body.commits?.map(({ id }) => id);
    return Response.json(release);
  });
  const child = startProgram(
    ["releases", "set-commits", "1", "-o", "o", "--local", ...words],
    {
      cwd,
      env: {
        ...programEnv(home.path),
        GIT_CONFIG_GLOBAL: "/dev/null",
        GIT_CONFIG_NOSYSTEM: "1",
        SENTRY_URL: `http://127.0.0.1:${server.addr.port}`,
        SENTRY_AUTH_TOKEN: TOKEN,
        ...env,
      },
    },
  );
  await child.stdin.close();
  const { code, stdout, stderr } = await child.output();
  await server.shutdown();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr), put };
}

/** A history, and a clone of its last three commits that fetches from `url`. */
async function shallowClone(checkout: Checkout, url: string): Promise<string> {
  await checkout.git("clone", "-q", "--depth", "3", url, "../shallow");
  return await Deno.realPath(`${checkout.path}/../shallow`);
}

async function makeHistory(checkout: Checkout): Promise<string[]> {
  for (let each = 0; each < COUNT; each++) {
    await checkout.write(`f${each % 3}`, `${each}`);
    await checkout.commit(`${each}`);
  }
  return (await checkout.git("log", "--format=%H")).split("\n");
}

const shallowFile = (clone: string) => Deno.readTextFile(`${clone}/.git/shallow`);

const REMOTES: readonly [string, (repository: string) => GitServer | Promise<GitServer>][] = [
  ["a folder", (repository) => ({
    url: `file://${repository}`,
    fetches: () => NaN,
    [Symbol.asyncDispose]: () => Promise.resolve(),
  })],
  ["HTTP", (repository) => serveOverHttp(`${repository}/.git`)],
  ["git daemon", (repository) => serveByDaemon(`${repository}/.git`)],
];

for (const [name, serve] of REMOTES) {
  testWithGit(`set-commits --deepen fetches what is missing: ${name}`, async () => {
    await using checkout = await makeCheckout();
    const ids = await makeHistory(checkout);
    await using server = await serve(checkout.path);
    const clone = await shallowClone(checkout, server.url);
    const before = await shallowFile(clone);
    const cloned = server.fetches();
    const previous = ids[8] ?? "";

    // Not asked: nothing is fetched, the clone stays as it is, and the way out is named.
    const refused = await run(clone, previous, []);
    assertEquals([refused.code, refused.put], [1, undefined], refused.stderr);
    assertMatch(refused.stderr, /Could not find the SHA of the previous release/);
    assertMatch(refused.stderr, /hint: This clone is shallow .*--deepen COUNT/);
    assertEquals([await shallowFile(clone), server.fetches()], [before, cloned]);

    // Not far enough: said again, and again nothing is sent.
    const short = await run(clone, previous, ["--deepen", "2"]);
    assertEquals([short.code, short.put], [1, undefined], short.stderr);
    assertMatch(short.stderr, /hint: This clone is shallow/);
    assert(await shallowFile(clone) !== before);

    const enough = await run(clone, previous, ["--deepen", "20", "--log-level=info"]);
    assertEquals([enough.code, enough.put], [0, ids.slice(0, 8)], enough.stderr);
    assertMatch(enough.stderr, new RegExp(`the oldest one is compared with ${previous}`));
    if (!Number.isNaN(cloned)) assertEquals(server.fetches(), cloned + 2);

    // It is all there now: nothing is fetched any more.
    const again = await run(clone, previous, ["--deepen", "20"]);
    assertEquals([again.code, again.put], [0, ids.slice(0, 8)], again.stderr);
    if (!Number.isNaN(cloned)) assertEquals(server.fetches(), cloned + 2);
  });
}

testWithGit("set-commits --deepen fetches nothing that is there already", async () => {
  await using checkout = await makeCheckout();
  const ids = await makeHistory(checkout);
  await using server = serveOverHttp(`${checkout.path}/.git`);
  const clone = await shallowClone(checkout, server.url);
  const cloned = server.fetches();
  const ran = await run(clone, ids[2] ?? "", ["--deepen", "20"]);
  assertEquals([ran.code, ran.put, server.fetches()], [0, ids.slice(0, 2), cloned], ran.stderr);
  // Nor in a clone that has everything: the commit is nowhere.
  const whole = await run(checkout.path, "b".repeat(40), ["--deepen", "20"]);
  assertEquals([whole.code, whole.put], [1, undefined]);
  assert(!whole.stderr.includes("shallow"), whole.stderr);
});

testWithGit(
  "set-commits --deepen without git, or without the remote, is one clear sentence",
  async () => {
    await using checkout = await makeCheckout();
    const ids = await makeHistory(checkout);
    const clone = await shallowClone(checkout, `file://${checkout.path}`);
    const before = await shallowFile(clone);
    const previous = ids[8] ?? "";
    const failures = async (env: Record<string, string>, pattern: RegExp) => {
      const ran = await run(clone, previous, ["--deepen", "20"], env);
      assertEquals([ran.code, ran.put], [1, undefined], ran.stderr);
      assertMatch(ran.stderr, pattern);
      assert(!/\n +at /.test(ran.stderr), ran.stderr);
      assertEquals(await shallowFile(clone), before);
    };
    await failures(
      { PATH: `${clone}/nothing-here` },
      /^error: Could not fetch older commits: the git program cannot be started\n[^]*hint: Install git/,
    );
    await failures(
      { SENTRY_VCS_REMOTE: "upstream" },
      /^error: Could not fetch older commits: git ended with 128: fatal: 'upstream' does not appear to be a/,
    );
    await checkout.gitIn(clone, undefined, "remote", "set-url", "origin", "http://127.0.0.1:1/x");
    await failures(
      {},
      /^error: Could not fetch older commits: git ended with \d+: fatal: unable to access /,
    );
    // Without the word, the commits that are there can still be had.
    const fallback = await run(clone, previous, ["--ignore-missing"]);
    assertEquals([fallback.code, fallback.put], [0, ids.slice(0, 3)], fallback.stderr);
  },
);
