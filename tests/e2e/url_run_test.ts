/** The one JavaScript file, run by its address, with exactly the permissions that it prints. */
import { bundle } from "../../scripts/bundle.ts";
import { assert, assertEquals, assertStringIncludes } from "../support/assert.ts";
import { hasCommand } from "../support/has_command.ts";
import { startTestServer } from "../support/local_server.ts";
import { scratch } from "../support/program.ts";
import { rootGroup } from "../support/tree.ts";

const FOLDER = await Deno.makeTempDir({ prefix: "sentry-cli-url-" });
globalThis.addEventListener("unload", () => Deno.removeSync(FOLDER, { recursive: true }));
const BUNDLE = `${FOLDER}/sentry-cli.js`;
await bundle({ output: BUNDLE });

/** A web server with the file, and a proxy that lets nothing through and counts who asks. */
function internet() {
  const file = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async () => {
    const headers = { "content-type": "text/javascript" };
    return new Response(await Deno.readTextFile(BUNDLE), { headers });
  });
  const strangers: string[] = [];
  const proxy = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
    strangers.push(request.url);
    return new Response("no way", { status: 403 });
  });
  return {
    url: `http://127.0.0.1:${file.addr.port}/sentry-cli.js`,
    proxy: `http://127.0.0.1:${proxy.addr.port}`,
    strangers,
    async [Symbol.asyncDispose]() {
      await file.shutdown();
      await proxy.shutdown();
    },
  };
}

interface Place {
  readonly url: string;
  readonly proxy: string;
  readonly home: string;
  readonly env?: Record<string, string>;
}

async function denoRun(place: Place, flags: readonly string[], words: readonly string[]) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-prompt", ...flags, place.url, ...words],
    cwd: `${place.home}/work`,
    clearEnv: true,
    env: {
      PATH: Deno.env.get("PATH") ?? "",
      HOME: place.home,
      DENO_DIR: `${place.home}/deno-dir`, // nothing but what the address gives
      DENO_NO_UPDATE_CHECK: "1",
      NO_COLOR: "1",
      HTTP_PROXY: place.proxy,
      HTTPS_PROXY: place.proxy,
      NO_PROXY: "127.0.0.1",
      ...place.env,
    },
    stdout: "piped",
    stderr: "piped",
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

const MAP = JSON.stringify({
  version: 3,
  file: "app.js",
  sources: ["app.ts"],
  sourcesContent: ["export const a: number = 1;\n"],
  names: [],
  mappings: "AAAO",
});

/** What is typed, and a word of what comes of it. */
const LINES: readonly (readonly [words: readonly string[], said: RegExp])[] = [
  [["info"], /Default Organization: /],
  [["releases", "new", "1.0.0"], /Created release 1\.0\.0/],
  [["sourcemaps", "inject", "."], /app\.js/],
  [["sourcemaps", "upload", "--release", "1.0.0", "."], /app\.js/],
];

for (const [words, said] of LINES) {
  const command = words.slice(0, 2).filter((word) => /^[a-z]+$/.test(word));
  if (!hasCommand(rootGroup, command)) continue;
  Deno.test(`deno run <URL> ${words.join(" ")}: works with what 'permissions' prints`, async () => {
    await using home = await scratch();
    await using net = internet();
    await using server = await startTestServer();
    await Deno.mkdir(`${home.path}/work`);
    await Deno.writeTextFile(
      `${home.path}/work/app.js`,
      "const a=1;\n//# sourceMappingURL=app.js.map\n",
    );
    await Deno.writeTextFile(`${home.path}/work/app.js.map`, MAP);
    const place = {
      ...net,
      home: home.path,
      env: {
        SENTRY_URL: server.url,
        SENTRY_AUTH_TOKEN: server.token,
        SENTRY_ORG: server.org,
        SENTRY_PROJECT: server.projects[0] ?? "",
      },
    };
    const printed = await denoRun(place, ["--allow-env"], ["permissions", ...command]);
    assertEquals(printed.code, 0, printed.stderr);
    const flags = printed.stdout.trim().split(" ");
    const { code, stdout, stderr } = await denoRun(place, flags, words);
    assertEquals(code, 0, `${stdout}${stderr}`);
    assert(said.test(`${stdout}${stderr}`), `${stdout}${stderr}`);
    assert(!/NotCapable|--allow-/.test(stderr), stderr);
    assertEquals(net.strangers, []);
  });
}

/** One kind of permission left out each time, and what is said about it. */
const REFUSALS: readonly (readonly [
  kind: string,
  flags: readonly string[],
  words: readonly string[],
  said: readonly string[],
])[] = [
  ["env", ["--allow-read", "--allow-net"], ["info"], [
    "error: Not permitted by the runtime: Requires env access to ",
    "run again with the --allow-env flag",
    "'sentry-cli permissions COMMAND' prints the flags that a command needs",
  ]],
  ["some variables", ["--allow-env=SENTRY_URL", "--allow-read"], ["info"], [
    "Not permitted by the runtime: Requires env access to ",
  ]],
  ["read", ["--allow-env", "--allow-net"], ["info"], [
    "Settings files are left out: Requires read access to ",
    "run again with the --allow-read flag",
  ]],
  ["read of what is worked on", ["--allow-env"], ["sourcemaps", "inject", "."], [
    'error: .: IO error for operation on .: Requires read access to "."',
  ]],
  ["net", ["--allow-env", "--allow-read", "--allow-sys=uid"], ["info"], [
    "the runtime does not permit the connection",
    "Run with --allow-net for this host",
  ]],
  ["net for a server", ["--allow-env", "--allow-read"], ["local", "serve", "--port=0"], [
    'Requires net access to "127.0.0.1:0", run again with the --allow-net flag',
  ]],
  ["write", ["--allow-env", "--allow-read"], ["config", "set", "defaults.org", "o"], [
    "Could not change ",
    "run again with the --allow-write flag",
  ]],
  ["write of what is worked on", ["--allow-env", "--allow-read"], ["sourcemaps", "inject", "."], [
    "Failed to process ./app.js: Requires write access to ",
  ]],
  ["run", ["--allow-env", "--allow-read", "--allow-net"], ["monitors", "run", "m", "--", "true"], [
    "could not invoke program 'true': Requires run access to \"true\"",
  ]],
  ["sys", ["--allow-env", "--allow-read", "--allow-write", "--allow-net"], ["config", "list"], []],
];

for (const [kind, flags, words, said] of REFUSALS) {
  Deno.test(`deno run <URL>: a permission that is not given is a clear sentence: ${kind}`, async () => {
    await using home = await scratch();
    await using net = internet();
    await Deno.mkdir(`${home.path}/work`);
    await Deno.writeTextFile(`${home.path}/work/app.js`, "const a=1;\n");
    const origin = new URL(net.url).origin;
    const env = {
      SENTRY_URL: origin,
      SENTRY_AUTH_TOKEN: "a1".repeat(32),
      SENTRY_DSN: `${origin.replace("//", "//key@")}/1`,
    };
    const { code, stdout, stderr } = await denoRun({ ...net, home: home.path, env }, flags, words);
    // Only what the machine is called depends on `sys`; it is left out.
    assertEquals(code, said.length === 0 ? 0 : 1, `${stdout}${stderr}`);
    for (const each of said) assertStringIncludes(`${stdout}${stderr}`, each);
    assert(!/^\s+at |Uncaught|internal error|a bug/m.test(stderr), stderr);
  });
}

Deno.test("deno run <URL>: what needs no settings says nothing of files that it may not read", async () => {
  await using home = await scratch();
  await using net = internet();
  await Deno.mkdir(`${home.path}/work`);
  for (const words of [["permissions", "info"], ["--version"], ["--help"]]) {
    const { code, stderr } = await denoRun({ ...net, home: home.path }, ["--allow-env"], words);
    assertEquals([code, stderr], [0, ""], words.join(" "));
  }
});
