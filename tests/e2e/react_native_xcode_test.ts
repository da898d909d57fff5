/**
 * `react-native xcode` with real processes: the program on a Mac's ways (`mac_main.ts`), a build script
 * that calls it as node and as the Hermes compiler, and a server that keeps what is uploaded.
 */
import { openUploadSink, type Uploaded } from "../../scripts/builds/upload_sink.ts";
import { assert, assertEquals, assertStringIncludes } from "../support/assert.ts";
import {
  APP_ID,
  type BuildRun,
  type ReactNativeApp,
  reactNativeApp,
  RN_SCRIPTS,
} from "../support/react_native_app.ts";

interface Built {
  readonly run: BuildRun;
  readonly uploads: readonly Uploaded[];
  readonly app: ReactNativeApp;
}

function buildTest(
  name: string,
  { words = [], env = {} }: {
    readonly words?: readonly string[];
    readonly env?: Readonly<Record<string, string>>;
  },
  check: (built: Built) => Promise<void> | void,
): void {
  Deno.test({
    name: `react-native xcode: ${name}`,
    // The build scripts are for sh.
    ignore: Deno.build.os === "windows",
    async fn() {
      await using app = await reactNativeApp();
      const sink = openUploadSink();
      try {
        const run = await app.build(words, { url: sink.url, env });
        const left = [...Deno.readDirSync(`${app.path}/tmp`)].map((each) => each.name);
        assertEquals(left, [], "files left in temporary places");
        await check({ run, uploads: sink.take(), app });
      } finally {
        await sink.close();
      }
    },
  });
}

function manifestOf(upload: Uploaded | undefined) {
  const manifest: {
    readonly files: Record<string, { readonly url: string; readonly headers?: unknown }>;
    readonly release?: string;
    readonly dist?: string;
  } = JSON.parse(upload?.manifest ?? "{}");
  return manifest;
}

const IDS = { WITH_ID: "1" };
const BY_IDS = ["--no-auto-release"];

buildTest("a Hermes build goes up with the joined map, which gets the packager's debug id", {
  words: BY_IDS,
  env: IDS,
}, async ({ run, uploads, app }) => {
  assertEquals(run.code, 0, run.stderr);
  assertEquals(run.tools, [
    "node tools/cli.js bundle --dev false --bundle-output ios/out/main.jsbundle " +
    "--sourcemap-output ios/out/packager.map",
    "hermesc -emit-binary -O -out ios/out/main.hbc ios/out/main.jsbundle",
    `node ${RN_SCRIPTS}/compose-source-maps.js ios/out/packager.map ios/out/main.hbc.map ` +
    "-o ios/out/main.map",
  ]);
  assertStringIncludes(run.stdout, "building Release in ios, arguments: 0\n");
  assertStringIncludes(run.stdout, "Using Hermes bundle and combined source map.\n");
  assertStringIncludes(run.stdout, "Processing react-native sourcemaps for Sentry upload.\n");
  const joined: Record<string, unknown> = JSON.parse(await app.read("ios/out/main.map"));
  assertEquals([joined["debugId"], joined["debug_id"]], [APP_ID, APP_ID]);
  assertEquals(uploads.map(({ call }) => call), [{ projects: ["app"] }]);
  const { files } = manifestOf(uploads[0]);
  assertEquals(Object.values(files).map(({ url }) => url), ["~/main.hbc", "~/main.map"]);
});

buildTest("SENTRY_RN_NO_DEBUG_ID=1 leaves the joined map alone", {
  env: { ...IDS, SENTRY_RN_NO_DEBUG_ID: "1" },
}, async ({ run, app }) => {
  assertEquals(run.code, 0, run.stderr);
  const joined: Record<string, unknown> = JSON.parse(await app.read("ios/out/main.map"));
  assertEquals([joined["debugId"], joined["debug_id"]], [undefined, undefined]);
});

buildTest("a joined map without an id says why it got none", {}, ({ run }) => {
  assertStringIncludes(
    run.stdout,
    "No debug id was copied: the map of the packager has no debug id",
  );
});

buildTest("a build without Hermes goes up with the packager's map, sources of the app short", {
  env: { ...IDS, MODE: "plain" },
}, async ({ run, uploads, app }) => {
  assertEquals(run.code, 0, run.stderr);
  assertStringIncludes(run.stdout, "Using React Native Packager bundle and source map.\n");
  const release = "com.acme.My-App@1.2.3+45";
  assertStringIncludes(
    run.stdout,
    `Uploading sourcemaps for release ${release} distribution 45\n`,
  );
  assertEquals(uploads.map(({ call }) => call), [
    { projects: ["app"], version: release, dist: "45" },
  ]);
  const { files } = manifestOf(uploads[0]);
  assertEquals(files["files/_/_/main.jsbundle"]?.headers, {
    "debug-id": APP_ID,
    sourcemap: "packager.map",
  });
  const short = JSON.stringify({
    version: 3,
    sources: ["src/a.ts", "/other/b.ts"],
    sourcesContent: ["a", "b"],
    names: [],
    mappings: "AAAA,ACAA",
    debugId: APP_ID,
  });
  assertEquals(uploads[0]?.entries["files/_/_/packager.map"], await sha256(short));
  assertStringIncludes(await app.read("ios/out/packager.map"), app.path);
});

buildTest("a compiled bundle whose maps were not joined: the packager's pair goes up", {
  env: { ...IDS, MODE: "compile" },
}, ({ run }) => {
  assertEquals(run.code, 0, run.stderr);
  assertStringIncludes(run.stdout, "Using React Native Packager bundle and source map.\n");
});

buildTest("the packager is told to write a map when the script wants none", {
  env: { MODE: "plain", MAP_WORDS: "" },
}, ({ run, uploads }) => {
  assertEquals(run.code, 0, run.stderr);
  assert(/--sourcemap-output \/.+\/main\.jsbundle\.map$/.test(run.tools[0] ?? ""), run.tools[0]);
  const { files } = manifestOf(uploads[0]);
  assertEquals(
    Object.values(files).map(({ url }) => url),
    ["~/main.jsbundle", "~/main.jsbundle.map"],
  );
});

for (
  const [word, env] of [["export:embed", {}], ["pack", {
    SENTRY_RN_BUNDLE_COMMAND: "pack",
  }]] as const
) {
  buildTest(`the packager's command may be called ${word}`, {
    env: { MODE: "plain", BUNDLE_WORD: word, ...env },
  }, ({ run, uploads }) => assertEquals([run.code, uploads.length], [0, 1], run.stderr));
}

buildTest("another command of the packager leaves no maps", {
  env: { MODE: "plain", BUNDLE_WORD: "pack" },
}, ({ run, uploads }) => {
  assertEquals([run.code, uploads.length], [0, 0], run.stderr);
  assertStringIncludes(run.stdout, "Warning: build produced no packager sourcemaps.\n");
});

buildTest("SENTRY_RELEASE and SENTRY_DIST beat the Info.plist, each --dist is an upload", {
  words: ["--dist", "1", "--dist", "2", "--wait"],
  env: { MODE: "plain", SENTRY_RELEASE: "r" },
}, ({ run, uploads }) => {
  assertEquals(run.code, 0, run.stderr);
  assertEquals(uploads.map(({ call }) => [call["version"], call["dist"]]), [
    ["r", "1"],
    ["r", "2"],
  ]);
});

buildTest("a debug build runs the script alone, with the real node", {
  env: { CONFIGURATION: "Debug", MODE: "plain", SENTRY_AUTH_TOKEN: "" },
}, async ({ run, uploads, app }) => {
  assertEquals([run.code, run.stderr, uploads.length], [0, "", 0]);
  assertEquals(run.stdout, "building Debug in ios, arguments: 0\n");
  assertEquals(run.tools.length, 1);
  assert((await app.read("ios/out/packager.map")).includes("mappings"));
});

buildTest("--force makes a debug build an upload, and needs no CONFIGURATION", {
  words: ["--force", ...BY_IDS],
  env: { ...IDS, MODE: "plain", CONFIGURATION: "Debug" },
}, ({ run, uploads }) => assertEquals([run.code, uploads.length], [0, 1], run.stderr));

buildTest("the script's exit code is ours, and nothing is uploaded", {
  env: { MODE: "fail" },
}, ({ run, uploads }) => assertEquals([run.code, uploads.length], [65, 0], run.stderr));

buildTest("a failing tool fails the script, with its own exit code", {
  env: { MODE: "plain", NODE_BINARY: "/usr/bin/false" },
}, ({ run, uploads }) => assertEquals([run.code, uploads.length], [1, 0], run.stderr));

buildTest("a node that is not there is named", {
  env: { MODE: "plain", NODE_BINARY: "/nowhere/node" },
}, ({ run }) => {
  assertEquals(run.code, 1);
  assertStringIncludes(run.stderr, "error: Could not run '/nowhere/node': ");
});

buildTest("a build that makes nothing is no failure", {
  env: { MODE: "skip", SENTRY_AUTH_TOKEN: "" },
}, ({ run, uploads }) => {
  assertEquals([run.code, uploads.length], [0, 0], run.stderr);
  assertStringIncludes(run.stdout, "Warning: build produced no packager sourcemaps.\n");
});

buildTest("--format json has stdout for itself", {
  words: ["--format", "json", ...BY_IDS],
  env: { ...IDS, MODE: "plain" },
}, ({ run }) => {
  const { uploads }: { uploads: unknown[] } = JSON.parse(run.stdout);
  assertEquals([run.code, uploads.length], [0, 1]);
  assertStringIncludes(run.stderr, "building Release in ios");
});

buildTest("--dry-run builds, shows the requests and sends none", {
  words: ["--dry-run", ...BY_IDS],
  env: { ...IDS, MODE: "plain" },
}, ({ run, uploads }) => {
  assertEquals([run.code, uploads.length, run.tools.length], [0, 0, 1], run.stderr);
  assertStringIncludes(run.stdout, "GET ");
});

Deno.test({
  name: "react-native xcode: --allow-fetch takes both files from a packager that is running",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using app = await reactNativeApp();
    const asked: string[] = [];
    const packager = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
      const { pathname, search } = new URL(request.url);
      asked.push(`${request.headers.get("authorization") ?? "-"} ${pathname}${search}`);
      const sources = [`${app.path}/src/a.ts`];
      const map = { version: 3, sources, names: [], mappings: "AAAA", debugId: APP_ID };
      return pathname.endsWith(".map") ? Response.json(map) : new Response("x();\n");
    });
    const sink = openUploadSink();
    try {
      const words = ["--allow-fetch", "--fetch-from", `http://127.0.0.1:${packager.addr.port}/app`];
      const run = await app.build([...words, ...BY_IDS], {
        url: sink.url,
        env: { CONFIGURATION: "Debug", PLATFORM_NAME: "iphonesimulator", MODE: "skip" },
      });
      assertEquals(run.code, 0, run.stderr);
      assertEquals(asked, [
        "- /app",
        "- /app/index.ios.bundle?platform=ios&dev=true",
        "- /app/index.ios.map?platform=ios&dev=true",
      ]);
      const [upload] = sink.take();
      const { files } = manifestOf(upload);
      assertEquals(
        Object.values(files).map(({ url }) => url),
        ["~/index.ios.bundle", "~/index.ios.map"],
      );
      const short = {
        version: 3,
        sources: ["src/a.ts"],
        names: [],
        mappings: "AAAA",
        debugId: APP_ID,
      };
      assertEquals(upload?.entries["files/_/_/index.ios.map"], await sha256(JSON.stringify(short)));
    } finally {
      await sink.close();
      await packager.shutdown();
    }
  },
});

for (const [signal, expected] of [["SIGINT", 130], ["SIGTERM", 143]] as const) {
  Deno.test({
    name: `react-native xcode: ${signal} stops the build and leaves nothing behind`,
    ignore: Deno.build.os === "windows",
    async fn() {
      await using app = await reactNativeApp();
      const child = app.start([], { url: "http://127.0.0.1:1", env: { MODE: "wait" } });
      const reader = child.stdout.getReader();
      // The script runs once it says so.
      await reader.read();
      child.kill(signal);
      const { code } = await child.status;
      await reader.cancel();
      assertEquals([code, await new Response(child.stderr).text()], [expected, ""]);
      assertEquals([...Deno.readDirSync(`${app.path}/tmp`)], []);
    },
  });
}

buildTest("--allow-fetch means nothing for a device", {
  words: ["--allow-fetch", "--fetch-from", "http://127.0.0.1:1/", ...BY_IDS],
  env: { ...IDS, MODE: "plain", PLATFORM_NAME: "iphoneos" },
}, ({ run, uploads }) => assertEquals([run.code, uploads.length], [0, 1], run.stderr));

buildTest("a lost server is a failure after the build, unless failing is allowed", {
  words: BY_IDS,
  env: { ...IDS, MODE: "plain", SENTRY_URL: "http://127.0.0.1:1", SENTRY_ALLOW_FAILURE: "1" },
}, async ({ run, app }) => {
  assertEquals(run.code, 0, run.stderr);
  assertStringIncludes(run.stderr, "error: ");
  assert((await app.read("ios/out/packager.map")).includes("mappings"));
});

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
