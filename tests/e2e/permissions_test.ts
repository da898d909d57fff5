/** Each command under `deno run` with exactly the permissions that docs/permissions.md names. */
import { rootGroup } from "../../src/commands/mod.ts";
import {
  commandPermissions,
  permissionFlags,
  type Permissions,
  programPermissions,
  systemOf,
} from "../../src/commands/permission_rows.ts";
import { assert, assertEquals, assertStringIncludes } from "../support/assert.ts";
import { releasePlace, signedRelease } from "../support/release_place.ts";
import { programEnv, scratch, TOKEN } from "../support/program.ts";

const ROOT = new URL("../../", import.meta.url);
const TABLE = commandPermissions(systemOf(Deno.build.target));

interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface Place {
  readonly url: string;
  readonly folder: string;
  readonly env?: Record<string, string>;
}

/** A server that answers everything that the commands below ask, and a home to work in. */
async function withPlace(body: (place: Place) => Promise<void>): Promise<void> {
  await using home = await scratch();
  await Deno.writeTextFile(
    `${home.path}/mappings.json`,
    '[{"stackRoot":"a","sourceRoot":"b"}]',
  );
  await Deno.writeTextFile(`${home.path}/event.json`, '{"platform":"javascript"}');
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
    const { pathname } = new URL(request.url);
    if (pathname === "/api/0/") {
      return Response.json({
        auth: { scopes: ["org:read", "project:releases"] },
        user: { id: "1", email: "a@b.c" },
      });
    }
    if (pathname === "/api/0/organizations/o/") {
      return Response.json({ id: "1", slug: "o", name: "O" });
    }
    if (pathname.endsWith("/chunk-upload/")) {
      return Response.json({
        url: pathname,
        accept: ["artifact_bundles_v2"],
        chunkSize: 1024,
        chunksPerRequest: 1,
        maxRequestSize: 1024,
        concurrency: 1,
        hashAlgorithm: "sha1",
      });
    }
    if (pathname.endsWith("/assemble/")) {
      return Response.json({ state: "ok", missingChunks: [] });
    }
    if (pathname.endsWith("/code-mappings/bulk/")) {
      return Response.json({ created: 1, updated: 0, errors: 0, mappings: [] });
    }
    if (pathname.endsWith("/o/events/")) return Response.json({ data: [] });
    if (request.method === "POST") {
      return Response.json({
        version: "1.0",
        dateCreated: "2026-01-01T00:00:00Z",
        dateReleased: null,
        newGroups: 0,
        projects: [{ slug: "p", name: "P" }],
      }, { status: 201 });
    }
    return Response.json([]);
  });
  try {
    await body({ url: `http://127.0.0.1:${server.addr.port}`, folder: home.path });
  } finally {
    await server.shutdown();
  }
}

function command(permissions: Permissions, words: readonly string[], place: Place): Deno.Command {
  const script = new URL("main.ts", ROOT).href;
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", ...permissionFlags(permissions), script, ...words],
    cwd: place.folder,
    clearEnv: true,
    env: programEnv(place.folder, {
      NO_COLOR: "1",
      EDITOR: "true",
      SENTRY_DSN: place.url.replace("://", "://key@") + "/7",
      ...place.env,
    }),
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  });
}

async function run(
  permissions: Permissions,
  words: readonly string[],
  place: Place,
): Promise<Run> {
  const { code, stdout, stderr } = await command(permissions, words, place).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

/** A command over records of organization o, project p. */
function records(...words: string[]): (place: Place) => readonly string[] {
  return ({ url }) => ["--url", url, "--auth-token", TOKEN, ...words];
}

/** Command lines that do their work with the permissions of their row. */
const LINES: readonly (readonly [row: string, words: (place: Place) => readonly string[]])[] = [
  ["--help", () => ["--help"]],
  ["--version", () => ["--version"]],
  [
    "code-mappings",
    records(
      ...["code-mappings", "upload", "-o", "o", "-p", "p", "--repo", "r", "mappings.json"],
      ...["--default-branch", "b"],
    ),
  ],
  [
    "bash-hook",
    () => ["bash-hook", "--send-event", "--traceback", "none", "--log", "/etc/hostname"],
  ],
  ["completions", () => ["completions", "bash"]],
  ["completions --install", () => ["completions", "bash", "--install"]],
  ["config", () => ["config", "trust", "https://sentry.example.com"]],
  ["config edit", () => ["config", "edit", "--global"]],
  ["doctor", ({ url }) => ["--url", url, "--auth-token", TOKEN, "doctor", "-o", "o"]],
  [
    "doctor --bundle",
    ({ url }) => ["--url", url, "--auth-token", TOKEN, "doctor", "-o", "o", "--bundle", "b.zip"],
  ],
  ["deploys", records("deploys", "list", "-o", "o", "-r", "v1")],
  ["events", records("events", "list", "-o", "o", "-p", "p")],
  ["issues", records("issues", "list", "-o", "o", "-p", "p")],
  ["logs", records("logs", "list", "-o", "o", "-p", "p")],
  ["monitors", records("monitors", "list", "-o", "o")],
  ["projects", records("projects", "list", "-o", "o")],
  ["repos", records("repos", "list", "-o", "o")],
  ["files", records("files", "upload", "-r", "1", "-o", "o", "-p", "p", ".")],
  [
    "releases files",
    records("releases", "files", "1", "upload-sourcemaps", "-o", "o", "-p", "p", "."),
  ],
  ["sourcemaps", records("sourcemaps", "explain", "-o", "o", "-p", "p", "event.json")],
  [
    "react-native",
    records(
      ...["react-native", "gradle", "-o", "o", "-p", "p", "--bundle", "event.json"],
      ...["--sourcemap", "mappings.json", "--release", "1", "--dry-run"],
    ),
  ],
  ["sourcemaps", () => ["sourcemaps", "inject", "."]],
  ["flush", () => ["flush"]],
  ["info", ({ url }) => ["--url", url, "--auth-token", TOKEN, "info"]],
  ["login", ({ url }) => ["--url", url, "login", "--auth-token", TOKEN]],
  ["logout", () => ["logout"]],
  ["monitors run", () => ["monitors", "run", "m", "--output-tail", "1", "--", "true"]],
  ["organizations", ({ url }) => ["--url", url, "--auth-token", TOKEN, "organizations", "list"]],
  ["permissions", () => ["permissions", "info"]],
  [
    "releases",
    ({ url }) => [
      ...["--url", url, "--auth-token", TOKEN],
      ...["releases", "new", "-o", "o", "-p", "p", "1.0"],
    ],
  ],
  ["send-envelope", () => ["send-envelope", "--raw", "/etc/hostname"]],
  ["send-metric", () => ["send-metric", "--help"]],
  ["send-event", () => ["send-event", "-m", "hi"]],
];

/** Without a program of its own to replace, these end with a sentence. */
const SCRIPT_LINES: typeof LINES = [
  ["uninstall", () => ["uninstall", "--confirm"]],
];

for (const [row, words] of SCRIPT_LINES) {
  Deno.test(`${row}: says that Deno runs the file, with exactly its permissions`, async () => {
    await withPlace(async (place) => {
      const permissions = TABLE[row];
      assert(permissions !== undefined, `src/commands/permission_rows.ts has no row for ${row}`);
      const { code, stderr } = await run(permissions, words(place), place);
      assertEquals(code, 1, stderr);
      assertStringIncludes(stderr, "this is the JavaScript file, which Deno runs");
      assert(!/NotCapable|--allow-/.test(stderr), stderr);
    });
  });
}

for (const [row, words] of LINES) {
  Deno.test(`${row}: works with exactly its permissions`, async () => {
    await withPlace(async (place) => {
      const permissions = TABLE[row];
      assert(permissions !== undefined, `src/commands/permission_rows.ts has no row for ${row}`);
      const { code, stdout, stderr } = await run(permissions, words(place), place);
      assertEquals(code, 0, `${stdout}${stderr}`);
      assert(!/NotCapable|--allow-/.test(stderr), stderr);
    });
  });
}

for (const [row, extra] of [["local serve", []], ["local serve --db", ["--db", "x.db"]]] as const) {
  Deno.test(`${row}: works with exactly its permissions`, async () => {
    await withPlace(async (place) => {
      const permissions = TABLE[row];
      assert(permissions !== undefined, `src/commands/permission_rows.ts has no row for ${row}`);
      const words = ["local", "serve", "--port", "0", "--format", "json", ...extra];
      const server = command(permissions, words, place).spawn();
      const reader = server.stdout.getReader();
      const first = new TextDecoder().decode((await reader.read()).value);
      server.kill("SIGTERM");
      await reader.cancel();
      const stderr = await new Response(server.stderr).text();
      await server.status;
      assertStringIncludes(first, '"url"', stderr);
    });
  });
}

Deno.test("update: reads a release with exactly its permissions", async () => {
  const { files, key } = await signedRelease({ version: "99.0.0", asset: "any", program: "" });
  await using releases = releasePlace(files);
  await using home = await scratch();
  const permissions = TABLE["update"];
  assert(permissions !== undefined);
  const env = { SENTRY_CLI_RELEASES_URL: releases.url, SENTRY_CLI_RELEASE_KEY: key };
  const place = { url: releases.url, folder: home.path, env };
  const { code, stdout, stderr } = await run(permissions, ["update"], place);
  // Without a program of its own there is nothing to replace.
  assertEquals([code, stdout], [1, "Latest release is 99.0.0\n"], stderr);
  assertStringIncludes(stderr, `Use the new file: ${releases.url}/download/99.0.0/sentry-cli.js`);
});

Deno.test("a refused permission is one sentence, not a stack trace", async () => {
  await withPlace(async (place) => {
    const words = ["--url", place.url, "--auth-token", TOKEN, "info"];
    const { code, stderr } = await run({ env: true, read: true, sys: ["uid"] }, words, place);
    assertEquals(code, 1, stderr);
    assertStringIncludes(stderr, "--allow-net");
    assert(!/^\s+at .*\.ts/m.test(stderr), stderr);
  });
});

Deno.test("every command of the tree has a row in src/commands/permission_rows.ts", () => {
  const rows = Object.keys(TABLE).map((row) => row.split(" ")[0]);
  assertEquals(Object.keys(rootGroup.commands).filter((name) => !rows.includes(name)), []);
});

Deno.test("every row of src/commands/permission_rows.ts is tried here", () => {
  const tried = new Set([
    ...[...LINES, ...SCRIPT_LINES].map(([row]) => row),
    ...["local serve", "local serve --db"],
    "update",
  ]);
  assertEquals(Object.keys(TABLE).filter((row) => !tried.has(row)), []);
});

Deno.test("the cli task asks for what the program needs, on all systems together", async () => {
  const manifest: { tasks: Record<string, string> } = JSON.parse(
    await Deno.readTextFile(new URL("deno.json", ROOT)),
  );
  const flags = permissionFlags(programPermissions("linux"));
  assertStringIncludes(manifest.tasks["cli"] ?? "", flags.join(" "));
});

Deno.test("nothing in the repository asks for all permissions", async () => {
  const manifest = await Deno.readTextFile(new URL("deno.json", ROOT));
  assert(!/\s-A\b|--allow-all/.test(manifest), manifest);
});
