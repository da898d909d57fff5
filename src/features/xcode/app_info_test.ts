import { assertEquals, assertRejects } from "../../../tests/support/assert.ts";
import { type FakeOptions, fakeSystem } from "../../../tests/support/fake_system.ts";
import { InputError } from "../../base/errors.ts";
import type { SpawnResult } from "../../system/mod.ts";
import { findAppInfo } from "./app_info.ts";
import { parseBuildSettings, pickTarget } from "./build_settings.ts";

const PLIST = `<?xml version="1.0"?><plist version="1.0"><dict>
<key>CFBundleName</key><string>$(PRODUCT_NAME)</string>
<key>CFBundleIdentifier</key><string>com.acme.$(PRODUCT_NAME:rfc1034identifier)</string>
<key>CFBundleShortVersionString</key><string>1.2.3</string>
<key>CFBundleVersion</key><string>45</string>
</dict></plist>`;
const APP = { name: "My App", bundleId: "com.acme.My-App", version: "1.2.3", build: "45" };
const IN_XCODE = { XCODE_VERSION_ACTUAL: "1500", PRODUCT_NAME: "My App" };

const find = (options: FakeOptions, allowPreprocessing = false) =>
  findAppInfo(fakeSystem(options), { allowPreprocessing });

function printed(stdout: string, code = 0): Promise<SpawnResult> {
  const encode = (text: string) => new TextEncoder().encode(text);
  return Promise.resolve({ code, signal: undefined, stdout: encode(stdout), stderr: encode("no") });
}

Deno.test("findAppInfo() reads the Info.plist of a running build", async () => {
  const env = { ...IN_XCODE, PROJECT_DIR: "/app/ios", INFOPLIST_FILE: "App/Info.plist" };
  assertEquals(await find({ env, files: { "/app/ios/App/Info.plist": PLIST } }), APP);
});

Deno.test("findAppInfo() takes PROJECT_DIR for the working folder when it is not set", async () => {
  const env = { ...IN_XCODE, INFOPLIST_FILE: "Info.plist" };
  assertEquals(await find({ env, files: { "/work/Info.plist": PLIST } }), APP);
});

const SETTINGS = {
  PRODUCT_BUNDLE_IDENTIFIER: "com.acme.gen",
  MARKETING_VERSION: "9.0",
  CURRENT_PROJECT_VERSION: "7",
};
const FROM_SETTINGS = { name: "My App", bundleId: "com.acme.gen", version: "9.0", build: "7" };

Deno.test("findAppInfo() takes build settings where there is no Info.plist", async () => {
  assertEquals(await find({ env: { ...IN_XCODE, ...SETTINGS } }), FROM_SETTINGS);
});

Deno.test("findAppInfo() takes build settings where the Info.plist lacks a key", async () => {
  const env = { ...IN_XCODE, ...SETTINGS, INFOPLIST_FILE: "Info.plist" };
  const files = { "/work/Info.plist": "<plist><dict></dict></plist>" };
  assertEquals(await find({ env, files }), FROM_SETTINGS);
});

Deno.test("findAppInfo() finds nothing when one of the four settings is missing", async () => {
  const { MARKETING_VERSION: _, ...rest } = SETTINGS;
  assertEquals(await find({ env: { ...IN_XCODE, ...rest } }), undefined);
});

Deno.test("findAppInfo() names an Info.plist that is not there or broken", async () => {
  const env = { ...IN_XCODE, INFOPLIST_FILE: "Info.plist" };
  await assertRejects(() => find({ env }), InputError, "Could not read '/work/Info.plist'");
  const files = { "/work/Info.plist": "bplist00" };
  await assertRejects(() => find({ env, files }), InputError, "Could not read '/work/Info.plist'");
});

const PREPROCESSED = {
  ...IN_XCODE,
  INFOPLIST_FILE: "Info.plist",
  INFOPLIST_PREPROCESS: "YES",
  INFOPLIST_OTHER_PREPROCESSOR_FLAGS: "-I x  -traditional",
  INFOPLIST_PREPROCESSOR_DEFINITIONS: "A=1 B",
};

Deno.test("findAppInfo() preprocesses an Info.plist only when allowed", async () => {
  const calls: (readonly string[])[] = [];
  const spawn = (program: string, args: readonly string[]) => {
    calls.push([program, ...args]);
    return printed(PLIST);
  };
  const files = { "/work/Info.plist": PLIST };
  assertEquals(await find({ env: PREPROCESSED, files, spawn }), APP);
  assertEquals(calls, []);
  assertEquals(await find({ env: PREPROCESSED, files, spawn }, true), APP);
  assertEquals(calls, [[
    ...["cc", "-xc", "-P", "-E", "-I", "x", "-traditional", "-DA=1", "-DB"],
    "/work/Info.plist",
  ]]);
  await find({ env: { ...PREPROCESSED, INFOPLIST_PREPROCESS: "NO" }, files, spawn }, true);
  assertEquals(calls.length, 1);
});

Deno.test("findAppInfo() says that the preprocessor failed", async () => {
  const spawn = () => printed("", 1);
  await assertRejects(() => find({ env: PREPROCESSED, spawn }, true), InputError);
});

const LIST = JSON.stringify({
  project: { configurations: ["Debug", "Release"], targets: ["App", "Tests"], name: "App" },
});

Deno.test("findAppInfo() asks xcodebuild outside of a build, for the only project", async () => {
  const calls: string[] = [];
  const spawn = (program: string, args: readonly string[]) => {
    calls.push([program, ...args].join(" "));
    return printed(
      args[0] === "-list"
        ? LIST
        : "Build settings for action build and target App:\n    INFOPLIST_FILE = App/Info.plist\n" +
          "    PRODUCT_NAME = My App\n  not a setting\n",
    );
  };
  const files = { "/work/A.xcodeproj/project.pbxproj": "", "/work/App/Info.plist": PLIST };
  assertEquals(await find({ files, spawn }), APP);
  assertEquals(calls, [
    "xcodebuild -list -json -project A.xcodeproj",
    "xcodebuild -showBuildSettings -project A.xcodeproj -target App -configuration Release",
  ]);
  assertEquals(await find({ files: { ...files, "/work/B.xcodeproj/x": "" }, spawn }), undefined);
  assertEquals(await find({ spawn }), undefined);
});

Deno.test("pickTarget() takes release before debug, and nothing from what is no list", () => {
  const list = (configurations: unknown, targets: unknown) =>
    pickTarget(JSON.stringify({ project: { configurations, targets } }));
  assertEquals(list(["debug", "RELEASE"], ["T"]), { target: "T", configuration: "RELEASE" });
  assertEquals(list(["Debug"], ["T"]), { target: "T", configuration: "Debug" });
  assertEquals(list(["Beta"], ["T"]), undefined);
  assertEquals(list(["Debug"], []), undefined);
  assertEquals(list("Debug", 5), undefined);
  assertEquals(["", "[]", "{}", "{"].map(pickTarget), [undefined, undefined, undefined, undefined]);
});

Deno.test("parseBuildSettings() keeps values with blanks and equals signs", () => {
  const text = "    A = b c = d\r\n    B = \n  C = no\nD = no\n";
  assertEquals([...parseBuildSettings(text)], [["A", "b c = d"], ["B", ""]]);
});
