import { ConfigError } from "../base/errors.ts";
import { assertEquals, assertThrows } from "../../tests/support/assert.ts";
import { type ConfigOptions, loadConfig } from "../../tests/support/load_config.ts";
import { configuredTokenOrg, selectServer, type ServerChoice } from "./server.ts";

const T = "a".repeat(64);
const S = "http://127.0.0.1:1";

/** An organization token of `tok` that names a server. */
function orgToken(url: string | null): string {
  const secret = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
  return `sntrys_${btoa(JSON.stringify({ org: "tok", url }))}_${secret}`;
}

const project = (text: string) => ({ "/work/.sentryclirc": text });
const home = (text: string) => ({ "/home/me/.sentryclirc": text });
const url = (text: string) => `[defaults]\nurl=${text}\n`;
const token = (text: string) => `[auth]\ntoken=${text}\n`;

async function select(options: ConfigOptions, choice?: ServerChoice) {
  const server = selectServer((await loadConfig(options)).config, choice);
  return {
    url: server.url,
    token: server.credentials?.secret.reveal(),
    from: server.credentials?.origin.where,
    warnings: server.warnings,
  };
}

async function refusal(options: ConfigOptions): Promise<ConfigError> {
  const { config } = await loadConfig(options);
  return assertThrows(() => selectServer(config), ConfigError, "Refusing to send");
}

Deno.test("selectServer() uses sentry.io where nothing is configured", async () => {
  assertEquals(await select({}), {
    url: "https://sentry.io",
    token: undefined,
    from: undefined,
    warnings: [],
  });
});

/** Who names the address, who the token, and what comes of it. */
const PAIRS: readonly (readonly [name: string, options: ConfigOptions, goes: boolean])[] = [
  ["flag, flag", { flags: { "defaults.url": S, "auth.token": T } }, true],
  ["flag, env", { flags: { "defaults.url": S }, env: { SENTRY_AUTH_TOKEN: T } }, true],
  ["flag, home", { flags: { "defaults.url": S }, files: home(token(T)) }, true],
  ["env, env", { env: { SENTRY_URL: S, SENTRY_AUTH_TOKEN: T } }, true],
  ["env, home", { env: { SENTRY_URL: S }, files: home(token(T)) }, true],
  ["home, flag", { flags: { "auth.token": T }, files: home(url(S)) }, true],
  ["home, env", { env: { SENTRY_AUTH_TOKEN: T }, files: home(url(S)) }, true],
  ["home, home", { files: home(url(S) + token(T)) }, true],
  ["env, project", { env: { SENTRY_URL: S }, files: project(token(T)) }, true],
  [
    "env, .env",
    { env: { SENTRY_URL: S }, files: { "/work/.env": `SENTRY_AUTH_TOKEN=${T}` } },
    true,
  ],
  ["home, project", { files: { ...home(url(S)), ...project(token(T)) } }, true],
  ["project, project", { files: project(url(S) + token(T)) }, true],
  [".env, .env", { files: { "/work/.env": `SENTRY_URL=${S}\nSENTRY_AUTH_TOKEN=${T}` } }, true],
  [
    "project, .env",
    { files: { ...project(url(S)), "/work/.env": `SENTRY_AUTH_TOKEN=${T}` } },
    true,
  ],
  ["project, properties", {
    env: { SENTRY_PROPERTIES: "p" },
    files: { ...project(url(S)), "/work/p": `auth.token=${T}` },
  }, true],
  ["project, flag", { flags: { "auth.token": T }, files: project(url(S)) }, false],
  ["project, env", { env: { SENTRY_AUTH_TOKEN: T }, files: project(url(S)) }, false],
  ["project, home", { files: { ...project(url(S)), ...home(token(T)) } }, false],
  [
    ".env, env",
    { env: { SENTRY_AUTH_TOKEN: T }, files: { "/work/.env": `SENTRY_URL=${S}` } },
    false,
  ],
  [".env, home", { files: { "/work/.env": `SENTRY_URL=${S}`, ...home(token(T)) } }, false],
  ["properties, env", {
    env: { SENTRY_PROPERTIES: "p", SENTRY_AUTH_TOKEN: T },
    files: { "/work/p": `defaults.url=${S}` },
  }, false],
];

for (const [name, options, goes] of PAIRS) {
  const verb = goes ? "sends" : "refuses to send";
  Deno.test(`selectServer() ${verb} the token for address and token from ${name}`, async () => {
    if (!goes) return void await refusal(options);
    const server = await select(options);
    assertEquals([server.url, server.token, server.warnings], [S, T, []]);
  });
}

Deno.test("selectServer() names both origins and the fix when it refuses", async () => {
  const error = await refusal({ env: { SENTRY_AUTH_TOKEN: T }, files: project(url(S)) });
  assertEquals(
    error.message,
    `Refusing to send the auth token from SENTRY_AUTH_TOKEN to ${S}: ` +
      "that address comes from /work/.sentryclirc:2, a file of the repository",
  );
  assertEquals(
    error.hint,
    `If you trust this server, run: sentry-cli config trust ${S} ` +
      `(or set SENTRY_TRUSTED_HOSTS=${S})`,
  );
  assertEquals(error.exitCode, 1);
});

Deno.test("selectServer() needs no trust where there is no token", async () => {
  assertEquals((await select({ files: project(url(S)) })).url, S);
});

const LETS_THROUGH: readonly (readonly [name: string, options: ConfigOptions])[] = [
  ["SENTRY_TRUSTED_HOSTS", {
    env: { SENTRY_AUTH_TOKEN: T, SENTRY_TRUSTED_HOSTS: "127.0.0.1:1" },
    files: project(url(S)),
  }],
  ["the trust of the home file", {
    env: { SENTRY_AUTH_TOKEN: T },
    files: { ...project(url(S)), ...home(`[auth]\ntrusted_hosts=${S}\n`) },
  }],
  ["the same address in the home file", {
    files: { ...project(url(S)), ...home(url(`${S}/`) + token(T)) },
  }],
  ["the same address in a variable below a .env", {
    env: { SENTRY_URL: `${S}/`, SENTRY_AUTH_TOKEN: T, SENTRY_DOTENV_PATH: "x" },
    files: { "/work/x": `SENTRY_URL=${S}` },
  }],
  ["the default server in the project file", {
    env: { SENTRY_AUTH_TOKEN: T },
    files: project(url("https://sentry.io/")),
  }],
  ["CI with a token from a variable", {
    env: { SENTRY_AUTH_TOKEN: T, CI: "true" },
    files: project(url(S)),
  }],
];

for (const [name, options] of LETS_THROUGH) {
  Deno.test(`selectServer() sends the token because of ${name}`, async () => {
    assertEquals((await select(options)).token, T);
  });
}

const STILL_REFUSED: readonly (readonly [name: string, options: ConfigOptions])[] = [
  ["trust that the repository gives itself", {
    env: { SENTRY_AUTH_TOKEN: T },
    files: {
      ...project(url(S) + `[auth]\ntrusted_hosts=${S}\n`),
      "/work/.env": `SENTRY_TRUSTED_HOSTS=${S}`,
    },
  }],
  ["CI from a .env", {
    env: { SENTRY_AUTH_TOKEN: T },
    files: { ...project(url(S)), "/work/.env": "CI=true" },
  }],
  ["CI set to nothing", { env: { SENTRY_AUTH_TOKEN: T, CI: "" }, files: project(url(S)) }],
  ["CI with a token from the home file", {
    env: { CI: "true" },
    files: { ...project(url(S)), ...home(token(T)) },
  }],
  ["CI with a token from a flag", {
    env: { CI: "true" },
    flags: { "auth.token": T },
    files: project(url(S)),
  }],
  ["another address in the home file", {
    files: { ...project(url(S)), ...home(url(`${S}0`) + token(T)) },
  }],
  ["the default server over http", {
    env: { SENTRY_AUTH_TOKEN: T },
    files: project(url("http://sentry.io")),
  }],
];

for (const [name, options] of STILL_REFUSED) {
  Deno.test(`selectServer() refuses in spite of ${name}`, async () => {
    await refusal(options);
  });
}

Deno.test("selectServer() guards an API key like a token", async () => {
  const error = await refusal({ env: { SENTRY_API_KEY: "k" }, files: project(url(S)) });
  assertEquals(error.message.startsWith("Refusing to send the API key from SENTRY_API_KEY"), true);
});

Deno.test("selectServer() goes where the token says, whoever named another address", async () => {
  for (
    const where of [{ env: { SENTRY_URL: "http://other" } }, {
      files: project(url("http://other")),
    }]
  ) {
    const env = { ...("env" in where ? where.env : {}), SENTRY_AUTH_TOKEN: orgToken(S) };
    const server = await select({ ...where, env });
    assertEquals([server.url, server.token], [S, orgToken(S)]);
    assertEquals(server.warnings, [
      `Using ${S} (embedded in token) rather than manually-configured URL http://other. ` +
      "To use http://other, please provide an auth token for http://other.",
    ]);
  }
});

Deno.test("selectServer() does not warn about an address that differs by a slash only", async () => {
  for (const [inToken, configured] of [[S, `${S}/`], [`${S}/`, S]] as const) {
    const server = await select({
      env: { SENTRY_AUTH_TOKEN: orgToken(inToken), SENTRY_URL: configured },
    });
    assertEquals([server.url, server.warnings], [S, []]);
  }
});

Deno.test("selectServer() does not warn where no address is configured", async () => {
  const server = await select({ env: { SENTRY_AUTH_TOKEN: orgToken(S) } });
  assertEquals([server.url, server.warnings], [S, []]);
});

Deno.test("selectServer() uses the configured address for a token without one", async () => {
  const server = await select({ env: { SENTRY_AUTH_TOKEN: orgToken(null), SENTRY_URL: S } });
  assertEquals(server.url, S);
});

Deno.test("selectServer() refuses a token whose address is none", async () => {
  const { config } = await loadConfig({ env: { SENTRY_AUTH_TOKEN: orgToken("sentry") } });
  const error = assertThrows(() => selectServer(config), ConfigError);
  assertEquals(error.message, "bad sentry url: unknown scheme (sentry)");
  assertEquals(error.hint?.includes("the auth token (SENTRY_AUTH_TOKEN)"), true);
});

const BAD_URLS: readonly (readonly [text: string, message: string])[] = [
  ["ftp://x/", "bad sentry url: unknown scheme (ftp://x)"],
  ["HTTP://x", "bad sentry url: unknown scheme (HTTP://x)"],
  ["x", "bad sentry url: unknown scheme (x)"],
  ["/", "bad sentry url: unknown scheme ()"],
  [" http://x", "bad sentry url: unknown scheme ( http://x)"],
  ["http://", "bad sentry url: unknown scheme (http:)"],
  ["http://x/y/", "bad sentry url: not on URL root (http://x/y)"],
  ["http://a b", "bad sentry url: not a valid URL (http://a b)"],
  ["http://x:99999", "bad sentry url: not a valid URL (http://x:99999)"],
  ["http://u:hush@x/y", "bad sentry url: not on URL root (http://[REDACTED]@x/y)"],
];

for (const [text, message] of BAD_URLS) {
  Deno.test(`selectServer() refuses the address ${JSON.stringify(text)}`, async () => {
    const { config } = await loadConfig({ env: { SENTRY_URL: text } });
    const error = assertThrows(() => selectServer(config), ConfigError);
    assertEquals(error.message, message);
    assertEquals(error.hint?.includes("SENTRY_URL"), true);
    assertEquals(config.serverUrl().problem?.message, message);
  });
}

for (
  const [text, expected] of [["http://x///", "http://x"], ["https://u:p@h:9/", "https://u:p@h:9"], [
    "http://x?y",
    "http://x?y",
  ]] as const
) {
  Deno.test(`selectServer() takes the address ${text}`, async () => {
    assertEquals((await select({ env: { SENTRY_URL: text } })).url, expected);
  });
}

Deno.test("selectServer() passes by an empty variable, but not by an empty address in a file", async () => {
  assertEquals((await select({ env: { SENTRY_URL: "" }, files: home(url(S)) })).url, S);
  const { config } = await loadConfig({ files: { ...project(url("")), ...home(url(S)) } });
  const error = assertThrows(() => selectServer(config), ConfigError);
  assertEquals(error.message, "bad sentry url: unknown scheme ()");
});

const key = (text: string) => `api_key=${text}\n`;

/** What is said where; the winner. As in 2.x: in each class a token beats a key. */
const RANKS:
  readonly (readonly [name: string, options: ConfigOptions, winner: string | undefined])[] = [
    ["a flag key over a variable token", {
      flags: { "auth.api_key": "k" },
      env: { SENTRY_AUTH_TOKEN: "t" },
    }, "k"],
    ["a flag token over a flag key", { flags: { "auth.api_key": "k", "auth.token": "t" } }, "t"],
    ["a variable token over a variable key", {
      env: { SENTRY_AUTH_TOKEN: "t", SENTRY_API_KEY: "k" },
    }, "t"],
    ["a variable key over a token in a file", {
      env: { SENTRY_API_KEY: "k" },
      files: home(token("t")),
    }, "k"],
    ["a token in the home file over a key in the project file", {
      files: { ...project(`[auth]\n${key("k")}`), ...home(token("t")) },
    }, "t"],
    ["a key in a file where there is no token", { files: home(`[auth]\n${key("k")}`) }, "k"],
    ["a token in a file for an empty variable", {
      env: { SENTRY_AUTH_TOKEN: "" },
      files: home(token("t")),
    }, "t"],
    ["a token in a file for a variable of blanks", {
      env: { SENTRY_AUTH_TOKEN: " \n" },
      files: home(token("t")),
    }, "t"],
    ["nothing for an empty flag", {
      flags: { "auth.token": "" },
      env: { SENTRY_AUTH_TOKEN: "t" },
    }, undefined],
    ["nothing for an empty token in a nearer file", {
      files: { ...project(token("")), ...home(token("t")) },
    }, undefined],
  ];

for (const [name, options, winner] of RANKS) {
  Deno.test(`selectServer() takes ${name}`, async () => {
    assertEquals((await select(options)).token, winner);
  });
}

for (const text of [`${T}\n`, ` ${T} `, `${T}\r\nsecond line`]) {
  Deno.test(`selectServer() tidies the token ${JSON.stringify(text.replace(T, "T"))}`, async () => {
    assertEquals((await select({ env: { SENTRY_AUTH_TOKEN: text } })).token, T);
  });
}

Deno.test("selectServer() takes a token of unknown form as it is", async () => {
  assertEquals((await select({ env: { SENTRY_AUTH_TOKEN: "garbage" } })).token, "garbage");
});

Deno.test("selectServer() takes another token when told, under the same guard", async () => {
  const origin = { kind: "flag", where: "the prompt" } as const;
  const options = { files: project(url(S)) };
  const { config } = await loadConfig(options);
  const choice = { token: { text: T, origin } };
  assertThrows(() => selectServer(config, choice), ConfigError, "from the prompt to");
  assertEquals((await select(options, { ...choice, acceptUrl: true })).token, T);
});

Deno.test("selectServer() can be told to use no token", async () => {
  const options = { env: { SENTRY_AUTH_TOKEN: T }, files: project(url(S)) };
  assertEquals(await select(options, { token: undefined }), {
    url: S,
    token: undefined,
    from: undefined,
    warnings: [],
  });
});

Deno.test("configuredTokenOrg() reads the organization of the configured token", async () => {
  const inEnv = await loadConfig({ env: { SENTRY_AUTH_TOKEN: orgToken(null) } });
  assertEquals(configuredTokenOrg(inEnv.config), "tok");
  assertEquals(
    configuredTokenOrg((await loadConfig({ env: { SENTRY_API_KEY: "k" } })).config),
    undefined,
  );
});
