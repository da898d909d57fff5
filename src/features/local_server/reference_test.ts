/**
 * The reference binary as a client of the local server: what it accepts keeps us honest. Runs where
 * SENTRY_REFERENCE_BIN names the binary (3.8.0, or 2.58.6) and the test may start it.
 */
import { assert, assertEquals, assertMatch } from "../../../tests/support/assert.ts";
import { startTestServer, type TestServer } from "../../../tests/support/local_server.ts";

/** Path of the binary, or why there is none. */
async function findBinary(): Promise<{ readonly path: string } | { readonly reason: string }> {
  const path = Deno.env.get("SENTRY_REFERENCE_BIN");
  if (path === undefined || path === "") return { reason: "SENTRY_REFERENCE_BIN is not set" };
  const { state } = await Deno.permissions.query({ name: "run", command: path });
  if (state !== "granted") return { reason: `--allow-run does not name ${path}` };
  try {
    await new Deno.Command(path, { args: ["--version"] }).output();
    return { path };
  } catch (error) {
    return { reason: `${path} does not start: ${error instanceof Error ? error.message : error}` };
  }
}

const binary = await findBinary();
const ignore = "reason" in binary;
if ("reason" in binary) console.log(`reference_test.ts: skipped, ${binary.reason}`);

interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

type Reference = (...args: string[]) => Promise<Run>;

/** Starts a server and gives the test the binary, bound to it. */
async function withReference(
  task: (run: Reference, server: TestServer) => Promise<void>,
): Promise<void> {
  if ("reason" in binary) return;
  await using server = await startTestServer();
  const home = await Deno.makeTempDir();
  try {
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
