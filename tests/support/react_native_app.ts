/**
 * A React Native app on disk whose tools are played: scripts that are really started, take the words of
 * the real ones and really write bundles and maps. Node is played by the Deno that runs the tests.
 */
import { permissionFlags, programPermissions } from "../../src/commands/permission_rows.ts";
import { programEnv, TOKEN } from "./program.ts";

const MAIN = decodeURIComponent(new URL("mac_main.ts", import.meta.url).pathname);
export const APP_ID = "11111111-2222-5333-8444-555555555555";
export const RN_SCRIPTS = "node_modules/react-native/scripts";

/** Goes the way of React Native's script: bundle, compile, join. `MODE` says how far. */
const BUILD_SCRIPT = `#!/bin/sh
set -eu
echo "building $CONFIGURATION in $(basename "$PWD"), arguments: $#"
cd ..
[ "$MODE" = skip ] && exit 0
[ "$MODE" = fail ] && exit 65
[ "$MODE" = wait ] && exec sleep 1000
"$NODE_BINARY" tools/cli.js \${BUNDLE_WORD:-bundle} --dev false \\
  --bundle-output ios/out/main.jsbundle \${MAP_WORDS:-}
[ "$MODE" = plain ] && exit 0
"$HERMES_CLI_PATH" -emit-binary -O -out ios/out/main.hbc ios/out/main.jsbundle
[ "$MODE" = compile ] && exit 0
"$NODE_BINARY" ${RN_SCRIPTS}/compose-source-maps.js ios/out/packager.map ios/out/main.hbc.map \\
  -o ios/out/main.map
`;

/** Plays node. */
const NODE = `#!/bin/sh
echo "node $*" >> "$TOOLS_LOG"
exec "$TEST_DENO" run -A --quiet --no-lock --no-config "$@"
`;

/** Plays the command line of React Native. */
const CLI = `
import fs from "node:fs";
const word = (name) => {
  const joined = process.argv.find((each) => each.startsWith(name + "="));
  if (joined !== undefined) return joined.slice(name.length + 1);
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : process.argv[at + 1];
};
const id = process.env.WITH_ID === "1" ? { debugId: "${APP_ID}" } : {};
const map = { version: 3, sources: [process.cwd() + "/src/a.ts", "/other/b.ts"], names: [],
  sourcesContent: ["a", "b"], mappings: "AAAA,ACAA", ...id };
const bundle = word("--bundle-output");
fs.mkdirSync("ios/out", { recursive: true });
const mapFile = word("--sourcemap-output");
const comment = mapFile === undefined ? "" : "//# sourceMappingURL=" + mapFile.split("/").at(-1);
const mark = "debugId" in id ? "\\n//# debugId=" + id.debugId : "";
fs.writeFileSync(bundle, "x();\\n" + comment + mark + "\\n");
if (mapFile !== undefined) fs.writeFileSync(mapFile, JSON.stringify(map));
`;

/** Plays the Hermes compiler. */
const HERMES = `#!/bin/sh
echo "hermesc $*" >> "$TOOLS_LOG"
printf '\\306\\037\\274\\003\\301\\003\\031\\037bytecode' > ios/out/main.hbc
echo '{"version":3,"sources":["m"],"names":[],"mappings":"AAAA"}' > ios/out/main.hbc.map
`;

/** Plays the script that joins two maps; it loses the debug id, as the real one did. */
const COMPOSE = `
import fs from "node:fs";
const [packager, _compiler, , output] = process.argv.slice(2);
const { debugId, debug_id, ...map } = JSON.parse(fs.readFileSync(packager, "utf8"));
fs.writeFileSync(output, JSON.stringify(map));
`;

const INFO_PLIST = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0"><dict>
<key>CFBundleName</key><string>$(PRODUCT_NAME)</string>
<key>CFBundleIdentifier</key><string>com.acme.$(PRODUCT_NAME:rfc1034identifier)</string>
<key>CFBundleShortVersionString</key><string>\${MARKETING_VERSION}</string>
<key>CFBundleVersion</key><string>45</string>
</dict></plist>
`;

export interface BuildRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** How the tools were called, one line each. */
  readonly tools: readonly string[];
}

export interface BuildOptions {
  /** The Sentry server. */
  readonly url: string;
  readonly env?: Readonly<Record<string, string>>;
}

export interface ReactNativeApp extends AsyncDisposable {
  readonly path: string;
  /** Runs `react-native xcode` as a build phase does. */
  build(words: readonly string[], options: BuildOptions): Promise<BuildRun>;
  /** Starts the same. */
  start(words: readonly string[], options: BuildOptions): Deno.ChildProcess;
  read(path: string): Promise<string>;
}

/** Makes one in a fresh folder. */
export async function reactNativeApp(): Promise<ReactNativeApp> {
  const path = await Deno.realPath(await Deno.makeTempDir({ prefix: "sentry-cli-rn app-" }));
  const put = async (name: string, text: string, mode = 0o644) => {
    const file = `${path}/${name}`;
    await Deno.mkdir(file.slice(0, file.lastIndexOf("/")), { recursive: true });
    await Deno.writeTextFile(file, text);
    await Deno.chmod(file, mode);
  };
  await put(`${RN_SCRIPTS}/react-native-xcode.sh`, BUILD_SCRIPT, 0o755);
  await put(`${RN_SCRIPTS}/compose-source-maps.js`, COMPOSE);
  await put("tools/cli.js", CLI);
  await put("tools/node", NODE, 0o755);
  await put("package.json", '{"type":"module"}\n');
  await put("ios/Pods/hermes-engine/destroot/bin/hermesc", HERMES, 0o755);
  await put("ios/App/Info.plist", INFO_PLIST);
  await put("tools.log", "");
  await Deno.mkdir(`${path}/tmp`);
  const command = (words: readonly string[], { url, env = {} }: BuildOptions) =>
    new Deno.Command(Deno.execPath(), {
      args: [
        ...["run", "--quiet", ...permissionFlags(programPermissions("darwin")), MAIN],
        ...["react-native", "xcode", ...words],
      ],
      cwd: `${path}/ios`,
      clearEnv: true,
      env: programEnv(path, { ...buildEnvironment(path), SENTRY_URL: url, ...env }),
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    });
  return {
    path,
    read: (name) => Deno.readTextFile(`${path}/${name}`),
    start: (words, options) => command(words, options).spawn(),
    async build(words, options) {
      const { code, stdout, stderr } = await command(words, options).output();
      const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
      const log = await Deno.readTextFile(`${path}/tools.log`);
      return {
        code,
        stdout: text(stdout),
        stderr: text(stderr),
        tools: log.split("\n").filter((line) => line !== ""),
      };
    },
    [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }),
  };
}

/** What Xcode, the user and the test's tools have set. */
function buildEnvironment(path: string): Record<string, string> {
  return {
    TMPDIR: `${path}/tmp`,
    TEST_DENO: Deno.execPath(),
    TOOLS_LOG: `${path}/tools.log`,
    NODE_BINARY: `${path}/tools/node`,
    SENTRY_AUTH_TOKEN: TOKEN,
    SENTRY_ORG: "acme",
    SENTRY_PROJECT: "app",
    CONFIGURATION: "Release",
    PODS_ROOT: `${path}/ios/Pods`,
    XCODE_VERSION_ACTUAL: "1600",
    PROJECT_DIR: `${path}/ios`,
    INFOPLIST_FILE: "App/Info.plist",
    PRODUCT_NAME: "My App",
    MARKETING_VERSION: "1.2.3",
    MODE: "all",
    MAP_WORDS: "--sourcemap-output ios/out/packager.map",
  };
}
