import { ConfigError } from "../base/errors.ts";
import { Secret } from "../base/secret.ts";
import { assertEquals, assertThrows } from "../../tests/support/assert.ts";
import { type ConfigOptions, loadConfig, notes } from "../../tests/support/load_config.ts";
import type { OriginKind, Setting } from "./model.ts";
import { CATALOGUE, settings } from "./settings.ts";

/** A place that can carry a setting: how to say a text there. */
interface Place {
  readonly kind: OriginKind;
  can(setting: Setting<unknown>): boolean;
  say(setting: Setting<unknown>, text: string): ConfigOptions;
}

function iniText(key: string, text: string): string {
  const dot = key.lastIndexOf(".");
  return `[${key.slice(0, dot)}]\n${key.slice(dot + 1)}=${text}\n`;
}

const variableOf = ({ variables }: Setting<unknown>) => variables[0] ?? "";

/** Strongest first: the cascade. */
const PLACES: readonly Place[] = [
  {
    kind: "flag",
    can: ({ flag }) => flag !== undefined,
    say: ({ key }, text) => ({ flags: { [key]: text } }),
  },
  {
    kind: "env",
    can: ({ variables }) => variables.length > 0,
    say: (setting, text) => ({ env: { [variableOf(setting)]: text } }),
  },
  {
    kind: "dotenv",
    can: ({ variables, operatorOnly, key }) =>
      variables.length > 0 && !operatorOnly && !key.endsWith("dotenv") && !key.includes("dotenv_"),
    say: (setting, text) => ({ files: { "/work/.env": `${variableOf(setting)}='${text}'\n` } }),
  },
  {
    kind: "properties",
    can: ({ inFiles, operatorOnly }) => inFiles && !operatorOnly,
    say: ({ key }, text) => ({
      env: { SENTRY_PROPERTIES: "p" },
      files: { "/work/p": `${key}=${text}\n` },
    }),
  },
  {
    kind: "project",
    can: ({ inFiles, operatorOnly }) => inFiles && !operatorOnly,
    say: ({ key }, text) => ({ files: { "/work/.sentryclirc": iniText(key, text) } }),
  },
  {
    kind: "global",
    can: ({ inFiles }) => inFiles,
    say: ({ key }, text) => ({ files: { "/home/me/.sentryclirc": iniText(key, text) } }),
  },
];

function together(options: readonly ConfigOptions[]): ConfigOptions {
  return {
    flags: Object.assign({}, ...options.map(({ flags }) => flags)),
    env: Object.assign({}, ...options.map(({ env }) => env)),
    files: Object.assign({}, ...options.map(({ files }) => files)),
  };
}

/** A text that the setting accepts, a different one for each number. */
function sample(setting: Setting<unknown>, number: number): string {
  switch (setting.form) {
    case "DSN":
      return `https://key@host/${number}`;
    case "bytes":
    case "whole number":
      return `${number}`;
    case "time, e.g. 30s":
    case "time, e.g. 10m":
      return `${number + 1}s`;
    case "off, error, warn, info, debug, trace":
      return ["off", "error", "warn", "info", "debug", "trace"][number] ?? "off";
    case "text or json":
      return ["text", "json"][number % 2] ?? "";
    case "reference or semantic":
      return ["reference", "semantic"][number % 2] ?? "";
    default:
      return `text-${number}`;
  }
}

/** A value that can be compared: secrets revealed. */
function plain(value: unknown): unknown {
  if (value instanceof Secret) return value.reveal();
  return Array.isArray(value) ? value.map(plain) : value;
}

const DOTENV_SWITCHES = new Set(["env.load_dotenv", "env.dotenv_path", "env.dotenv_paths"]);

for (const setting of CATALOGUE) {
  for (const place of PLACES.filter((each) => each.can(setting))) {
    Deno.test(`resolve() reads ${setting.key} from ${place.kind}`, async () => {
      const text = sample(setting, 1);
      const { config } = await loadConfig(place.say(setting, text));
      const resolved = config.resolve(setting);
      assertEquals(resolved?.origin.kind, place.kind);
      assertEquals(
        plain(resolved?.value),
        plain(setting.parse(text, { kind: place.kind, where: "" })),
      );
      assertEquals(config.raw(setting)?.text, text);
    });
  }

  const places = PLACES.filter((each) => each.can(setting));
  for (const [index, weaker] of places.entries()) {
    const stronger = places[index - 1];
    if (stronger === undefined || setting.joins === "places") continue;
    Deno.test(`resolve() prefers ${stronger.kind} to ${weaker.kind} for ${setting.key}`, async () => {
      const { config } = await loadConfig(together([
        weaker.say(setting, sample(setting, 1)),
        stronger.say(setting, sample(setting, 2)),
      ]));
      const resolved = config.resolve(setting);
      assertEquals(resolved?.origin.kind, stronger.kind);
      assertEquals(resolved?.shadowed.map(({ kind }) => kind), [weaker.kind]);
      assertEquals(config.all(setting).map(({ text }) => text), [
        sample(setting, 2),
        sample(setting, 1),
      ]);
    });
  }

  Deno.test(`resolve() gives ${setting.key} its default where nothing is said`, async () => {
    const { config } = await loadConfig();
    assertEquals(config.raw(setting), undefined);
    const resolved = config.resolve(setting);
    assertEquals(resolved?.value, setting.defaultValue);
    if (resolved !== undefined) assertEquals(resolved.origin.kind, "default");
  });

  for (const name of setting.variables.slice(1)) {
    Deno.test(`resolve() reads ${setting.key} from ${name}, weaker than ${setting.variables[0]}`, async () => {
      const alone = await loadConfig({ env: { [name]: "weak" } });
      assertEquals(plain(alone.config.get(setting)), "weak");
      const both = await loadConfig({ env: { [name]: "weak", [variableOf(setting)]: "strong" } });
      assertEquals(plain(both.config.get(setting)), "strong");
    });
  }

  for (const key of setting.legacyKeys) {
    Deno.test(`resolve() reads ${setting.key} from ${key}, weaker even from a stronger file`, async () => {
      const legacy = { "/work/.sentryclirc": iniText(key, "7") };
      assertEquals((await loadConfig({ files: legacy })).config.get(setting), 7);
      const files = { ...legacy, "/home/me/.sentryclirc": iniText(setting.key, "8") };
      assertEquals((await loadConfig({ files })).config.get(setting), 8);
    });
  }

  if (setting.variables.length > 0 && setting.inFiles && !DOTENV_SWITCHES.has(setting.key)) {
    const skips = setting.emptyVariable === "unset";
    Deno.test(`resolve() ${skips ? "passes by" : "takes"} an empty variable of ${setting.key}`, async () => {
      const { config } = await loadConfig(together([
        { env: { [variableOf(setting)]: "" } },
        { files: { "/home/me/.sentryclirc": iniText(setting.key, sample(setting, 1)) } },
      ]));
      assertEquals(config.raw(setting)?.text, "");
      if (skips) assertEquals(config.resolve(setting)?.origin.kind, "global");
      else if (setting.onInvalid === "fail") {
        const kind = "env";
        let accepted = true;
        try {
          setting.parse("", { kind, where: "" });
        } catch {
          accepted = false;
        }
        if (accepted) assertEquals(config.resolve(setting)?.origin.kind, kind);
        else assertThrows(() => config.resolve(setting), ConfigError);
      } else assertEquals(config.resolve(setting)?.origin.kind, "global");
    });
  }
}

Deno.test("resolve() keeps an empty text in a file as a value", async () => {
  const { config } = await loadConfig({
    files: {
      "/work/.sentryclirc": "[defaults]\norg=\n",
      "/home/me/.sentryclirc": "[defaults]\norg=h\n",
    },
  });
  assertEquals(config.resolve(settings.org)?.value, "");
});

Deno.test("resolve() falls back to the .env for a variable that is empty", async () => {
  const { config } = await loadConfig({
    env: { SENTRY_ORG: "" },
    files: { "/work/.env": "SENTRY_ORG=dot" },
  });
  assertEquals(config.resolve(settings.org)?.value, "dot");
});

Deno.test("resolve() joins repeated flags and nothing else", async () => {
  const { config } = await loadConfig({
    flags: { "defaults.custom_header": ["A: 1", "B: 2"] },
    env: { CUSTOM_HEADER: "C: 3" },
  });
  const resolved = config.resolve(settings.customHeader);
  assertEquals(plain(resolved?.value), ["A: 1", "B: 2"]);
  assertEquals(resolved?.shadowed.map(({ where }) => where), ["CUSTOM_HEADER"]);
});

Deno.test("resolve() joins the trusted hosts of the operator's places and says what it ignores", async () => {
  const loaded = await loadConfig({
    env: { SENTRY_TRUSTED_HOSTS: "a" },
    files: {
      "/work/.env": "SENTRY_TRUSTED_HOSTS=evil",
      "/work/.sentryclirc": "[auth]\ntrusted_hosts=evil\n",
      "/home/me/.sentryclirc": "[auth]\ntrusted_hosts=b c\n",
    },
  });
  assertEquals(loaded.config.get(settings.trustedHosts), ["a", "b", "c"]);
  assertEquals(notes(loaded, "warn"), [
    "Ignoring auth.trusted_hosts in /work/.env:1: a repository cannot set it",
    "Ignoring auth.trusted_hosts in /work/.sentryclirc:2: a repository cannot set it",
  ]);
});

Deno.test("resolve() refuses a bad value when it is read, with its origin and not before", async () => {
  const { config } = await loadConfig({
    files: { "/work/.sentryclirc": "[http]\ntimeout=soon\n" },
  });
  const error = assertThrows(() => config.get(settings.timeout), ConfigError);
  assertEquals(
    error.message,
    'Invalid value "soon" for http.timeout in /work/.sentryclirc:2: ' +
      "expected a time above zero such as 30s, 500ms or 2m",
  );
});

Deno.test("resolve() does not repeat a bad secret", async () => {
  const { config } = await loadConfig({ env: { SENTRY_DSN: "hush" } });
  const error = assertThrows(() => config.get(settings.dsn), ConfigError);
  assertEquals(error.message, "Invalid value for auth.dsn in SENTRY_DSN: not a URL");
});

Deno.test("resolve() does not pass by a bad DSN for a weaker one", async () => {
  const { config } = await loadConfig({
    env: { SENTRY_DSN: "" },
    files: { "/work/.sentryclirc": "[auth]\ndsn=https://k@h/1\n" },
  });
  assertThrows(() => config.get(settings.dsn), ConfigError);
});

Deno.test("resolve() passes by an unknown log level in silence", async () => {
  const loaded = await loadConfig({
    env: { SENTRY_LOG_LEVEL: "loud" },
    files: { "/work/.sentryclirc": "[log]\nlevel=INFO\n" },
  });
  assertEquals(loaded.config.get(settings.logLevel), { level: "info", areas: {} });
  assertEquals(notes(loaded, "warn"), []);
});

Deno.test("resolve() warns about each number of retries that it passes by", async () => {
  const loaded = await loadConfig({
    env: { SENTRY_HTTP_MAX_RETRIES: "" },
    files: { "/work/.sentryclirc": "[http]\nmax_retries=many\n" },
  });
  assertEquals(loaded.config.get(settings.maxRetries), 5);
  assertEquals(notes(loaded, "warn"), [
    "Ignoring invalid SENTRY_HTTP_MAX_RETRIES environment variable: " +
    "cannot parse integer from empty string",
    "Ignoring invalid max_retries ini key: invalid digit found in string",
  ]);
});

Deno.test("resolve() does not warn about a bad number that a good one hides", async () => {
  const loaded = await loadConfig({
    env: { SENTRY_HTTP_MAX_RETRIES: "2" },
    files: { "/work/.sentryclirc": "[http]\nmax_retries=many\n" },
  });
  assertEquals([loaded.config.get(settings.maxRetries), notes(loaded, "warn")], [2, []]);
});

Deno.test("resolve() gives the default for an invalid size, whatever the older key says", async () => {
  const loaded = await loadConfig({
    files: { "/work/.sentryclirc": "[dif]\nmax_item_size=1k\n[dsym]\nmax_item_size=7\n" },
  });
  assertEquals(loaded.config.resolve(settings.maxItemSize)?.origin.kind, "default");
  assertEquals(loaded.config.get(settings.maxItemSize), 1048576);
  assertEquals(notes(loaded, "warn"), []);
});

Deno.test("resolve() names file and line of a variable from a .env", async () => {
  const { config } = await loadConfig({ files: { "/work/.env": "\nSENTRY_ORG=a" } });
  assertEquals(config.resolve(settings.org)?.origin, {
    kind: "dotenv",
    where: "/work/.env:2",
    file: "/work/.env",
    line: 2,
    name: "SENTRY_ORG",
  });
});

Deno.test("Config.each() leaves out what cannot be used", async () => {
  const { config } = await loadConfig({
    env: { SENTRY_HTTP_MAX_RETRIES: "x", SENTRY_ORG: "" },
    files: { "/work/.sentryclirc": "[http]\nmax_retries=1\n[defaults]\norg=w\n" },
  });
  assertEquals(config.each(settings.maxRetries).map(({ value }) => value), [1]);
  assertEquals(config.each(settings.org).map(({ value }) => value), ["w"]);
});
