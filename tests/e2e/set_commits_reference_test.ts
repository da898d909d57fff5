/**
 * `releases set-commits --local` of the reference binary and of this program, side by side over
 * repositories that git made: both must end alike and send the same commits. What git
 * itself says is the third opinion, so that two empty bodies are no agreement.
 *
 * Runs where SENTRY_REFERENCE_BIN names the binary and the test may start it.
 */
import { assert, assertEquals } from "../support/assert.ts";
import { type Checkout, hasGit, makeCheckout } from "../support/git_checkout.ts";
import { programEnv, scratch, startProgram, TOKEN } from "../support/program.ts";
import { findBinary } from "../support/reference_binary.ts";

const binary = await findBinary();

const reason = "reason" in binary ? binary.reason : hasGit ? undefined : "there is no git";

const compare = (name: string, body: () => Promise<void>) =>
  Deno.test({
    name: `set-commits as the reference: ${name}${reason ? ` (left out: ${reason})` : ""}`,
    ignore: reason !== undefined,
    fn: body,
  });

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}

/** Just enough of a server; `previous` is the last commit of the release before. */
function recorder(previous: string | undefined) {
  const sent: Sent[] = [];
  const release = { version: "1.0", dateCreated: "2020-01-01T00:00:00Z" };
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    const { pathname } = new URL(request.url);
    const text = await request.text();
    sent.push({
      method: request.method,
      path: pathname,
      body: text === "" ? undefined : JSON.parse(text),
    });
    if (pathname.endsWith("/repos/")) return Response.json([]);
    if (pathname.endsWith("/previous-with-commits/")) {
      return previous === undefined
        ? Response.json({ detail: "none" }, { status: 404 })
        : Response.json({ ...release, version: "0.9", lastCommit: { id: previous } });
    }
    return Response.json(release);
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    sent,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

interface Run {
  readonly code: number;
  readonly sent: readonly Sent[];
  readonly stderr: string;
}

const WORDS = ["releases", "set-commits", "1.0", "-o", "o", "--local"];

async function runOne(
  which: "reference" | "ours",
  cwd: string,
  previous: string | undefined,
): Promise<Run> {
  await using home = await scratch();
  await using server = recorder(previous);
  const env = { HOME: home.path, SENTRY_URL: server.url, SENTRY_AUTH_TOKEN: TOKEN, NO_COLOR: "1" };
  const start = (path: string) =>
    new Deno.Command(path, {
      args: WORDS,
      cwd,
      clearEnv: true,
      env: programEnv(home.path, env),
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
  assert("path" in binary);
  const child = which === "ours" ? startProgram(WORDS, { cwd, env }) : start(binary.path);
  await child.stdin.close();
  const { code, stderr } = await child.output();
  return { code, sent: server.sent, stderr: new TextDecoder().decode(stderr) };
}

interface Commit {
  readonly id: string;
  readonly patch_set: readonly { readonly path: string; readonly type: string }[];
}

function isCommit(value: unknown): value is Commit {
  return typeof value === "object" && value !== null && "id" in value && "patch_set" in value &&
    Array.isArray(value.patch_set);
}

/** The commits of the one body that was put. */
function commitsPut({ sent, stderr }: Run): Commit[] {
  const bodies = sent.filter(({ method }) => method === "PUT").map(({ body }) => body);
  assertEquals(bodies.length, 1, stderr);
  const [body] = bodies;
  assert(typeof body === "object" && body !== null && "commits" in body, stderr);
  const { commits } = body;
  assert(Array.isArray(commits) && commits.every(isCommit), stderr);
  return commits;
}

/** Runs both, demands that they agree, and gives the commits; `undefined` where both failed. */
async function agree(cwd: string, previous?: string): Promise<Commit[] | undefined> {
  const [reference, ours] = await Promise.all([
    runOne("reference", cwd, previous),
    runOne("ours", cwd, previous),
  ]);
  const stderr = `reference: ${reference.stderr}\nours: ${ours.stderr}`;
  assertEquals(ours.code, reference.code, stderr);
  assertEquals(ours.sent.map(line), reference.sent.map(line), stderr);
  if (reference.code !== 0) {
    assertEquals(reference.sent.filter(({ method }) => method === "PUT"), [], stderr);
    return undefined;
  }
  const [theirs, mine] = [commitsPut(reference), commitsPut(ours)];
  // One at a time first: no one can read the difference of four thousand.
  for (const [at, commit] of theirs.entries()) assertEquals(mine[at], commit, stderr);
  assertEquals(ours.sent, reference.sent, stderr);
  return mine;
}

const line = ({ method, path }: Sent) => `${method} ${path}`;

/** Without a previous release, and with the commit that is `back` before the newest. */
async function agreeBothWays(checkout: Checkout, back: number, cwd = checkout.path) {
  const history = await historyOf(checkout, cwd);
  const first = await agree(cwd);
  assertEquals(first?.map(({ id }) => id), history.slice(0, 20));
  const previous = history[back];
  assert(previous !== undefined, `only ${history.length} commits`);
  const since = await agree(cwd, previous);
  assertEquals(since?.map(({ id }) => id), history.slice(0, back));
  return { first: first ?? [], since: since ?? [] };
}

async function historyOf(checkout: Checkout, cwd: string): Promise<string[]> {
  const text = await checkout.gitIn(cwd, undefined, "log", "--format=%H");
  return new TextDecoder().decode(text).trimEnd().split("\n");
}

/** All that commits of one repository changed, as `type path`. */
const changes = (commits: readonly Commit[]) =>
  new Set(commits.flatMap(({ patch_set }) => patch_set.map(({ path, type }) => `${type} ${path}`)));

function assertHas(found: ReadonlySet<string>, ...wanted: string[]): void {
  assertEquals(wanted.filter((each) => !found.has(each)), [], [...found].join("\n"));
}

/** Changes of every kind, ten commits. */
async function everyKindOfChange({ path, write, link, remove, commit }: Checkout): Promise<void> {
  await write("a", "1");
  await write("run.sh", "1", 0o755);
  await write("d/e/f", "1\n".repeat(50));
  await write("d.c", "1");
  await Deno.writeFile(`${path}/binary`, Uint8Array.from({ length: 4096 }, (_, at) => at % 256));
  await commit("one\n\nWith a body,\nof two lines.", "Zo\u00eb \u00c5 <z@b.c>");
  await Deno.chmod(`${path}/a`, 0o755);
  await commit("mode");
  await write("a", "2");
  await write("run.sh", "2", 0o755);
  await Deno.writeFile(`${path}/binary`, Uint8Array.from({ length: 4096 }, (_, at) => at % 7));
  await commit("mode back, executable and binary change");
  await Deno.rename(`${path}/d/e/f`, `${path}/d/moved`);
  await commit("rename");
  await Deno.rename(`${path}/d/moved`, `${path}/d/again`);
  await write("d/again", "1\n".repeat(50) + "2\n");
  await commit("rename and change");
  await link("to", "a");
  await commit("link");
  await remove("to");
  await write("to", "file");
  await commit("link becomes file");
  await remove("d");
  await write("d", "a file where a folder was");
  await remove("run.sh");
  await link("run.sh", "a");
  await commit("folder becomes file, executable becomes link");
  await remove("d");
  await write("d/g h \u00e9", "1");
  await remove("binary");
  await commit("file becomes folder");
  await commit("empty");
}

compare("merges of two and of three parents", async () => {
  await using checkout = await makeCheckout();
  const { git, write, commit } = checkout;
  await write("f", "0");
  await commit("root");
  for (const side of ["x", "y", "z"]) {
    await git("checkout", "-q", "-b", side, "main");
    for (const each of [1, 2, 3]) {
      await write(`${side}${each}`, `${each}`);
      await commit(`${side} ${each}`);
    }
  }
  await git("checkout", "-q", "main");
  await write("f", "1");
  await commit("on main");
  await git("merge", "-q", "--no-ff", "-m", "of two", "x");
  await write("f", "2");
  await commit("between");
  await git("merge", "-q", "--no-ff", "-m", "of three", "y", "z");
  const parents = await git("log", "--format=%P");
  assertEquals(
    parents.split("\n").map((ids) => ids.split(" ").length).sort().slice(-2),
    [2, 3],
  );
  await agreeBothWays(checkout, 5);
});

compare("renames, binary files, modes and kinds, loose and then packed", async () => {
  await using checkout = await makeCheckout();
  await everyKindOfChange(checkout);
  const objects = async () =>
    (await checkout.git("count-objects", "-v")).match(/^(count|in-pack): 0$/m)?.[1];
  assertEquals(await objects(), "in-pack");
  const loose = await agreeBothWays(checkout, 7);
  assertHas(
    changes(loose.first),
    ...["M a  a*", "M a* a", "M run.sh*", "M binary", "D binary"],
    ...["D d/e/f", "A d/moved", "A to", "D to"],
  );
  await checkout.git("gc", "-q", "--prune=now");
  assertEquals(await objects(), "count");
  assertEquals(await agreeBothWays(checkout, 7), loose);
});

compare("a shallow clone, with the previous commit in it and without", async () => {
  await using checkout = await makeCheckout();
  await everyKindOfChange(checkout);
  const whole = await historyOf(checkout, checkout.path);
  await checkout.git("clone", "-q", "--depth", "4", `file://${checkout.path}`, "../shallow");
  const shallow = await Deno.realPath(`${checkout.path}/../shallow`);
  assertEquals(await historyOf(checkout, shallow), whole.slice(0, 4));
  await agreeBothWays(checkout, 3, shallow);
  assertEquals(await agree(shallow, whole[6]), undefined);
});

compare("a detached head", async () => {
  await using checkout = await makeCheckout();
  await everyKindOfChange(checkout);
  await checkout.git("checkout", "-q", "--detach", "HEAD~3");
  assertEquals(await checkout.git("branch", "--show-current"), "");
  await agreeBothWays(checkout, 4);
});

compare("a worktree, and a folder below its top", async () => {
  await using checkout = await makeCheckout();
  await everyKindOfChange(checkout);
  await checkout.git("worktree", "add", "-q", "-b", "other", "../tree", "HEAD~2");
  const tree = await Deno.realPath(`${checkout.path}/../tree`);
  await Deno.mkdir(`${tree}/below/it`, { recursive: true });
  const top = await agreeBothWays(checkout, 3, tree);
  assertEquals(await agreeBothWays(checkout, 3, `${tree}/below/it`), top);
});

compare("a submodule that moves, from outside and from inside", async () => {
  await using inner = await makeCheckout();
  await everyKindOfChange(inner);
  await using outer = await makeCheckout();
  await outer.write("x", "1");
  await outer.commit("one");
  const file = ["-c", "protocol.file.allow=always"];
  await outer.git(...file, "submodule", "--quiet", "add", `file://${inner.path}`, "libs/inner");
  await outer.commit("submodule");
  const path = `${outer.path}/libs/inner`;
  await outer.gitIn(path, undefined, "checkout", "-q", "--detach", "HEAD~2");
  await outer.commit("it moves");
  await outer.git("rm", "-q", "-f", "libs/inner");
  await outer.commit("it goes");
  await outer.git("checkout", "-q", "--detach", "HEAD~1");
  await outer.git(...file, "submodule", "--quiet", "update", "--init");
  await agreeBothWays(outer, 1, path);
  await agreeBothWays(outer, 2);
  await outer.git("checkout", "-q", "main");
  const { first } = await agreeBothWays(outer, 3);
  assertHas(changes(first), "A libs/inner", "M libs/inner", "D libs/inner");
});

compare("no remote, a remote, and one of another name", async () => {
  await using checkout = await makeCheckout();
  await everyKindOfChange(checkout);
  assertEquals(await checkout.git("remote"), "");
  await agreeBothWays(checkout, 2);
  await checkout.git("remote", "add", "upstream", "https://example.invalid/acme/up.git");
  await agreeBothWays(checkout, 2);
  await checkout.git("remote", "add", "origin", "git@example.invalid:acme/web.git");
  await agreeBothWays(checkout, 2);
});

compare("an author whose name ends in a dot (3.x)", async () => {
  assert("path" in binary);
  const { stdout } = await new Deno.Command(binary.path, { args: ["--version"] }).output();
  if (/ 2[.]/.test(new TextDecoder().decode(stdout))) return; // 2.x cuts the dot off
  await using checkout = await makeCheckout();
  for (const each of ["one", "two"]) await checkout.commit(each, "A. B. <a@b.c>");
  await agreeBothWays(checkout, 1);
});

const LENGTH = 5_000;
const BACK = 4_000;

/** A long history in the language of `git fast-import`: folders, zones, modes and some merges. */
function longHistory(): string {
  const encoder = new TextEncoder();
  const data = (text: string) => `data ${encoder.encode(text).length}\n${text}\n`;
  const zones = ["+0000", "+0200", "-0330", "+1245"];
  let text = "";
  for (let at = 1; at <= LENGTH; at++) {
    const date = `${1_500_000_000 + at * 60} ${zones[at % zones.length]}`;
    text +=
      `commit refs/heads/main\nmark :${at}\nauthor N\u00e4me ${at % 9} <n${at % 9}@b.c> ${date}\n` +
      `committer C <c@d.e> ${1_500_000_000 + at * 60} +0000\n` +
      data(`change ${at}${at % 3 === 0 ? "\n\nWith a body \u2713.\n" : ""}`) +
      (at === 1 ? "" : `from :${at - 1}\n`) +
      // A second parent that is old news: it makes a merge and leaves the order alone.
      (at % 50 === 0 ? `merge :${at - 20}\n` : "") +
      `M ${at % 11 === 0 ? 100755 : 100644} inline src/p${at % 13}/m${at % 101}.ts\n${
        data(`${at}`)
      }` +
      (at % 40 === 0 ? `D src/p${(at - 5) % 13}/m${(at - 5) % 101}.ts\n` : "");
  }
  return text;
}

compare(`${LENGTH} commits, the previous one ${BACK} back`, async () => {
  await using checkout = await makeCheckout();
  await checkout.gitIn(
    checkout.path,
    new TextEncoder().encode(longHistory()),
    ...["fast-import", "--quiet"],
  );
  await checkout.git("reset", "-q", "--hard", "main");
  assertEquals(await checkout.git("rev-list", "--count", "HEAD"), `${LENGTH}`);
  const { since } = await agreeBothWays(checkout, BACK);
  assertEquals(since.length, BACK);
  assert(since.every(({ patch_set }) => patch_set.length > 0));
});
