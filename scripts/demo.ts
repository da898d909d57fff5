/**
 * Shows the main job with no account: `deno task demo`. Starts the embedded local server, logs in to it,
 * prints where each setting came from, makes a release, prints what the server received, uploads source
 * maps, and shows the original source of a minified stack trace. Everything happens in a scratch folder
 * that is removed again; exits with 1 when anything is not as expected.
 */
import { capture, repositoryPath, runScript, say, ScriptError } from "./command.ts";
import { isRecord } from "../src/base/is_record.ts";
import {
  commandPermissions,
  permissionFlags,
  type Permissions,
  type SystemName,
  systemOf,
} from "../src/commands/permission_rows.ts";

import { showStack } from "./demo_stack.ts";

const VERSION = "demo-web@1.4.0";

/** What the server says of itself in its first line. */
interface Announcement {
  readonly url: string;
  readonly token: string;
  readonly dsns: Readonly<Record<string, string>>;
}

/** One request as `GET /_local/requests` gives it; the fields read here. */
interface Received {
  readonly method: string;
  readonly target: string;
  readonly status: number | null;
  readonly body: string | null;
  readonly authorization: { readonly scheme: string; readonly known: boolean } | null;
}

/** How to run our program with what the given command may touch, and no more. */
function program(command: string): string[] {
  const system: SystemName = systemOf(Deno.build.target);
  const permissions: Permissions | undefined = commandPermissions(system)[command];
  if (permissions === undefined) throw new ScriptError(`permissions.ts does not know ${command}`);
  return ["run", "--quiet", ...permissionFlags(permissions), repositoryPath("main.ts")];
}

function expect(holds: boolean, what: string): void {
  if (!holds) throw new ScriptError(`The demo did not go as expected: ${what}`);
}

/** Says and does one command line; `shown` variables are those a user would type in front. */
async function step(
  command: string,
  words: readonly string[],
  place: { readonly work: string; readonly env: Readonly<Record<string, string>> },
  { shown = {}, secret }: { shown?: Readonly<Record<string, string>>; secret?: string } = {},
): Promise<string> {
  const variables = Object.entries(shown).map(([name, value]) => `${name}=${value} `).join("");
  const line = words.map((word) => word === secret ? '"$TOKEN"' : word).join(" ");
  say(`\n$ ${variables}sentry-cli ${line}`);
  const { code, stdout, stderr } = await capture(Deno.execPath(), [
    ...program(command),
    ...words,
  ], { cwd: place.work, env: { ...place.env, ...shown }, clearEnv: true });
  say(`${stdout}${stderr}`.trim());
  expect(code === 0, `\`sentry-cli ${line}\` ended with ${code}`);
  if (secret !== undefined) expect(!`${stdout}${stderr}`.includes(secret), "the token was printed");
  return stdout;
}

/** Starts `local serve` and waits for the object it prints when it listens. */
async function startServer(
  work: string,
  env: Readonly<Record<string, string>>,
): Promise<{ server: Deno.ChildProcess; announcement: Announcement }> {
  const words = ["local", "serve", "--port", "0", "--format", "json"];
  say(`$ sentry-cli ${words.join(" ")} &`);
  const server = new Deno.Command(Deno.execPath(), {
    args: [...program("local serve"), ...words],
    cwd: work,
    env,
    clearEnv: true,
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  let text = "";
  const reader = server.stdout.pipeThrough(new TextDecoderStream()).getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    text += part.value;
    const announcement = parseAnnouncement(text);
    if (announcement === undefined) continue;
    reader.releaseLock();
    return { server, announcement };
  }
  const { code } = await server.status;
  throw new ScriptError(`The local server ended with ${code} before it said where it listens`);
}

/** The announcement, once all of it is there. */
function parseAnnouncement(text: string): Announcement | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (
    isRecord(value) && typeof value["url"] === "string" && typeof value["token"] === "string" &&
    isRecord(value["dsns"])
  ) {
    const dsns = Object.entries(value["dsns"]).map(([slug, dsn]) => [slug, String(dsn)]);
    return { url: value["url"], token: value["token"], dsns: Object.fromEntries(dsns) };
  }
  throw new ScriptError("The local server did not say where it listens");
}

async function demo(): Promise<void> {
  const scratch = await Deno.realPath(await Deno.makeTempDir({ prefix: "sentry-cli-demo-" }));
  const [home, work] = [`${scratch}/home`, `${scratch}/app`];
  const env = {
    ...inherited(),
    HOME: home,
    USERPROFILE: home,
    SENTRY_DISABLE_UPDATE_CHECK: "1",
    NO_COLOR: "1",
  };
  await Deno.mkdir(home);
  await Deno.mkdir(work);
  let server: Deno.ChildProcess | undefined;
  try {
    const started = await startServer(work, env);
    server = started.server;
    const { url, token, dsns } = started.announcement;
    say(`  listening on ${url}, a new token in $TOKEN`);
    await walk({ work, env, home, url, token });
    const shown = { SENTRY_PROJECT: "web" };
    const hidden = { ...env, SENTRY_DSN: dsns["web"] ?? "" };
    await showStack(
      work,
      (command, ...words) => step(command, words, { work, env: hidden }, { shown }),
    );
  } finally {
    server?.kill("SIGTERM");
    await server?.status;
    await server?.stdout.cancel().catch(() => {});
    await Deno.remove(scratch, { recursive: true });
  }
  say("\nAll of this was as expected. The server has ended and the scratch folder is gone.");
}

/** Deno itself needs to know where it keeps its downloads, and how to verify a proxy's certificate. */
function inherited(): Record<string, string> {
  const names = [
    "PATH",
    "DENO_DIR",
    "XDG_CACHE_HOME",
    "LOCALAPPDATA",
    "SYSTEMROOT",
    "TMPDIR",
    "TEMP",
  ];
  const entries = names.map((name) => [name, Deno.env.get(name)] as const);
  const home = Deno.env.get("HOME");
  const found = entries.filter((entry): entry is [string, string] => entry[1] !== undefined);
  // The scratch home hides the user's cache, in which the packages are already.
  const cache = Deno.env.get("DENO_DIR") === undefined && home !== undefined &&
      Deno.build.os === "linux"
    ? { DENO_DIR: `${Deno.env.get("XDG_CACHE_HOME") ?? `${home}/.cache`}/deno` }
    : {};
  return { ...Object.fromEntries(found), ...cache };
}

async function walk({ work, env, home, url, token }: {
  readonly work: string;
  readonly env: Readonly<Record<string, string>>;
  readonly home: string;
  readonly url: string;
  readonly token: string;
}): Promise<void> {
  const place = { work, env };
  await step("login", ["--url", url, "login", "--global", "--auth-token", token], place, {
    secret: token,
  });
  const stored = await Deno.readTextFile(`${home}/.sentryclirc`);
  expect(stored.includes(token), "the home file does not hold the token");

  const project = "[defaults]\norg = demo\n";
  await Deno.writeTextFile(`${work}/.sentryclirc`, project);
  say(`\n$ cat .sentryclirc\n${project.trim()}`);

  const shown = { SENTRY_PROJECT: "web" };
  const info = await step("info", ["info", "--show-origin"], place, { shown, secret: token });
  for (const part of [url, `${home}/.sentryclirc`, `${work}/.sentryclirc`, "SENTRY_PROJECT"]) {
    expect(info.includes(part), `info does not name ${part}`);
  }

  await step("releases", ["releases", "new", VERSION, "--finalize"], place, { shown });
  const list = await step("releases", ["releases", "list"], place, { shown });
  expect(list.includes(VERSION), "the release is not in the list");

  say(`\n$ curl ${url}/_local/requests`);
  const received: Received[] = await (await fetch(`${url}/_local/requests`)).json();
  const requests = received.filter(({ target }) => !target.startsWith("/_local/"));
  for (const { method, target, status, authorization, body } of requests) {
    const who = authorization?.known ? `${authorization.scheme} $TOKEN` : "nobody";
    say(`${status} ${method} ${target}  (${who})${body ? `\n    ${body}` : ""}`);
  }
  const made = requests.find(({ method, body }) => method === "POST" && body?.includes(VERSION));
  expect(made?.status === 201 || made?.status === 208, "the server made no release");
  expect(requests.every((each) => each.authorization?.known), "a request came without the token");
}

if (import.meta.main) await runScript(demo);
