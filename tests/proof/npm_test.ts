/** The npm packages as people get them: packed, installed without scripts, used by bundlers' plugins. */
import { packAll } from "../../scripts/npm.ts";
import { TARGETS } from "../../scripts/targets.ts";
import { VERSION } from "../../src/base/version.ts";
import { assert, assertEquals, assertStringIncludes } from "../support/assert.ts";
import { hasCommand } from "../support/has_command.ts";
import { startTestServer, type TestServer } from "../support/local_server.ts";
import { folder, notRun, type Ran, RELEASE, run } from "./support.ts";
import { rootGroup } from "../support/tree.ts";

const NAME = "open-sentry-cli";
const { os, cpu } = TARGETS.find(({ triple }) => triple === Deno.build.target)?.npm ??
  { os: "", cpu: "" };

const PACKED = await Deno.makeTempDir({ prefix: "sentry-cli-npm-" });
globalThis.addEventListener("unload", () => Deno.removeSync(PACKED, { recursive: true }));
await packAll(RELEASE, PACKED);
await packOtherPlatforms();
const tarball = (name: string) => `${PACKED}/${name}-${VERSION}.tgz`;
const MAIN = tarball(NAME);
const PLATFORM = tarball(`${NAME}-${os}-${cpu}`);

/** Platforms that no program was made for here: npm has to know them, in order to leave them out. */
async function packOtherPlatforms(): Promise<void> {
  for (const { npm } of TARGETS) {
    if (npm.os === os && npm.cpu === cpu) continue;
    await using stage = await folder();
    const name = `${NAME}-${npm.os}-${npm.cpu}`;
    const manifest = { name, version: VERSION, os: [npm.os], cpu: [npm.cpu] };
    await Deno.writeTextFile(`${stage.path}/package.json`, JSON.stringify(manifest));
    await npmRun(["pack", "--silent", "--pack-destination", PACKED], stage.path);
  }
}

/** npm with the settings of this machine, where it finds its registry. */
async function npmRun(words: readonly string[], cwd: string): Promise<Ran> {
  const result = await run("npm", words, { cwd, env: Deno.env.toObject() });
  assertEquals(result.code, 0, `npm ${words.join(" ")}: ${result.stdout}${result.stderr}`);
  return result;
}

const QUIETLY = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock"];

function serverEnv(server: TestServer): Record<string, string> {
  return {
    SENTRY_URL: server.url,
    SENTRY_AUTH_TOKEN: server.token,
    SENTRY_ORG: server.org,
    SENTRY_PROJECT: server.projects[0] ?? "",
  };
}

Deno.test("npm: installed into an empty project without scripts, npx runs the program", async () => {
  await using project = await folder();
  await using server = await startTestServer();
  await Deno.writeTextFile(`${project.path}/package.json`, '{ "private": true }');
  await npmRun(["install", "--offline", ...QUIETLY, MAIN, PLATFORM], project.path);
  const installed = await Array.fromAsync(
    Deno.readDir(`${project.path}/node_modules`),
    ({ name }) => name,
  );
  assertEquals(installed.filter((name) => !name.startsWith(".")).sort(), [
    NAME,
    `${NAME}-${os}-${cpu}`,
  ]);
  const npx = (...words: string[]) =>
    run("npx", ["--no-install", "sentry-cli", ...words], {
      cwd: project.path,
      env: { HOME: project.path, ...serverEnv(server) },
    });
  assertEquals((await npx("--version")).stdout, `sentry-cli ${VERSION}\n`);
  const { code, stdout, stderr } = await npx("info");
  assertEquals([code, stderr], [0, ""]);
  assertStringIncludes(stdout, `Sentry Server: ${server.url}`);
  // The program that runs is the compiled one, which knows that npm looks after it.
  assertStringIncludes((await npx("update")).stdout, `npm update ${NAME}`);

  const script = `const { SentryCli } = require("${NAME}");
    new SentryCli(null).releases.new("1.0.0").then((said) => console.log(SentryCli.getVersion(), said));`;
  const api = await run("node", ["-e", script], {
    cwd: project.path,
    env: { HOME: project.path, ...serverEnv(server) },
  });
  assertStringIncludes(api.stdout, `${VERSION} Created release 1.0.0`, api.stderr);
});

Deno.test("npm: without a package for the platform, a deno on PATH runs the file", async () => {
  await using project = await folder();
  await using server = await startTestServer();
  await Deno.writeTextFile(`${project.path}/package.json`, '{ "private": true }');
  await npmRun(["install", "--offline", "--omit=optional", ...QUIETLY, MAIN], project.path);
  const path = `${Deno.execPath().replace(/[\\/][^\\/]*$/, "")}:${Deno.env.get("PATH")}`;
  const env = { HOME: project.path, PATH: path, ...serverEnv(server) };
  const words = ["--no-install", "sentry-cli", "info"];
  const { code, stdout, stderr } = await run("npx", words, { cwd: project.path, env });
  assertEquals(code, 0, stderr);
  assertStringIncludes(stdout, `Sentry Server: ${server.url}`);
});

/** The last of each kind that call `@sentry/cli`; from 11 on they bring another program. */
const PLUGINS = {
  "@sentry/webpack-plugin": "5.4.1",
  "@sentry/vite-plugin": "5.4.1",
  "@sentry/rollup-plugin": "5.4.0",
  webpack: "5.105.4",
  "webpack-cli": "6.0.1",
  vite: "7.3.8",
  rollup: "4.68.8",
};

const FILES: Readonly<Record<string, string>> = {
  "src/index.js": 'import { fail } from "./fail.js";\nconsole.log(fail(1));\n',
  "src/fail.js":
    'export const fail = (x) => {\n  if (x > 2) throw new Error("a");\n  return x;\n};\n',
  "options.cjs": `module.exports = {
    telemetry: false,
    authToken: process.env.TOKEN, org: process.env.ORG, project: process.env.PROJECT,
    url: process.env.URL_OF_SERVER,
    headers: { "X-From-Plugin": "yes" },
    release: { name: process.env.RELEASE_NAME, deploy: { env: "production" } },
    errorHandler: (error) => { throw error; },
  };\n`,
  "webpack.config.cjs": `const { sentryWebpackPlugin } = require("@sentry/webpack-plugin");
    module.exports = { mode: "production", devtool: "source-map", entry: "./src/index.js",
      output: { path: __dirname + "/dist" }, plugins: [sentryWebpackPlugin(require("./options.cjs"))] };\n`,
  "vite.config.mjs": `import { sentryVitePlugin } from "@sentry/vite-plugin";
    import options from "./options.cjs";
    export default { build: { sourcemap: true, lib: { entry: "src/index.js", formats: ["es"] } },
      plugins: [sentryVitePlugin(options)] };\n`,
  "rollup.config.mjs": `import { sentryRollupPlugin } from "@sentry/rollup-plugin";
    import options from "./options.cjs";
    export default { input: "src/index.js",
      output: { file: "dist/index.js", format: "es", sourcemap: true },
      plugins: [sentryRollupPlugin(options)] };\n`,
};

const BUILDS: readonly (readonly [name: string, words: readonly string[]])[] = [
  ["webpack", ["webpack", "-c", "webpack.config.cjs"]],
  ["vite", ["vite", "build"]],
  ["rollup", ["rollup", "-c", "rollup.config.mjs"]],
];

Deno.test({
  name: "npm: the plugins of webpack, Vite and Rollup upload a build with this package",
  ignore: !hasCommand(rootGroup, ["sourcemaps", "upload"]),
  async fn(step) {
    await using project = await folder();
    await writeProject(project.path);
    const words = ["install", ...QUIETLY];
    const { code, stderr } = await run("npm", words, {
      cwd: project.path,
      env: Deno.env.toObject(),
    });
    if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT/.test(stderr)) {
      return notRun("npm cannot reach its registry: no bundler's plugin tried");
    }
    assertEquals(code, 0, stderr);
    const alias = JSON.parse(
      await Deno.readTextFile(`${project.path}/node_modules/@sentry/cli/package.json`),
    );
    assertEquals(alias.name, NAME, "the plugins would call another package");
    for (const [name, words] of BUILDS) {
      await step.step(name, async () => {
        await using server = await startTestServer();
        await build(project.path, words, `${name}@1.0.0`, server);
      });
    }
  },
});

async function writeProject(path: string): Promise<void> {
  const others = TARGETS.map(({ npm }) => `${NAME}-${npm.os}-${npm.cpu}`);
  const manifest = {
    private: true,
    dependencies: PLUGINS,
    overrides: {
      "@sentry/cli": `file:${MAIN}`,
      ...Object.fromEntries(others.map((name) => [name, `file:${tarball(name)}`])),
    },
  };
  await Deno.writeTextFile(`${path}/package.json`, JSON.stringify(manifest));
  await Deno.mkdir(`${path}/src`);
  for (const [name, text] of Object.entries(FILES)) {
    await Deno.writeTextFile(`${path}/${name}`, text);
  }
}

interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: unknown;
  readonly status: number;
  readonly problem: string | null;
}

async function build(
  path: string,
  words: readonly string[],
  release: string,
  server: TestServer,
): Promise<void> {
  await Deno.remove(`${path}/dist`, { recursive: true }).catch(() => {});
  const [project = ""] = server.projects;
  const { code, stdout, stderr } = await run("npx", ["--no-install", ...words], {
    cwd: path,
    env: {
      HOME: path,
      TOKEN: server.token,
      ORG: server.org,
      PROJECT: project,
      URL_OF_SERVER: server.url,
      RELEASE_NAME: release,
    },
  });
  const said = `${stdout}${stderr}`;
  assertEquals(code, 0, said);
  const api = `/api/0/organizations/${server.org}`;
  const made = await (await server.fetch(`${api}/releases/${encodeURIComponent(release)}/`)).json();
  assertEquals(made.version, release, said);
  assert(made.dateReleased !== null, `not finalized: ${said}`);
  assertStringIncludes(said, "Successfully uploaded source maps");
  // What the server saw: the chunks came, every bundle was put together and found sound.
  const asked: Seen[] = await (await server.fetch("/_local/requests")).json();
  const ours = asked.filter((each) => JSON.stringify(each.headers).includes("sentry-cli/"));
  const chunks = ours.filter(({ method, path }) => method === "POST" && /chunk-upload/.test(path));
  const assembled = ours.filter((each) => each.path.endsWith("/artifactbundle/assemble/"));
  assert(chunks.length > 0 && assembled.length > 0, said);
  assertEquals(
    [...chunks, ...assembled].map(({ status }) => status).filter((each) => each !== 200),
    [],
  );
  assertEquals(ours.map(({ problem }) => problem).filter((each) => each !== null), []);
  assert(ours.every((each) => /x-from-plugin/i.test(JSON.stringify(each.headers))), said);
  assertEquals(server.bugs, []);
}
