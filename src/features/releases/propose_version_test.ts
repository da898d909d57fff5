import {
  assertEquals,
  assertRejects,
  assertStringIncludes,
} from "../../../tests/support/assert.ts";
import { type FakeOptions, fakeSystem } from "../../../tests/support/fake_system.ts";
import { seeded } from "../../../tests/support/random.ts";
import { InputError } from "../../base/errors.ts";
import { type ProposeOptions, proposeVersion } from "./propose_version.ts";

const SHA = "4df908fcc95b39df397a22dd3b89522efb6fc98d";
const GIT = {
  "/work/.git/HEAD": "ref: refs/heads/main\n",
  "/work/.git/refs/heads/main": `${SHA}\n`,
  "/work/.git/objects/info/packs": "",
};

interface Given extends FakeOptions, ProposeOptions {
  readonly app?: { readonly bundleId: string; readonly version: string };
  readonly os?: "darwin";
}

async function propose({ app, os, allGradleForms, ...options }: Given) {
  const system = fakeSystem(options);
  const lines: string[] = [];
  const log = {
    debug: (text: string) => void lines.push(`debug ${text}`),
    warn: (text: string) => void lines.push(`warn ${text}`),
  };
  const platform = os === undefined ? system.platform : { ...system.platform, os };
  const doors = { ...system, platform, log, xcodeApp: () => Promise.resolve(app) };
  const found = await proposeVersion(doors, allGradleForms === undefined ? {} : { allGradleForms });
  return { version: found.version, log: lines };
}

const widget = (attributes: string) =>
  `<?xml version="1.0"?><widget xmlns="http://www.w3.org/ns/widgets" ${attributes}></widget>`;
const inCordova = (folder: string, attributes: string): Given => ({
  cwd: `/work/platforms/${folder}`,
  files: { "/work/config.xml": widget(attributes), [`/work/platforms/${folder}/x`]: "" },
  env: { SOURCE_VERSION: "later" },
});
const gradle = (text: string): Record<string, string> => ({
  "/work/build.gradle": "",
  "/work/app/build.gradle": text,
});
const event = (text: string): Given => ({
  env: { GITHUB_EVENT_PATH: "event.json" },
  files: { ...GIT, "/work/event.json": text },
});

// Specification 3.4; each was run with the reference.
const ROWS: readonly (readonly [name: string, given: Given, version: string])[] = [
  ["the variable first", { env: { SENTRY_RELEASE: "  a/b \n", SOURCE_VERSION: "x" } }, "  a/b \n"],
  [
    "empty variables do not count",
    { env: { SENTRY_RELEASE: "", SOURCE_VERSION: "abc", CIRCLE_SHA1: "def" } },
    "abc",
  ],
  ["HEROKU_BUILD_COMMIT", { env: { HEROKU_BUILD_COMMIT: "1", HEROKU_SLUG_COMMIT: "2" } }, "1"],
  ["HEROKU_SLUG_COMMIT", { env: { HEROKU_SLUG_COMMIT: "2", CIRCLE_SHA1: "3" } }, "2"],
  [
    "CODEBUILD_RESOLVED_SOURCE_VERSION",
    { env: { CODEBUILD_RESOLVED_SOURCE_VERSION: "4", CIRCLE_SHA1: "3" } },
    "4",
  ],
  ["CIRCLE_SHA1", { env: { CIRCLE_SHA1: "3", CF_PAGES_COMMIT_SHA: "5" } }, "3"],
  ["CF_PAGES_COMMIT_SHA", { env: { CF_PAGES_COMMIT_SHA: "5", GAE_DEPLOYMENT_ID: "6" } }, "5"],
  ["GAE_DEPLOYMENT_ID before git", { env: { GAE_DEPLOYMENT_ID: "6" }, files: GIT }, "6"],
  ["what other tools set does not count", { env: { GITHUB_SHA: "7" }, files: GIT }, SHA],
  [
    "Cordova for Android",
    inCordova("android", 'id="a.b" version="1.2.3" android-packageName="p.q"'),
    "p.q@1.2.3",
  ],
  [
    "Cordova for iOS",
    inCordova("ios", 'id="a.b" version="1" ios-CFBundleIdentifier="i.j" ios-CFBundleVersion="9"'),
    "i.j@9",
  ],
  ["Cordova without anything", inCordova("ios", ""), "unknown@0.0"],
  ["Cordova with an empty id", inCordova("android", 'id="" version=""'), "@"],
  ["Cordova with an entity", inCordova("ios", 'id="a&amp;b" version="1"'), "a&b@1"],
  ["Cordova that is not well-formed", inCordova("ios", 'id="x'), "later"],
  ["Cordova from another folder", inCordova("browser", 'id="x" version="1"'), "later"],
  [
    "Gradle",
    { files: gradle("applicationId \"a.b\"\nversionName '1.0'"), env: { GAE_DEPLOYMENT_ID: "g" } },
    "a.b@1.0",
  ],
  ["Gradle takes the first", { files: gradle('xapplicationId "q"\nversionName "a" + "b"') }, "q@a"],
  [
    "Gradle's assignments come after everything",
    { files: { ...GIT, ...gradle('applicationId = "a"\nversionName = "1"') } },
    SHA,
  ],
  [
    "Gradle's assignments are better than nothing",
    { files: gradle('applicationId = "a"\nversionName = "1"') },
    "a@1",
  ],
  [
    "Gradle's assignments when asked for",
    { files: { ...GIT, ...gradle('applicationId = "a"\nversionName="1"') }, allGradleForms: true },
    "a@1",
  ],
  [
    "an inner Gradle project without a version is passed",
    {
      cwd: "/work/inner",
      files: {
        ...gradle('applicationId "a"\nversionName "1"'),
        "/work/inner/build.gradle": "",
        "/work/inner/app/build.gradle": "nothing",
      },
    },
    "a@1",
  ],
  ["Xcode on macOS", { os: "darwin", app: { bundleId: "a.b", version: "2" }, files: GIT }, "a.b@2"],
  ["Xcode elsewhere", { app: { bundleId: "a.b", version: "2" }, files: GIT }, SHA],
  [
    "a pull request's tip",
    event(`{"pull_request":{"head":{"sha":"${"A".repeat(40)}"}}}`),
    "a".repeat(40),
  ],
  ["an event of something else", event("{}"), SHA],
  ["an event with a number", event('{"pull_request":{"head":{"sha":1}}}'), SHA],
];

for (const [name, given, version] of ROWS) {
  Deno.test(`proposeVersion(): ${name}`, async () => {
    assertEquals((await propose(given)).version, version);
  });
}

// The reference crashes on both.
for (const text of ["{", "", '{"pull_request":{"head":{"sha":"abc"}}}']) {
  Deno.test(`proposeVersion() goes on with git after the event ${JSON.stringify(text)}`, async () => {
    const { version, log } = await propose(event(text));
    assertEquals(version, SHA);
    assertStringIncludes(log.join("\n"), "warn Ignoring GITHUB_EVENT_PATH");
  });
}

Deno.test("proposeVersion() says why git does not help either", async () => {
  const error = await assertRejects(() => propose({}), InputError);
  assertStringIncludes(error.message, "Could not automatically determine release name:\n\t could");
  assertStringIncludes(error.message, "code=NotFound");
});

Deno.test("proposeVersion() survives made-up files", async () => {
  const random = seeded(11);
  const pieces = [
    "<widget",
    ' id="a"',
    ">",
    "</widget>",
    "<!--",
    "&x;",
    "{",
    '"',
    "applicationId ",
    "\0",
  ];
  for (let round = 0; round < 300; round++) {
    const text = Array.from(
      { length: Math.floor(random() * 8) },
      () => pieces[Math.floor(random() * pieces.length)] ?? "",
    ).join("");
    const { version } = await propose({
      cwd: "/work/platforms/ios",
      env: { GITHUB_EVENT_PATH: "/work/event.json" },
      files: {
        ...GIT,
        ...gradle(text),
        "/work/event.json": text,
        "/work/config.xml": text,
        "/work/platforms/ios/x": "",
      },
    });
    assertEquals(version, version.includes("@") ? version : SHA);
  }
});
