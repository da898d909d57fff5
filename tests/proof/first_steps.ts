/** What somebody does who tries the tool for the first time, in a container of whatever kind. */
import { assert, assertEquals, assertStringIncludes } from "../support/assert.ts";
import { startTestServer } from "../support/local_server.ts";
import { folder, NOBODY, type Ran } from "./support.ts";

export interface Mounts {
  /** The project, at /work. */
  readonly work: string;
  /** What is at /tmp from one run to the next. */
  readonly tmp: string;
}

/** Runs the program in the container with these words. */
export type RunInside = (
  mounts: Mounts,
  words: readonly string[],
  env?: Readonly<Record<string, string>>,
) => Promise<Ran>;

export async function takeFirstSteps(inside: RunInside): Promise<void> {
  await using place = await folder();
  await Deno.chmod(place.path, 0o755);
  const mounts = { work: `${place.path}/work`, tmp: `${place.path}/tmp` };
  for (const each of [mounts.work, mounts.tmp]) {
    await Deno.mkdir(each);
    await Deno.chown(each, NOBODY, NOBODY);
  }
  const { work } = mounts;
  const files = {
    "app.js": "const a=1;\n//# sourceMappingURL=app.js.map\n",
    "app.js.map": '{"version":3,"sources":[],"mappings":""}',
  };
  for (const [name, text] of Object.entries(files)) {
    await Deno.writeTextFile(`${work}/${name}`, text);
    await Deno.chown(`${work}/${name}`, NOBODY, NOBODY);
  }
  await using server = await startTestServer();
  const [project = ""] = server.projects;
  const at = ["--url", server.url];
  const scope = ["-o", server.org, "-p", project];
  const steps: readonly (readonly [words: readonly string[], said: RegExp])[] = [
    [["--version"], /^sentry-cli \d/],
    [
      [...at, "login", "--global", "--auth-token", server.token],
      /Stored token in \/tmp\/\.sentryclirc/,
    ],
    [["info"], /Method: Auth Token/],
    [["releases", "new", ...scope, "1.0.0", "--finalize"], /Created release 1\.0\.0/],
    [["releases", "list", ...scope], /1\.0\.0/],
    [["sourcemaps", "inject", "/work"], /app\.js/],
    [["sourcemaps", "upload", ...scope, "--release", "1.0.0", "/work"], /app\.js/],
  ];
  for (const [words, said] of steps) {
    const { code, stdout, stderr } = await inside(mounts, words);
    assertEquals(code, 0, `${words.join(" ")}: ${stdout}${stderr}`);
    assert(said.test(`${stdout}${stderr}`), `${words.join(" ")}: ${stdout}${stderr}`);
  }
  const { mode, uid } = await Deno.stat(`${mounts.tmp}/.sentryclirc`);
  assertEquals([(mode ?? 0) & 0o777, uid], [0o600, NOBODY]);
  await readsCertificates(mounts, inside);
}

/** The container's CA certificates are read: a server with another one is refused for that reason. */
async function readsCertificates(mounts: Mounts, inside: RunInside): Promise<void> {
  const env = { SENTRY_URL: "https://127.0.0.1:1", SENTRY_AUTH_TOKEN: "a1".repeat(32) };
  const { code, stderr } = await inside(mounts, ["--log-level=debug", "info"], env);
  assertEquals(code, 1);
  assertStringIncludes(stderr, "the connection was refused");
  assert(!/certificate.*(not|no such)/i.test(stderr), stderr);
}
