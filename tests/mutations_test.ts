/**
 * 10,000 whole runs over damaged settings files and command lines: each ends by itself with a
 * documented exit code, none is an internal error, and no secret is seen in any output.
 */
import { runApp } from "../src/app.ts";
import { assert } from "./support/assert.ts";
import { fakeSystem } from "./support/fake_system.ts";
import { pick, seeded } from "./support/random.ts";

const RUNS = 10_000;

/** Six characters of one of these in an output are a leak. */
const SECRETS = {
  token: "sntryu_" + "5ec0de7a".repeat(8),
  homeToken: "Qz7Wv2Kp9Xr4Ty6Mn3Lb8Jd5Hf1Gs0Ca",
  apiKey: "Ku3Ze8Ri1Vo6Xa4Be9Du2Fy7Gw5Hj0Ml",
  password: "pW9-xJ4-qT7-zR2",
  header: "hV6yB3nM8kL1jH5gF",
};

const INI = `; home
[auth]
token = ${SECRETS.homeToken}
api_key=${SECRETS.apiKey}
[defaults]
url = http://127.0.0.1:9000
org = acme
project="web"
custom_header = X-Secret: ${SECRETS.header}
[http]
proxy_url = http://127.0.0.1:3128
proxy_username=me
proxy_password = ${SECRETS.password}
max_retries = 2
verify_ssl=false
[log]
level=trace
`;

const PROPERTIES = `# build
defaults.org = props\\u0041
defaults.project: mobile
auth.token ${SECRETS.homeToken}
http.max_retries=1
`;

const DOTENV = `# local
SENTRY_ORG="from ${"$"}{HOME}"
export SENTRY_AUTH_TOKEN='${SECRETS.token}'
SENTRY_PIPELINE=ci
`;

const COMMANDS: readonly (readonly string[])[] = [
  ["info"],
  ["info", "--config-status-json"],
  ["info", "--show-origin"],
  ["info", "--format", "json"],
  ["--url", "http://127.0.0.1:9000", "--auth-token", SECRETS.token, "info"],
  [`--header=X-Secret: ${SECRETS.header}`, "--log-level=trace", "organizations", "list"],
  ["releases", "-o", "acme", "new", "-p", "web", "1.0", "--finalize"],
  ["releases", "list", "--raw", "-D", ","],
  ["releases", "info", "1.0", "-PC"],
  ["login", "--auth-token", SECRETS.token],
  ["login", "--stdin"],
  ["logout", "--global"],
  ["config", "trust", "https://sentry.example.com"],
  ["completions", "bash"],
  ["help", "releases"],
];

const NOISE = [
  "\\",
  '"',
  "'",
  "=",
  ":",
  "[",
  "]",
  "#",
  ";",
  "\r",
  "\n",
  "\0",
  "\ufeff",
  "é",
  "💥",
  "$",
  "{",
  "%",
];
const WORDS = [
  "--",
  "-",
  "--org",
  "-o",
  "--url=",
  "--auth-token",
  "-h",
  "",
  "💥",
  "--log-level=debug",
  "--quiet",
];

/** Cuts, repeats, swaps and spoils a text. */
function damaged(random: () => number, text: string): string {
  let result = text;
  for (let count = Math.floor(random() * 4); count > 0; count--) {
    const from = Math.floor(random() * (result.length + 1));
    const to = Math.min(result.length, from + Math.floor(random() * 20));
    const part = result.slice(from, to);
    const change = pick(random, ["", part + part, pick(random, NOISE), part.toUpperCase()]);
    result = result.slice(0, from) + change + result.slice(to);
  }
  return random() < 0.1 ? result.slice(0, Math.floor(random() * result.length)) : result;
}

/**
 * The same line by line. A line that holds a secret stays whole: a piece of it inside another value
 * cannot be told from that value. What stands before it may still swallow it.
 */
function damagedFile(random: () => number, text: string): string {
  const lines = text.split("\n").map((line) =>
    random() < 0.3 && !leaks(line, Object.values(SECRETS)) ? damaged(random, line) : line
  );
  const kept = random() < 0.1 ? lines.slice(0, Math.floor(random() * lines.length)) : lines;
  return kept.join(random() < 0.2 ? "\r\n" : "\n");
}

function damagedWords(random: () => number, words: readonly string[]): string[] {
  const result = [...words];
  for (let count = Math.floor(random() * 3); count > 0; count--) {
    const at = Math.floor(random() * (result.length + 1));
    if (random() < 0.4) result.splice(at, 1);
    else if (random() < 0.5) result.splice(at, 0, pick(random, WORDS));
    // A word that holds a secret stays whole: torn from its option, nobody could know what it is.
    else if (!leaks(result[at] ?? "", Object.values(SECRETS))) {
      result[at] = damaged(random, result[at] ?? "");
    }
  }
  // `local serve` would wait for somebody to stop it.
  return result.filter((word) => word !== "local");
}

/** The secrets as they stand after the damage: a cut one is one still, and so is what is typed. */
function leaks(output: string, secrets: readonly string[]): string | undefined {
  for (const secret of secrets) {
    for (let at = 0; at + 6 <= secret.length; at++) {
      const part = secret.slice(at, at + 6);
      if (output.includes(part)) return part;
    }
  }
  return undefined;
}

Deno.test(`${RUNS} damaged settings and command lines: no crash, no hang, no secret`, async () => {
  const exits = new Map<number, number>();
  for (let seed = 1; seed <= RUNS; seed++) {
    const random = seeded(seed);
    const spoil = (text: string) => random() < 0.5 ? damagedFile(random, text) : text;
    const words = damagedWords(random, pick(random, COMMANDS));
    const files: Record<string, string> = { "/home/me/.sentryclirc": spoil(INI) };
    if (random() < 0.5) files["/work/.sentryclirc"] = spoil(INI);
    if (random() < 0.3) files["/work/.env"] = spoil(DOTENV);
    if (random() < 0.3) files["/work/app.properties"] = spoil(PROPERTIES);
    const system = fakeSystem({
      files,
      stdin: `${SECRETS.token}\n`,
      env: {
        ...(random() < 0.3 ? { SENTRY_PROPERTIES: "app.properties" } : {}),
        ...(random() < 0.3 ? { SENTRY_LOG_LEVEL: "trace" } : {}),
        ...(random() < 0.2 ? { CUSTOM_HEADER: `X-Secret: ${SECRETS.header}` } : {}),
        ...(random() < 0.2 ? { SENTRY_AUTH_TOKEN: SECRETS.token } : {}),
      },
      fetch: (request) => Promise.resolve(answer(random, request.headers)),
    });
    const story = `seed ${seed}: ${JSON.stringify(words)} over ${JSON.stringify(files)}`;
    const code = await runApp(system, words);
    const { stdout, stderr } = system.written;
    assert([0, 1, 2].includes(code), `exit code ${code}, ${story}`);
    assert(!/internal error|^\s+at /m.test(stderr), `${stderr}\n${story}`);
    const leak = leaks(stdout + stderr, Object.values(SECRETS));
    assert(leak === undefined, `"${leak}" leaked: ${stdout}${stderr}\n${story}`);
    exits.set(code, (exits.get(code) ?? 0) + 1);
  }
  // All three kinds of ending have to occur often, or the damage is not what it should be.
  for (const code of [0, 1, 2]) assert((exits.get(code) ?? 0) > RUNS / 20, `${[...exits]}`);
});

/** Good, bad and half answers; some repeat what they were sent. */
function answer(
  random: () => number,
  headers: readonly (readonly [name: string, value: string])[],
): Response {
  const json = { "content-type": "application/json" };
  const echo = JSON.stringify(Object.fromEntries(headers));
  return pick(random, [
    () => Response.json({ auth: { scopes: ["org:read"] }, user: { id: "1", email: "me@x.y" } }),
    () => Response.json([]),
    () => Response.json({ version: "1.0", dateCreated: "2026-01-01T00:00:00Z" }),
    () => new Response(`{"detail": ${JSON.stringify(echo)}}`, { status: 400, headers: json }),
    () => new Response(echo, { status: 401, headers: json }),
    () => new Response('{"auth": {"sco', { headers: json }),
    () => new Response("<html>", { headers: { "content-type": "text/html" } }),
    () => new Response(null, { status: 404 }),
  ])();
}
