/**
 * 2,000 generated cascades: a command that talks to the server is run in each, and `explain` must name
 * as winner what that command sent, and a reason for every place that lost.
 */
import { runApp } from "../../app.ts";
import { explain, type Explanation, serverOrNot } from "../../config/explain.ts";
import type { Setting } from "../../config/model.ts";
import { CATALOGUE, settings } from "../../config/settings.ts";
import type { HttpRequest } from "../../system/mod.ts";
import { assert, assertEquals } from "../../../tests/support/assert.ts";
import { fakeSystem } from "../../../tests/support/fake_system.ts";
import { loadConfig, type LoadedConfig } from "../../../tests/support/load_config.ts";
import { pick, seeded } from "../../../tests/support/random.ts";

const CASCADES = 2000;

type Random = () => number;

interface Subject {
  readonly setting: Setting<unknown>;
  /** A text that differs for each number. */
  readonly text: (number: number, random: Random) => string;
}

const hex = (number: number) => number.toString(16).padStart(64, "e");

/** A token of an organization, which may name its own server. */
function orgToken(number: number, random: Random): string {
  const url = pick(random, [`https://token${number}.example.com`, null]);
  return `sntrys_${btoa(JSON.stringify({ iat: number, url, org: `tok${number}` }))}_${
    "A".repeat(43)
  }`;
}

const SUBJECTS: readonly Subject[] = [
  {
    setting: settings.authToken,
    text: (n, random) => random() < 0.2 ? orgToken(n, random) : random() < 0.1 ? "  " : hex(n),
  },
  { setting: settings.apiKey, text: (n) => `key${n}` },
  { setting: settings.url, text: (n) => `https://host${n}.example.com` },
  { setting: settings.org, text: (n) => `org${n}` },
  { setting: settings.project, text: (n) => `project${n}` },
  { setting: settings.pipeline, text: (n) => `pipe/${n}` },
  { setting: settings.customHeader, text: (n) => `X-Number: ${n}` },
  {
    setting: settings.maxRetries,
    text: (n, random) => random() < 0.4 ? pick(random, ["many", "-1", "1.5"]) : `${n % 4}`,
  },
  { setting: settings.trustedHosts, text: (n) => `host${n}.example.com` },
];

/** Their flags are those of commands, which `config explain` does not get. */
const OF_COMMANDS: ReadonlySet<Setting<unknown>> = new Set([settings.org, settings.project]);

interface Cascade {
  readonly args: readonly string[];
  readonly flags: Record<string, string[]>;
  readonly env: Record<string, string>;
  readonly files: Record<string, string>;
  readonly cwd: string;
}

function generate(random: Random): Cascade {
  const chance = (share: number) => random() < share;
  const cascade = {
    args: new Array<string>(),
    flags: {} as Record<string, string[]>,
    env: {} as Record<string, string>,
    cwd: pick(random, ["/work", "/work/sub/deep", "/home/me/repo"]),
  };
  const [home, project, properties, dotenv]: string[][] = [[], [], [], []];
  let number = 1;
  for (const { setting, text } of SUBJECTS) {
    const value = () => chance(0.08) ? "" : text(number++, random);
    const dot = setting.key.lastIndexOf(".");
    const line = () => `[${setting.key.slice(0, dot)}]\n${setting.key.slice(dot + 1)}=${value()}`;
    const [variable = ""] = setting.variables;
    if (setting.flag !== undefined && !OF_COMMANDS.has(setting) && chance(0.1)) {
      const texts = setting === settings.customHeader && chance(0.5)
        ? [value(), value()]
        : [value()];
      cascade.flags[setting.key] = texts.filter((each) => each !== "");
      for (const each of cascade.flags[setting.key] ?? []) {
        cascade.args.push(`${setting.flag}=${each}`);
      }
    }
    if (chance(0.25)) cascade.env[variable] = value();
    for (
      const [share, lines, make] of [
        [0.2, dotenv, () => `${variable}='${value()}'`],
        [0.2, properties, () => `${setting.key}=${value()}`],
        [0.35, project, line],
        [0.5, home, line],
      ] as const
    ) {
      while (chance(share)) lines?.push(make());
    }
  }
  if (chance(0.2)) cascade.env["CI"] = "true";
  if (chance(0.05)) project?.push("[never closed");
  const shuffled = (lines: string[] = []) =>
    lines.toSorted(() => random() - 0.5).join("\n") + (chance(0.8) ? "\n" : "");
  if (properties?.length) cascade.env["SENTRY_PROPERTIES"] = "/etc/p.properties";
  const broken = (text: string) => text.replace(/^(.*)(\[never closed)\n?(.*)$/s, "$1$3\n$2");
  return {
    ...cascade,
    files: {
      ...(home?.length ? { [pick(random, HOMES)]: shuffled(home) } : {}),
      ...(project?.length ? { [pick(random, PROJECTS)]: broken(shuffled(project)) } : {}),
      ...(dotenv?.length ? { [`${cascade.cwd}/.env`]: shuffled(dotenv) } : {}),
      "/etc/p.properties": shuffled(properties),
    },
  };
}

const HOMES = ["/home/me/.sentryclirc", "/home/me/.config/sentry/sentrycli.ini"];
const PROJECTS = ["/work/.sentryclirc", "/work/sub/sentrycli.ini", "/home/me/repo/.sentryclirc"];

/** Runs a command that sends all of it; a server in trouble lets the retries be counted. */
async function sent({ args, env, files, cwd }: Cascade) {
  const requests: HttpRequest[] = [];
  const system = fakeSystem({
    env: { ...env, SENTRY_DISABLE_UPDATE_CHECK: "1" },
    files,
    cwd,
    fetch(request) {
      requests.push(request);
      return Promise.resolve(new Response("", { status: 503 }));
    },
  });
  system.fs.putDirectory(cwd);
  const code = await runApp(system, [...args, "releases", "list"]);
  return { requests, code, stderr: system.written.stderr };
}

/** `explain` of one setting, and what holds for all of them. */
function explained({ config }: LoadedConfig, setting: Setting<unknown>): Explanation {
  const explanation = explain(config, setting);
  const { outcomes, winner, failure } = explanation;
  for (const { fate, why, found } of outcomes) {
    const hasReason = why !== undefined && why !== "" && why !== "not used";
    assertEquals(
      hasReason,
      fate === "lost" || fate === "bad",
      `${setting.key} ${found.origin.where}`,
    );
  }
  const used = outcomes.filter(({ fate }) => fate === "used");
  assert(used.length <= 1, `${setting.key} has ${used.length} winners`);
  if (used[0] !== undefined) assertEquals(winner?.origin, used[0].found.origin, setting.key);
  if (failure !== undefined) assertEquals(winner, undefined, setting.key);
  // Wherever it stands, it is in the list.
  const places = new Set(outcomes.map(({ found }) => found.origin));
  for (const { origin } of config.all(setting)) {
    const isThere = places.has(origin) || [...places].some(({ where }) => where === origin.where);
    assert(isThere, `${setting.key}: ${origin.where} is left out`);
  }
  return explanation;
}

function headersOf(request: HttpRequest, name: string): string[] {
  return request.headers.filter(([each]) => each.toLowerCase() === name).map(([, value]) => value);
}

Deno.test(`explain names what commands use in ${CASCADES} generated cascades`, async () => {
  const random = seeded(3_1);
  const seen = { sent: 0, refused: 0, broken: 0, missing: 0, joined: 0, token: 0, key: 0 };
  for (let at = 0; at < CASCADES; at++) {
    const cascade = generate(random);
    const { requests, code, stderr } = await sent(cascade);
    const loaded = await loadConfig({
      ...cascade,
      prepare: (system) => system.fs.putDirectory(cascade.cwd),
    });
    const context = `cascade ${at}: ${JSON.stringify(cascade, null, 1)}\n${stderr}`;
    try {
      for (const setting of CATALOGUE) explained(loaded, setting);
      const text = (setting: Setting<unknown>) => explained(loaded, setting).winner?.text;
      const [request] = requests;
      assertEquals(code, 1);
      if (request === undefined) {
        const refusal = serverOrNot(loaded.config).failure;
        if (loaded.config.loadError !== undefined) seen.broken++;
        else if (refusal !== undefined) seen.refused++;
        else {
          const needs = [text(settings.org), text(settings.authToken) || text(settings.apiKey)];
          assert(needs.some((each) => !each?.trim()), "nothing kept the command from sending");
          seen.missing++;
        }
        continue;
      }
      seen.sent++;
      const url = new URL(request.url);
      assertEquals(text(settings.url), url.origin, "server");
      const [, org, project] =
        /^\/api\/0\/(?:organizations\/([^/]+)|projects\/[^/]+\/([^/]+))\/releases\/$/.exec(
          url.pathname,
        ) ?? [];
      const [, inProjects] = /^\/api\/0\/projects\/([^/]+)\//.exec(url.pathname) ?? [];
      assertEquals(text(settings.org), org ?? inProjects, "organization");
      if (project !== undefined) assertEquals(text(settings.project), project, "project");
      else assert(!text(settings.project), "no project");

      const [authorization = ""] = headersOf(request, "authorization");
      const token = text(settings.authToken);
      const key = text(settings.apiKey);
      assert(
        (token === undefined || token === "") !== (key === undefined || key === ""),
        "one of both",
      );
      assertEquals(
        authorization,
        token ? `Bearer ${token}` : `Basic ${btoa(`${key}:`)}`,
        "credentials",
      );
      token ? seen.token++ : seen.key++;

      const [agent = ""] = headersOf(request, "user-agent");
      const [, pipeline] = /^sentry-cli\/\S+(?: (.*))?$/.exec(agent) ?? [];
      assertEquals(text(settings.pipeline) || undefined, pipeline, "pipeline");
      const numbers = headersOf(request, "x-number");
      const header = explained(loaded, settings.customHeader);
      const lines = header.outcomes.filter(({ fate }) => fate === "used" || fate === "joined")
        .map(({ found }) => found.text.replace(/^X-Number: ?/, ""));
      assertEquals(lines.filter((each) => each !== ""), numbers, "headers");
      if (lines.length > 1) seen.joined++;
      assertEquals(`${requests.length - 1}`, text(settings.maxRetries), "retries");
    } catch (error) {
      throw new Error(context, { cause: error });
    }
  }
  assert(Object.values(seen).every((count) => count >= 10), JSON.stringify(seen));
});

Deno.test("explain passes by any number of blank tokens, as the commands do", async () => {
  const blank = {
    env: { SENTRY_AUTH_TOKEN: " " },
    files: { "/work/.env": "SENTRY_AUTH_TOKEN='  '" },
  };
  const project = { "/work/.sentryclirc": `[auth]\ntoken=${hex(1)}` };
  const loaded = await loadConfig({ ...blank, files: { ...blank.files, ...project } });
  const { winner, outcomes } = explain(loaded.config, settings.authToken);
  assertEquals(winner?.origin.where, "/work/.sentryclirc:2");
  assertEquals(outcomes.map(({ fate }) => fate), ["lost", "lost", "used"]);
  assertEquals(serverOrNot(loaded.config).server?.credentials?.origin.where, winner?.origin.where);
});

Deno.test("a blank variable lets the one in a .env file speak", async () => {
  const { config } = await loadConfig({
    env: { SENTRY_AUTH_TOKEN: " " },
    files: { "/work/.env": `SENTRY_AUTH_TOKEN=${hex(2)}` },
  });
  assertEquals(serverOrNot(config).server?.credentials?.origin.where, "/work/.env:1");
  assertEquals(explain(config, settings.authToken).winner?.text, hex(2));
});

Deno.test("config list --all has a row for each setting, and only those", async () => {
  const system = fakeSystem();
  assertEquals(await runApp(system, ["config", "list", "--all", "--format=json"]), 0);
  const rows: { key: string; value: string | null }[] = JSON.parse(system.written.stdout);
  const wanted = CATALOGUE.filter(({ ignored }) => !ignored);
  assertEquals(rows.length, wanted.length);
  const valueOf = (key: string) => rows.find((row) => row.key === key)?.value;
  assertEquals([valueOf("http.max_retries"), valueOf("defaults.org")], ["5", null]);
  assertEquals(valueOf("defaults.url"), "https://sentry.io");
});
