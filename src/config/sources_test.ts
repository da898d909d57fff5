import { messageChain } from "../base/errors.ts";
import { assertEquals } from "../../tests/support/assert.ts";
import { type ConfigOptions, loadConfig, notes } from "../../tests/support/load_config.ts";
import { pick, seeded } from "../../tests/support/random.ts";
import { settings } from "./settings.ts";

/** Organization and project as `info --config-status-json` shows them. */
async function status(options: ConfigOptions) {
  const { config } = await loadConfig(options);
  return [config.raw(settings.org)?.text, config.raw(settings.project)?.text];
}

async function errorOf(options: ConfigOptions) {
  const { config } = await loadConfig(options);
  return config.loadError === undefined ? undefined : messageChain(config.loadError);
}

Deno.test("loadSources() takes the nearest project file and stops there", async () => {
  const files = {
    "/work/a/.sentryclirc": "[defaults]\norg=a\n",
    "/work/.sentryclirc": "[defaults]\norg=w\nproject=w\n",
  };
  assertEquals(await status({ cwd: "/work/a/b", files }), ["a", undefined]);
});

Deno.test("loadSources() prefers .sentryclirc to sentrycli.ini in one folder", async () => {
  const files = {
    "/work/.sentryclirc": "[defaults]\norg=rc\n",
    "/work/sentrycli.ini": "[defaults]\norg=ini\n",
  };
  assertEquals(await status({ files }), ["rc", undefined]);
});

Deno.test("loadSources() falls back to the config folder where home has no file", async () => {
  const file = "/home/me/.config/sentry/sentrycli.ini";
  const { config } = await loadConfig({ files: { [file]: "[defaults]\norg=c\n" } });
  assertEquals(config.get(settings.org), "c");
  assertEquals([config.files.global, config.files.globalExists], [file, true]);
});

Deno.test("loadSources() follows an absolute XDG_CONFIG_HOME", async () => {
  const files = { "/xdg/sentry/sentrycli.ini": "[defaults]\norg=x\n" };
  assertEquals(await status({ env: { XDG_CONFIG_HOME: "/xdg" }, files }), ["x", undefined]);
});

Deno.test("loadSources() names the home file as target while there is none", async () => {
  const { config } = await loadConfig();
  assertEquals(config.files, {
    global: "/home/me/.sentryclirc",
    globalExists: false,
    project: undefined,
    properties: undefined,
    dotenv: [],
  });
  assertEquals(config.notes, []);
});

Deno.test("loadSources() skips the home file when SENTRY_INTEGRATION_TEST is set, even empty", async () => {
  const files = { "/home/me/.sentryclirc": "[defaults]\norg=h\n" };
  assertEquals(await status({ files, env: { SENTRY_INTEGRATION_TEST: "" } }), [
    undefined,
    undefined,
  ]);
});

Deno.test("loadSources() knows the home file when it finds it on the way up", async () => {
  const { config } = await loadConfig({
    cwd: "/home/me/code",
    files: { "/home/me/.sentryclirc": "[defaults]\norg=1\norg=2\n" },
  });
  const org = config.resolve(settings.org);
  // As a project file its last value counts, and it is the operator's own all the same.
  assertEquals([org?.value, org?.origin.kind], ["2", "global"]);
  assertEquals(config.files.project, "/home/me/.sentryclirc");
});

Deno.test("loadSources() knows the home file through a linked home", async () => {
  const { config } = await loadConfig({
    cwd: "/disk/me/code",
    files: { "/disk/me/.sentryclirc": "[defaults]\norg=1\n" },
    env: { HOME: "/users/me" },
    prepare: ({ fs }) => fs.link("/users", "/disk"),
  });
  assertEquals(config.resolve(settings.org)?.origin.kind, "global");
});

Deno.test("loadSources() tells which file was loaded", async () => {
  const loaded = await loadConfig({ files: { "/work/sentrycli.ini": "" } });
  assertEquals(notes(loaded, "info"), ["Loaded config from /work/sentrycli.ini"]);
});

Deno.test("loadSources() gives file and line of every value", async () => {
  const { config } = await loadConfig({
    env: { SENTRY_PROPERTIES: "p.properties" },
    files: {
      "/work/.sentryclirc": "# c\n[defaults]\norg=w\n",
      "/work/p.properties": "\ndefaults.project=p",
    },
  });
  assertEquals(config.raw(settings.org)?.origin, {
    kind: "project",
    where: "/work/.sentryclirc:3",
    file: "/work/.sentryclirc",
    line: 3,
    name: "defaults.org",
  });
  assertEquals(config.raw(settings.project)?.origin, {
    kind: "properties",
    where: "/work/p.properties:2",
    file: "/work/p.properties",
    line: 2,
    name: "defaults.project",
  });
});

Deno.test("loadSources() keeps sections with dots apart from keys with dots", async () => {
  const files = { "/work/.sentryclirc": "[defaults.org]\nx=1\n[defaults]\norg.x=2\norg=3\n" };
  assertEquals(await status({ files }), ["3", undefined]);
});

Deno.test("loadSources() warns about a missing properties file and goes on", async () => {
  for (const path of ["no.properties", ""]) {
    const loaded = await loadConfig({ env: { SENTRY_PROPERTIES: path } });
    assertEquals(notes(loaded, "warn"), [
      `Failed to find file referenced by SENTRY_PROPERTIES (${path})`,
    ]);
    assertEquals(loaded.config.loadError, undefined);
  }
});

Deno.test("loadSources() tells that a properties file was loaded", async () => {
  const loaded = await loadConfig({
    env: { SENTRY_PROPERTIES: "p" },
    files: { "/work/p": "defaults.org=a" },
  });
  assertEquals(notes(loaded, "info"), ["Loaded file referenced by SENTRY_PROPERTIES (p)"]);
});

const BROKEN: readonly (readonly [
  name: string,
  options: ConfigOptions,
  expected: readonly string[],
])[] = [
  ["a project file with a syntax error", { files: { "/work/sentrycli.ini": "[defaults]\norg" } }, [
    "Failed to parse .sentryclirc file from project path (/work/sentrycli.ini)",
    '/work/sentrycli.ini:2: a key without a value (expected "=" or ":")',
  ]],
  ["a home file with a syntax error", { files: { "/home/me/.sentryclirc": "[a]\n\n=b" } }, [
    "Failed to parse .sentryclirc file from the home folder.",
    "/home/me/.sentryclirc:3: a value without a key",
  ]],
  ["a project file in the wrong encoding", {
    prepare: ({ fs }) => fs.put("/work/.sentryclirc", Uint8Array.of(0x0a, 0xff)),
  }, [
    "Failed to parse .sentryclirc file from project path (/work/.sentryclirc)",
    "/work/.sentryclirc:2: not valid UTF-8",
  ]],
  ["a directory in place of a project file", {
    prepare: ({ fs }) => fs.putDirectory("/work/.sentryclirc"),
  }, [
    "Failed to parse .sentryclirc file from project path (/work/.sentryclirc)",
    "/work/.sentryclirc: Is a directory",
  ]],
  ["a directory in place of the home file", {
    prepare: ({ fs }) => fs.putDirectory("/home/me/.sentryclirc"),
  }, [
    "Failed to parse .sentryclirc file from the home folder.",
    "/home/me/.sentryclirc: Is a directory",
  ]],
  ["a project file that may not be read", {
    files: { "/work/.sentryclirc": "" },
    prepare: ({ fs }) => {
      fs.refuse = (call, path) =>
        call === "read" && path === "/work/.sentryclirc" ? "permission" : undefined;
    },
  }, [
    "Failed to load .sentryclirc file from project path (/work/.sentryclirc)",
    "/work/.sentryclirc: Permission denied",
  ]],
  ["a broken properties file", {
    env: { SENTRY_PROPERTIES: "p" },
    files: { "/work/p": "\n\na=\\u12" },
  }, [
    "Could not load java style properties file: \\u must be followed by four hexadecimal digits " +
    "(line_number = 3)",
    "/work/p:3: \\u must be followed by four hexadecimal digits",
  ]],
  ["a directory in place of a properties file", { env: { SENTRY_PROPERTIES: "/home" } }, [
    "Failed to load file referenced by SENTRY_PROPERTIES (/home)",
    "/home: Is a directory",
  ]],
];

for (const [name, options, expected] of BROKEN) {
  Deno.test(`loadSources() reports ${name} by name and line`, async () => {
    assertEquals(await errorOf(options), expected);
  });
}

Deno.test("loadSources() reports the home file first and reads the rest all the same", async () => {
  const { config } = await loadConfig({
    env: { SENTRY_PROPERTIES: "p" },
    files: {
      "/home/me/.sentryclirc": "x",
      "/work/.sentryclirc": "[",
      "/work/p": "defaults.org=a",
    },
  });
  assertEquals(config.loadErrors.map(({ message }) => message), [
    "Failed to parse .sentryclirc file from the home folder.",
    "Failed to parse .sentryclirc file from project path (/work/.sentryclirc)",
  ]);
  assertEquals(config.loadError, config.loadErrors[0]);
  assertEquals(config.get(settings.org), "a");
});

Deno.test("loadSources() passes by a link to nothing, and warns about a loop", async () => {
  const loaded = await loadConfig({
    files: { "/work/sentrycli.ini": "[defaults]\norg=i\n" },
    prepare: ({ fs }) => {
      fs.link("/work/a/.sentryclirc", "nowhere");
      fs.link("/work/.sentryclirc", ".sentryclirc");
    },
    cwd: "/work/a",
  });
  assertEquals(loaded.config.get(settings.org), "i");
  assertEquals(notes(loaded, "warn"), [
    "Ignoring /work/.sentryclirc: Too many levels of symbolic links",
  ]);
});

Deno.test("loadSources() advises on the input files of a build phase inside Xcode", async () => {
  const { config } = await loadConfig({
    env: { XCODE_VERSION_ACTUAL: "1500" },
    files: { "/work/.sentryclirc": "" },
    prepare: ({ fs }) => {
      fs.refuse = (call, path) =>
        call === "read" && path.startsWith("/work") ? "permission" : undefined;
    },
  });
  assertEquals(config.loadError?.hint?.includes("${SRCROOT}/.sentryclirc"), true);
});

Deno.test("loadSources() gives values or errors for 3000 generated sets of files, never a secret", async () => {
  // deno-fmt-ignore
  const pieces = [
    "[defaults]\n", "[auth]\n", "org=a\n", "token=sntrys_hush\n", "token sntrys_hush\n", "=", ":",
    "\n", "\r", "[", "]", '"', "'", "\\", "\\x12", "# c\n", " ", "defaults.org=a\n", "SENTRY_ORG=b\n",
    "SENTRY_AUTH_TOKEN='sntrys_hush", "$A", "\\u00", "\uFEFF", "\0", "é", "\ud800",
  ];
  const random = seeded(41);
  const text = () => {
    const length = Math.floor(random() * 10);
    return Array.from({ length }, () => pick(random, pieces)).join("");
  };
  let broken = 0;
  for (let i = 0; i < 3000; i++) {
    const { config, dotenvNotes } = await loadConfig({
      env: { SENTRY_PROPERTIES: "p" },
      files: {
        "/home/me/.sentryclirc": text(),
        "/work/.sentryclirc": text(),
        "/work/p": text(),
        "/work/.env": text(),
      },
    });
    if (config.loadError !== undefined) broken++;
    const said = [
      ...config.loadErrors.flatMap((error) => [error.hint, ...messageChain(error)]),
      ...[...dotenvNotes, ...config.notes].map(({ message }) => message),
    ].join("\n");
    assertEquals(said.includes("hush"), false, said);
  }
  assertEquals(broken > 500 && broken < 2990, true, `${broken} of 3000 were broken`);
});
