/**
 * The reference binary as a client of the local server: what it accepts keeps us honest. Runs where
 * SENTRY_REFERENCE_BIN names the binary (3.8.0, or 2.58.6) and the test may start it.
 */
import { assert, assertEquals, assertMatch } from "../../../tests/support/assert.ts";
import { startTestServer, type TestServer } from "../../../tests/support/local_server.ts";
import { findBinary } from "../../../tests/support/reference_binary.ts";

const binary = await findBinary();
const ignore = "reason" in binary;
if ("reason" in binary) console.log(`reference_test.ts: skipped, ${binary.reason}`);

interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Files that lie in the working folder of every run. */
const FILES: Readonly<Record<string, string>> = {
  "mappings.json": JSON.stringify([
    { stackRoot: "com/a", sourceRoot: "src/a" },
    { stackRoot: "a b", sourceRoot: "c" },
  ]),
  "event.json": JSON.stringify({ event_id: "b".repeat(32), message: "from a file" }),
  "x.envelope": '{}\n{"type":"attachment","length":3,"filename":"a.txt"}\na\nb\n' +
    `{"type":"event"}\n{"event_id":"${"c".repeat(32)}","message":"in an envelope"}\n`,
  "bad.envelope": '{}\n{"type":"what"}\n{}\n',
  "job.log": "INFO: x\n",
  "tb": "f:none.sh:3\n@command:false\n@exit_code:2\n",
};

type Reference = (...args: string[]) => Promise<Run>;

/** Starts a server and gives the test the binary, bound to it. */
async function withReference(
  task: (run: Reference, server: TestServer) => Promise<void>,
): Promise<void> {
  if ("reason" in binary) return;
  await using server = await startTestServer();
  const home = await Deno.makeTempDir();
  try {
    for (const [name, text] of Object.entries(FILES)) {
      await Deno.writeTextFile(`${home}/${name}`, text);
    }
    await task(async (...args) => {
      const { code, stdout, stderr } = await new Deno.Command(binary.path, {
        args,
        cwd: home,
        clearEnv: true,
        env: {
          HOME: home,
          SENTRY_URL: server.url,
          SENTRY_AUTH_TOKEN: server.token,
          SENTRY_ORG: server.org,
          SENTRY_DSN: server.dsns["web"] ?? "",
          SENTRY_DISABLE_UPDATE_CHECK: "1",
          SENTRY_HTTP_MAX_RETRIES: "3",
        },
      }).output();
      const decoder = new TextDecoder();
      return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
    }, server);
    assertEquals(server.bugs, []);
  } finally {
    await Deno.remove(home, { recursive: true });
  }
}

function cells(table: string): string[][] {
  return table.split("\n").filter((line) => line.startsWith("|")).map((line) =>
    line.split("|").slice(1, -1).map((cell) => cell.trim())
  );
}

Deno.test({
  name: "the reference: info names method, user and scopes",
  ignore,
  fn: () =>
    withReference(async (run) => {
      const { code, stdout } = await run("info", "--no-defaults");
      assertEquals(code, 0);
      assertMatch(stdout, /Method: Auth Token\n {2}User: demo@localhost\n {2}Scopes:\n/);
      assertMatch(stdout, /\n {4}- project:releases\n/);
    }),
});

Deno.test({
  name: "the reference: organizations, projects and repos list",
  ignore,
  fn: () =>
    withReference(async (run) => {
      const organizations = await run("organizations", "list");
      assertEquals(organizations.code, 0, organizations.stderr);
      assertEquals(cells(organizations.stdout)[1]?.slice(0, 3), ["1", "Demo", "demo"]);
      const projects = await run("projects", "list");
      assertEquals(projects.code, 0, projects.stderr);
      assertEquals(cells(projects.stdout).slice(1), [
        ["2", "mobile", "Demo", "Mobile"],
        ["1", "web", "Demo", "Web"],
      ]);
      const repos = await run("repos", "list");
      assertEquals([repos.code, repos.stdout], [0, "No repos found\n"]);
    }),
});

Deno.test({
  name: "the reference: releases new, list, info, finalize, archive, restore, delete",
  ignore,
  fn: () =>
    withReference(async (run, server) => {
      const expectRun = async (expected: string, ...args: string[]) => {
        const { code, stdout, stderr } = await run(...args);
        assertEquals([code, stdout], [0, expected], stderr);
      };
      const scope = ["-p", "web"];
      await expectRun("Created release app@1 b+#\n", "releases", "new", "app@1 b+#", ...scope);
      await expectRun("app@1 b+#\n", "releases", "list", "--raw");
      const info = await run("releases", "info", "app@1 b+#", "-P", ...scope);
      assertEquals([info.code, cells(info.stdout)[1]?.[0], cells(info.stdout)[1]?.[2]], [
        0,
        "app@1 b+#",
        "web",
      ]);
      await expectRun("Finalized release app@1 b+#\n", "releases", "finalize", "app@1 b+#");
      const list = await run("releases", "list");
      assertMatch(cells(list.stdout)[1]?.[0] ?? "", / ago$/);
      await expectRun("Archived release app@1 b+#\n", "releases", "archive", "app@1 b+#");
      await expectRun("\n", "releases", "list", "--raw");
      await expectRun("Restored release app@1 b+#\n", "releases", "restore", "app@1 b+#");
      await expectRun("app@1 b+#\n", "releases", "list", "--raw");
      await expectRun("Deleted release app@1 b+#!\n", "releases", "delete", "app@1 b+#");
      await expectRun(
        "Did nothing. Release with this version (app@1 b+#) does not exist.\n",
        "releases",
        "delete",
        "app@1 b+#",
      );
      assert(server.requests().every(({ authorization }) => authorization?.known));
    }),
});

Deno.test({
  name: "the reference: an unknown project, release and token are refused in its words",
  ignore,
  fn: () =>
    withReference(async (run) => {
      const project = await run("releases", "new", "1", "-p", "none");
      assertEquals(project.code, 1);
      // 3.x posts to the organization (400), 2.x to the project (404).
      assertMatch(project.stderr, /Invalid project ids or slugs|Project not found/);
      const release = await run("releases", "archive", "none");
      assertMatch(release.stderr, /Release not found/);
      const token = await run("--auth-token", "0".repeat(64), "organizations", "list");
      assertEquals(token.code, 1);
      assertMatch(token.stderr, /Invalid token \(http status: 401\)/);
    }),
});

Deno.test({
  name: "the reference: goes on after 503, gives up on a page, half an answer and a reset",
  ignore,
  fn: () =>
    withReference(async (run, server) => {
      server.addFault("GET /api/0/: status=503 times=2");
      assertEquals((await run("info", "--no-defaults")).code, 0);
      assertEquals(server.requests().map(({ status }) => status), [503, 503, 200]);
      for (const fault of ["html", "halfjson", "truncate=5", "reset"]) {
        server.clearFaults();
        server.addFault(`GET /api/0/: ${fault}`);
        assertEquals((await run("info", "--no-defaults")).code, 1, fault);
      }
    }),
});

Deno.test({
  name: "the reference: sourcemaps upload, whole and again",
  ignore,
  fn: () =>
    withReference(async (run, server) => {
      const folder = await Deno.makeTempDir();
      try {
        await Deno.writeTextFile(`${folder}/a.js`, "x();\n//# sourceMappingURL=a.js.map\n");
        await Deno.writeTextFile(
          `${folder}/a.js.map`,
          '{"version":3,"sources":["a.ts"],"sourcesContent":["y()"],"names":[],"mappings":"AAAA"}',
        );
        const words = ["sourcemaps", "upload", "-p", "web", "-r", "1.0", "-d", "d1", folder];
        const first = await run(...words);
        assertEquals(first.code, 0, first.stderr + first.stdout);
        assertMatch(first.stdout, /> Uploaded files to Sentry\n/);
        assertMatch(first.stdout, /> File processing complete\n/);
        const again = await run(...words);
        assertEquals(again.code, 0, again.stderr);
        assertMatch(again.stdout, /> Nothing to upload, all files are on the server\n/);
        const other = await run(...words, "--wait", "-p", "mobile", "-p", "web");
        assertEquals(other.code, 0, other.stderr);
        assert(server.requests().every(({ status }) => status === 200));
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    }),
});

/** Puts records into the server that only other clients could send. */
async function seed(server: TestServer, records: unknown): Promise<void> {
  const answer = await server.fetch("/_local/records", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(records),
  });
  assertEquals([answer.status, await answer.text().then((text) => text !== "")], [201, true]);
}

const EVENT = (at: number, title: string) => ({
  eventID: at.toString(16).padStart(32, "0"),
  title,
  user: { id: "7", email: "e@x" },
  tags: [{ key: "k", value: "v" }],
});

Deno.test({
  name: "the reference: deploys new and list, in both spellings",
  ignore,
  fn: () =>
    withReference(async (run) => {
      await run("releases", "new", "v1", "-p", "web");
      const made = await run(
        ...["deploys", "new", "-r", "v1", "-e", "prod", "-n", "N", "-p", "web", "-t", "60"],
      );
      assertEquals([made.code, made.stdout], [0, "Created new deploy N for 'prod'\n"], made.stderr);
      const older = await run("releases", "deploys", "v1", "new", "-e", "staging");
      assertEquals(older.stdout, "Created new deploy unnamed for 'staging'\n", older.stderr);
      const list = await run("releases", "deploys", "v1", "list");
      assertEquals(cells(list.stdout).slice(1).map((row) => row.slice(0, 2)), [
        ["staging", "unnamed"],
        ["prod", "N"],
      ]);
      assertMatch((await run("deploys", "list", "-r", "none")).stderr, /Release not found/);
    }),
});

Deno.test({
  name: "the reference: set-commits with revisions, and releases info shows them",
  ignore,
  fn: () =>
    withReference(async (run, server) => {
      await seed(server, { repos: [{ name: "acme/web", url: "https://github.com/acme/web" }] });
      assertEquals(cells((await run("repos", "list")).stdout)[1], [
        "acme/web",
        "GitHub",
        "https://github.com/acme/web",
      ]);
      const set = await run(
        ...["releases", "set-commits", "v1", "-p", "web", "-c", "acme/web@abc..def"],
      );
      assertEquals(set.code, 0, set.stderr);
      assertEquals(cells(set.stdout)[1], ["acme/web", "abc -> def"]);
      const answer = await server.fetch("/api/0/organizations/demo/releases/v1/");
      assertMatch(await answer.text(), /"lastCommit":\{"id":"def"\}/);
      const clear = await run("releases", "set-commits", "v1", "--clear");
      assertEquals(
        [clear.code, clear.stdout],
        [0, "Clearing commits for release.\n"],
        clear.stderr,
      );
    }),
});

Deno.test({
  name: "the reference: issues list, mute, resolve, unresolve; events list",
  ignore,
  fn: () =>
    withReference(async (run, server) => {
      const events = Array.from({ length: 230 }, (_, at) => EVENT(at + 1, `Boom ${at % 130}`));
      await seed(server, { events });
      const count = async (...args: string[]) => {
        const { code, stdout, stderr } = await run("issues", "list", "-p", "web", ...args);
        assertEquals(code, 0, stderr);
        return Math.max(0, cells(stdout).length - 1);
      };
      assertEquals(await count(), 130);
      assertEquals(await count("--pages", "1"), 100);
      for (
        const [verb, query, args] of [
          ["mute", "is:ignored", ["-i", "1", "-i", "2"]],
          ["resolve", "is:resolved", ["-n", "-i", "3"]],
        ] as const
      ) {
        const { code, stderr } = await run("issues", verb, "-p", "web", ...args);
        assertEquals(code, 0, stderr);
        assertEquals(await count("--query", query), verb === "mute" ? 2 : 1);
      }
      assertEquals((await run("issues", "unresolve", "-p", "web", "--all")).code, 0);
      assertEquals(await count("--query", "is:unresolved"), 130);
      const list = await run("events", "list", "-p", "web", "-UT", "--max-rows", "1");
      assertEquals(list.code, 0, list.stderr);
      assertEquals(cells(list.stdout)[1]?.slice(2), ["Boom 99", "ID: 7Email: e@x", "k: v"]);
    }),
});

Deno.test({
  name: "the reference: logs and monitors list, code-mappings upload (3.x)",
  ignore,
  fn: () =>
    withReference(async (run, server) => {
      await seed(server, {
        logs: [
          { id: "1", message: "first", severity: "info", trace: "t" },
          { id: "2", message: "second", severity: "error" },
        ],
        monitors: [{ slug: "nightly", name: "Nightly" }],
        repos: [{ name: "acme/web" }],
      });
      const logs = await run("logs", "list", "-p", "web", "--query", "severity:error");
      assertEquals(logs.code, 0, logs.stderr);
      assertEquals(cells(logs.stdout).slice(1).map((row) => row[3]), ["second"]);
      const monitors = await run("monitors", "list");
      assertEquals(cells(monitors.stdout)[1], ["1", "nightly", "Nightly", "active"]);
      const upload = await run(
        ...["code-mappings", "upload", "-p", "web", "--repo", "acme/web"],
        ...["--default-branch", "main", "mappings.json"],
      );
      if (/unrecognized subcommand/.test(upload.stderr)) return; // 2.x has no such command
      assertEquals(upload.code, 1, upload.stderr);
      assertMatch(upload.stdout, /Created: 1, Updated: 0, Errors: 1/);
    }),
});

Deno.test({
  name: "the reference: send-event, send-envelope and bash-hook, read as sent",
  ignore,
  fn: () =>
    withReference(async (run, server) => {
      const good = async (...args: string[]) => {
        const { code, stdout, stderr } = await run(...args);
        assertEquals(code, 0, stderr);
        return stdout;
      };
      const printed = await good("send-event", "-m", "hello", "-t", "a:b", "-l", "info");
      await good("send-event", "event.json");
      await good("send-event", "--raw", "event.json");
      await good("send-envelope", "x.envelope");
      await good("bash-hook", "--send-event", "--traceback", "tb", "--log", "job.log");
      const bad = await run("send-envelope", "--raw", "bad.envelope");
      assertEquals(bad.code, 1);
      assertMatch(bad.stderr, /unknown item type/);

      const list: Record<string, unknown>[] = await (await server.fetch("/_local/events")).json();
      // The same event again is one event.
      assertEquals(list.map(({ title }) => title).reverse(), [
        "hello",
        "from a file",
        "in an envelope",
        "BashError: command false exited with status 2",
      ]);
      const id = /Event id: (\S+)/.exec(printed)?.[1]?.replaceAll("-", "") ?? "";
      const answer = await server.fetch(`/api/0/projects/demo/web/events/${id}/`);
      const event: Record<string, unknown> = await answer.json();
      assertEquals([event["eventID"], event["title"]], [id, "hello"]);
      assertEquals(event["tags"], [{ key: "a", value: "b" }]);
      const envelopes: { items: { header: { type: string } }[] }[] =
        await (await server.fetch("/_local/envelopes")).json();
      assertEquals(envelopes[3]?.items.map(({ header }) => header.type), ["attachment", "event"]);
    }),
});

Deno.test({
  name: "the reference: monitors run makes a monitor and its check-ins",
  ignore,
  fn: () =>
    withReference(async (run, server) => {
      const words = ["monitors", "run", "nightly", "-s", "0 3 * * *", "--", "sh", "-c", "exit 3"];
      assertEquals((await run(...words)).code, 3);
      const monitors = await run("monitors", "list");
      assertEquals(cells(monitors.stdout)[1], ["1", "nightly", "nightly", "active"]);
      const answer = await server.fetch("/api/0/organizations/demo/monitors/nightly/checkins/");
      const checkIns: Record<string, unknown>[] = await answer.json();
      assertEquals(checkIns.map(({ status }) => status), ["error"]);
    }),
});
