/** The npm packages as people get them: packed, installed without scripts, used by bundlers' plugins. */
import { packAll } from "../../scripts/npm.ts";
import { TARGETS } from "../../scripts/targets.ts";
import { VERSION } from "../../src/base/version.ts";
import { assert, assertEquals, assertStringIncludes } from "../support/assert.ts";
import { startTestServer, type TestServer } from "../support/local_server.ts";
import { folder, notRun, type Ran, RELEASE, run } from "./support.ts";

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

/** Written for the reference's package; PACKAGE is the name of the one that it is compiled with. */
const CALLER = `import { SentryCli } from "PACKAGE";
import type {
  SentryCliCommitsOptions, SentryCliInjectOptions, SentryCliNewDeployOptions, SentryCliOptions,
  SentryCliUploadSourceMapsOptions, SourceMapsPathDescriptor,
} from "PACKAGE";

const options: SentryCliOptions = { url: "u", authToken: "t", dsn: "d", org: "o", project: "p",
  vcsRemote: "origin", silent: false, customHeader: "a: b", headers: { a: "b" } };
const maps: SourceMapsPathDescriptor = { paths: ["a"], ignore: ["b"], ignoreFile: null, rewrite: true };
const upload: SentryCliUploadSourceMapsOptions = { include: ["dist", maps], ignoreFile: null,
  sourceMapReference: true, decompress: false, dedupe: true, stripPrefix: ["x"],
  stripCommonPrefix: true, projects: ["p"], validate: true, urlPrefix: "~/", urlSuffix: "?", ext: ["js"], dist: "1" };
const deploy: SentryCliNewDeployOptions = { env: "e", started: 1, finished: "2", time: 3, name: "n", url: "u", projects: [] };
const inject: SentryCliInjectOptions = { paths: ["a"], ignore: [], ignoreFile: "f", ext: [], dryRun: true };
declare const isAuto: boolean;
const commits: SentryCliCommitsOptions = { auto: isAuto, repo: "r", commit: "c", previousCommit: "d",
  ignoreMissing: true, ignoreEmpty: true };

export async function all(): Promise<(string | string[])[]> {
  const cli: SentryCli = new SentryCli(null, options);
  const given: string | null | undefined = cli.configFile;
  const { releases, sourceMaps } = cli;
  return [
    given ?? "", SentryCli.getPath(), SentryCli.getVersion(), await cli.execute(["info"], true),
    await releases.new("1", { projects: ["p"] }), await releases.setCommits("1", commits),
    await releases.finalize("1"), await releases.proposeVersion(),
    await releases.uploadSourceMaps("1", upload), await releases.listDeploys("1"),
    await releases.newDeploy("1", deploy), await releases.execute(["list"], false),
    await sourceMaps.inject(inject), await sourceMaps.execute(["upload"], true),
  ];
}
`;

/** The package of the 2.x line was the class itself. */
const CALLER_OF_2 = `import SentryCli from "PACKAGE";
import Required = require("PACKAGE");
export const version: Promise<string> = new SentryCli("file", { org: "o" }).releases.proposeVersion();
export const again: string = new Required.SentryCli().options.org ?? "";
`;

Deno.test("npm: a program written for the types of the reference's package compiles with ours", async () => {
  await using project = await folder();
  await Deno.writeTextFile(`${project.path}/package.json`, '{ "private": true }');
  const judges = ["typescript@5.9.3", "@types/node@22.19.1", "@sentry/cli@3.8.0"];
  const { code, stderr } = await run("npm", ["install", ...QUIETLY, MAIN, PLATFORM, ...judges], {
    cwd: project.path,
    env: Deno.env.toObject(),
  });
  if (code !== 0) return notRun(`npm: types not compared with the reference's: ${stderr.trim()}`);
  const callers = [["ours", NAME], ["reference", "@sentry/cli"]] as const;
  for (const [file, name] of callers) {
    await Deno.writeTextFile(`${project.path}/${file}.ts`, CALLER.replaceAll("PACKAGE", name));
  }
  await Deno.writeTextFile(`${project.path}/ours2.ts`, CALLER_OF_2.replaceAll("PACKAGE", NAME));
  const options = ["--noEmit", "--strict", "--esModuleInterop", "--module", "commonjs"];
  const files = ["ours.ts", "ours2.ts", "reference.ts"];
  const tsc = await run("npx", ["--no-install", "tsc", ...options, ...files], {
    cwd: project.path,
  });
  assertEquals([tsc.code, tsc.stdout], [0, ""]);
  // Both kinds of modules find the class under both of its names.
  const script = `import Default, { SentryCli } from "${NAME}";
    console.log(Default === SentryCli, SentryCli === Default.SentryCli, typeof new Default().execute);`;
  const node = await run("node", ["--input-type=module", "-e", script], { cwd: project.path });
  assertEquals([node.stdout, node.stderr], ["true true function\n", ""]);
});

/** The last of each line that calls `@sentry/cli`; from 11 on they bring another program. */
const PLUGIN_VERSIONS: readonly { readonly webpack: string; readonly others: string }[] = [
  { webpack: "5.4.1", others: "5.4.0" },
  { webpack: "4.9.1", others: "4.9.1" },
  { webpack: "3.6.1", others: "3.6.1" },
  { webpack: "2.23.1", others: "2.23.1" },
];

const BUNDLERS = {
  webpack: "5.105.4",
  "webpack-cli": "6.0.1",
  vite: "7.3.8",
  rollup: "4.68.8",
  esbuild: "0.25.12",
};

/** The plugin of the time before, with options of its own. */
const OLD_PLUGIN = "1.21.0";

const FILES: Readonly<Record<string, string>> = {
  "src/index.js": 'import { fail } from "./fail.js";\nconsole.log(fail(1));\n',
  "src/fail.js":
    'export const fail = (x) => {\n  if (x > 2) throw new Error("a");\n  return x;\n};\n',
  "options.cjs": `module.exports = {
    telemetry: false,
    authToken: process.env.TOKEN, org: process.env.ORG, project: process.env.PROJECT,
    url: process.env.URL_OF_SERVER,
    headers: { "X-From-Plugin": "yes" },
    sourcemaps: { assets: "./dist/**" },
    release: { name: process.env.RELEASE_NAME, deploy: { env: "production" } },
    errorHandler: (error) => { throw error; },
  };\n`,
  "webpack.config.cjs": `const { sentryWebpackPlugin } = require("@sentry/webpack-plugin");
    module.exports = { mode: "production", devtool: "source-map", entry: "./src/index.js",
      output: { path: __dirname + "/dist" }, plugins: [sentryWebpackPlugin(require("./options.cjs"))] };\n`,
  "old.config.cjs": `const Plugin = require("@sentry/webpack-plugin");
    module.exports = { mode: "production", devtool: "source-map", entry: "./src/index.js",
      output: { path: __dirname + "/dist" }, plugins: [new Plugin({ include: "dist",
        release: process.env.RELEASE_NAME, authToken: process.env.TOKEN, org: process.env.ORG,
        project: process.env.PROJECT, url: process.env.URL_OF_SERVER,
        deploy: { env: "production" },
        errorHandler: (error, done) => done(error) })] };\n`,
  "vite.config.mjs": `import { sentryVitePlugin } from "@sentry/vite-plugin";
    import options from "./options.cjs";
    export default { build: { sourcemap: true, lib: { entry: "src/index.js", formats: ["es"] } },
      plugins: [sentryVitePlugin(options)] };\n`,
  "rollup.config.mjs": `import { sentryRollupPlugin } from "@sentry/rollup-plugin";
    import options from "./options.cjs";
    export default { input: "src/index.js",
      output: { file: "dist/index.js", format: "es", sourcemap: true },
      plugins: [sentryRollupPlugin(options)] };\n`,
  "esbuild.mjs": `import { sentryEsbuildPlugin } from "@sentry/esbuild-plugin";
    import { build } from "esbuild";
    import options from "./options.cjs";
    await build({ entryPoints: ["src/index.js"], outdir: "dist", bundle: true, sourcemap: "external",
      plugins: [sentryEsbuildPlugin(options)] });\n`,
};

const BUILDS: readonly (readonly [name: string, words: readonly string[]])[] = [
  ["webpack", ["npx", "--no-install", "webpack", "-c", "webpack.config.cjs"]],
  ["vite", ["npx", "--no-install", "vite", "build"]],
  ["rollup", ["npx", "--no-install", "rollup", "-c", "rollup.config.mjs"]],
  ["esbuild", ["node", "esbuild.mjs"]],
];

for (const { webpack, others } of PLUGIN_VERSIONS) {
  buildTest(`the plugins ${others} of webpack, Vite, Rollup and esbuild`, {
    dependencies: {
      ...BUNDLERS,
      "@sentry/webpack-plugin": webpack,
      "@sentry/vite-plugin": webpack,
      "@sentry/rollup-plugin": others,
      "@sentry/esbuild-plugin": others,
    },
    builds: BUILDS,
  });
}

buildTest(`the plugin ${OLD_PLUGIN} of webpack`, {
  dependencies: {
    webpack: BUNDLERS.webpack,
    "webpack-cli": BUNDLERS["webpack-cli"],
    "@sentry/webpack-plugin": OLD_PLUGIN,
  },
  builds: [["old webpack", ["npx", "--no-install", "webpack", "-c", "old.config.cjs"]]],
});

/** Builds with plugins that are led to our package, and looks at what the server got. */
function buildTest(name: string, { dependencies, builds }: {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly builds: typeof BUILDS;
}): void {
  Deno.test(`npm: ${name} upload a build with this package`, async (step) => {
    await using project = await folder();
    await writeProject(project.path, dependencies);
    const { code, stderr } = await run("npm", ["install", ...QUIETLY], {
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
    for (const [bundler, words] of builds) {
      await step.step(bundler, async () => {
        await using server = await startTestServer();
        await build(project.path, words, `${bundler.replace(" ", "-")}@1.0.0`, server);
      });
    }
  });
}

async function writeProject(
  path: string,
  dependencies: Readonly<Record<string, string>>,
): Promise<void> {
  const others = TARGETS.map(({ npm }) => `${NAME}-${npm.os}-${npm.cpu}`);
  const manifest = {
    private: true,
    dependencies,
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
  const [program = "", ...args] = words;
  const { code, stdout, stderr } = await run(program, args, {
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
  // The plugin's own word, or ours where it has none.
  assert(/Successfully uploaded source maps|Source Map Upload Report/.test(said), said);
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
  const isOld = release.startsWith("old"); // that plugin passes no headers on
  const bare = ours.filter((each) => !/x-from-plugin/i.test(JSON.stringify(each.headers)));
  assertEquals(bare.map(({ path }) => path), isOld ? ours.map(({ path }) => path) : [], said);
  assertEquals(server.bugs, []);
}
