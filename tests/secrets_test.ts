/**
 * 2,000 generated runs at trace level: no six characters of a token, key, password, cookie or custom
 * header may be in what a run writes: stdout, stderr, log file, bundle, crash text.
 */
import { unzipSync } from "fflate";
import { runApp } from "../src/app.ts";
import type { Fetch, HttpRequest } from "../src/system/mod.ts";
import { TransportError } from "../src/system/mod.ts";
import { assert, assertEquals } from "./support/assert.ts";
import { type FakeSystem, fakeSystem } from "./support/fake_system.ts";
import { seeded } from "./support/random.ts";

const RUNS = 2000;
const WINDOW = 6;

type Pick = <T>(items: readonly T[]) => T;

interface Dice {
  readonly pick: Pick;
  readonly chance: (share: number) => boolean;
  readonly letters: (length: number, alphabet?: string) => string;
}

function dice(seed: number): Dice {
  const random = seeded(seed);
  const pick: Pick = (items) => {
    const item = items[Math.floor(random() * items.length)];
    if (item === undefined) throw new Error("nothing to pick from");
    return item;
  };
  return {
    pick,
    chance: (share) => random() < share,
    letters: (length, alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789") =>
      Array.from({ length }, () => pick([...alphabet])).join(""),
  };
}

interface Secrets {
  readonly token: string;
  readonly apiKey: string;
  readonly proxyPassword: string;
  readonly cookie: string;
  readonly header: string;
}

/** The secrets that the program has been told; nobody can mask another one. */
type Told = Set<string>;

function secretsOf({ pick, letters }: Dice): Secrets {
  const claims = btoa(JSON.stringify({ iat: 1, url: "https://sentry.example.com", org: "demo" }));
  return {
    token: pick([
      () => letters(64, "0123456789abcdef"),
      () => `sntryu_${letters(64, "0123456789abcdef")}`,
      () => `sntrys_${claims}_${letters(43)}`,
      () => letters(24),
      () => letters(40, "ABCdef012+/=-_.~"),
    ])(),
    apiKey: letters(32, "0123456789abcdef"),
    proxyPassword: pick([() => letters(9), () => letters(12, 'Zz9@:/%&"\\ +#?é')])().trim() + "xQ",
    cookie: letters(26),
    header: pick([() => letters(16), () => `${letters(12)} ${letters(12)}`])(),
  };
}

interface Run {
  readonly args: readonly string[];
  readonly system: FakeSystem;
  readonly told: Told;
}

/** A server that repeats what it was told, in ways that servers, gateways and crashes do. */
function gossip({ pick }: Dice, secrets: Secrets, told: Told): Fetch {
  const all = [...told];
  const how = pick([
    "fine",
    "fine",
    "echo",
    "header",
    "location",
    "refused",
    "thrown",
    "text",
    "url",
  ]);
  return (request) => {
    const echo = echoOf(request);
    switch (how) {
      case "echo":
        return Promise.resolve(
          Response.json({ detail: echo }, { status: pick([400, 401, 403, 500]) }),
        );
      case "header":
        return Promise.resolve(
          new Response(JSON.stringify({ detail: "no" }), {
            status: 400,
            headers: {
              "content-type": "application/json",
              "set-cookie": `session=${all.at(-1)}; HttpOnly`,
              "x-auth-token": secrets.token,
            },
          }),
        );
      case "location":
        return Promise.resolve(
          new Response(null, {
            status: 302,
            headers: { location: `https://x.example/?token=${encodeURIComponent(secrets.token)}` },
          }),
        );
      case "refused":
        return Promise.reject(
          new TransportError(
            `proxy auth failed for http://me:${encodeURIComponent(all.at(-1) ?? "")}@proxy`,
            "proxy",
          ),
        );
      case "thrown":
        return Promise.reject(new TypeError(`crash while sending ${JSON.stringify(all)}: ${echo}`));
      case "text":
        return Promise.resolve(
          new Response(`<p>${all.join("</p><p>")}</p>`, {
            status: pick([200, 502]),
            headers: { "content-type": "text/html" },
          }),
        );
      case "url":
        return Promise.resolve(
          Response.json({ error: `bad ${btoa(`x${secrets.token}`)}` }, { status: 400 }),
        );
      default:
        return Promise.resolve(answer(request));
    }
  };
}

function echoOf({ url, headers }: HttpRequest): string {
  return `${url} ${headers.map(([name, value]) => `${name}: ${value}`).join("\n")}`;
}

function answer({ url }: HttpRequest): Response {
  const { pathname } = new URL(url);
  if (pathname === "/api/0/") {
    return Response.json({ auth: { scopes: ["org:ci"] }, user: { id: "1", email: "a@b.c" } });
  }
  if (pathname.endsWith("/chunk-upload/")) {
    return Response.json({ detail: "none" }, { status: 404 });
  }
  if (/\/(organizations|projects)\/[^/]+(\/[^/]+)?\/$/.test(pathname)) {
    return Response.json({ id: "1", slug: "demo", name: "Demo" });
  }
  return Response.json([]);
}

/** Puts each secret somewhere: flags, variables, `.env`, project and home file. */
function makeRun(seed: number, secrets: Secrets): Run {
  const it = dice(seed);
  const { pick, chance } = it;
  const env: Record<string, string> = { SENTRY_LOG_LEVEL: pick(["trace", "debug", "warn"]) };
  const flags: string[] = [];
  const project: string[] = [];
  const home: string[] = [];
  const dotenv: string[] = [];
  const told: Told = new Set();
  const tell = (secret: string) => told.add(secret);
  const place = (variable: string, section: string, key: string, value: string, flag?: string) => {
    const ways = [
      () => env[variable] = value,
      () => dotenv.push(`${variable}='${value.replaceAll("'", "")}'`),
      () => project.push(`[${section}]\n${key}=${value}`),
      () => home.push(`[${section}]\n${key} = ${value}`),
      ...(flag === undefined ? [] : [() => flags.push(`${flag}=${value}`)]),
    ];
    pick(ways)();
    if (chance(0.3)) pick(ways)();
  };
  tell(secrets.token);
  place("SENTRY_AUTH_TOKEN", "auth", "token", secrets.token, "--auth-token");
  if (chance(0.4)) {
    tell(secrets.apiKey);
    place("SENTRY_API_KEY", "auth", "api_key", secrets.apiKey);
  }
  if (chance(0.1)) {
    tell(secrets.apiKey);
    env["SENTRY_DSN"] = `https://${secrets.apiKey}@sentry.example.com/1`;
  }
  // As it should be, or as people write it; `\`, quotes and `#` mean something in the files.
  const plain = secrets.proxyPassword.replace(/[\\"#\s]/g, encodeURIComponent);
  const user = `me:${chance(0.5) ? encodeURIComponent(secrets.proxyPassword) : plain}`;
  const proxy = pick(["url", "variable", "settings", "none"]);
  if (proxy === "url" || proxy === "variable") tell(secrets.proxyPassword);
  if (proxy === "url") {
    place("http_proxy", "http", "proxy_url", `${pick(["http://", ""])}${user}@proxy.example:3128`);
  }
  if (proxy === "variable") env["HTTPS_PROXY"] = `http://${user}@proxy.example:3128`;
  if (proxy === "settings") {
    tell(plain);
    home.push(`[http]\nproxy_username=me\nproxy_password=${plain}`);
  }
  if (chance(0.5)) {
    tell(secrets.cookie);
    const line = `Cookie: session=${secrets.cookie}; theme=dark`;
    place("CUSTOM_HEADER", "defaults", "custom_header", line, "--header");
  } else {
    tell(secrets.header);
    flags.push(`--header=X-Gate: ${secrets.header}`);
  }
  if (chance(0.5)) env["SENTRY_URL"] = "https://sentry.example.com";
  if (chance(0.1)) project.push("[broken");
  const bundle = chance(0.25);
  const command = bundle ? ["doctor", "--org=demo", "--bundle=/work/b.zip"] : pick([
    ["info"],
    ["info", "--show-origin"],
    ["info", "--format=json"],
    ["organizations", "list"],
    ["releases", "list", "--org=demo", "--project=web"],
    ["releases", "info", "1.0", "--org=demo", "--project=web"],
    ["releases", "new", "1.0", "--org=demo", "--project=web"],
    ["doctor", "--format=json", "--org=demo"],
    ["config", "list", "--show-origin"],
    ["config", "explain", "auth.token"],
    ["config", "validate"],
    ["login", "--stdin"],
    ["info", `--no-such-option=${secrets.token}`],
  ]);
  const system = fakeSystem({
    env,
    files: {
      "/work/.env": dotenv.join("\n"),
      "/work/.sentryclirc": project.join("\n"),
      "/home/me/.sentryclirc": home.join("\n"),
    },
    stdin: `${secrets.token}\n`,
    fetch: gossip(it, secrets, told),
    probe: {
      resolve: () => Promise.resolve(["10.0.0.1"]),
      connectTcp: () => Promise.resolve(),
      seeCertificates: () => Promise.resolve({ unseen: "a test" }),
    },
  });
  const log = ["--log-file=/work/run.log", ...(chance(0.5) ? ["--log-format=json"] : [])];
  return { args: [...flags, ...command, ...log, "--log-level=trace"], system, told };
}

/** Everything that a run wrote, by the place. */
function written({ system }: Run): Map<string, string> {
  const found = new Map([["stdout", system.written.stdout], ["stderr", system.written.stderr]]);
  found.set("log file", system.fs.text("/work/run.log") ?? "");
  return found;
}

async function bundleTexts({ system }: Run): Promise<Map<string, string>> {
  if (!system.fs.paths().includes("/work/b.zip")) return new Map();
  const files = unzipSync(await system.fs.read("/work/b.zip"));
  const decoder = new TextDecoder();
  return new Map(
    Object.entries(files).map(([name, data]) => [`bundle ${name}`, decoder.decode(data)]),
  );
}

/** Six characters of a secret in a text, `undefined` when there are none. */
function leakIn(text: string, windows: ReadonlySet<string>): string | undefined {
  for (let at = 0; at + WINDOW <= text.length; at++) {
    const piece = text.slice(at, at + WINDOW);
    if (windows.has(piece)) return text.slice(Math.max(0, at - 60), at + 40);
  }
  return undefined;
}

function windowsOf(told: Told): Set<string> {
  const windows = new Set<string>();
  for (const secret of told) {
    // What every token of that kind begins with is no secret.
    const own = secret.replace(/^sntry[us]_/, "");
    for (let at = 0; at + WINDOW <= own.length; at++) windows.add(own.slice(at, at + WINDOW));
  }
  return windows;
}

Deno.test(`no six characters of a secret leave ${RUNS} generated runs`, async () => {
  const leaks: string[] = [];
  let bundles = 0;
  let lines = 0;
  for (let seed = 1; seed <= RUNS && leaks.length < 5; seed++) {
    const secrets = secretsOf(dice(seed * 7919));
    const run = makeRun(seed, secrets);
    await runApp(run.system, run.args);
    const windows = windowsOf(run.told);
    const packed = await bundleTexts(run);
    if (packed.size > 0) bundles++;
    for (const [place, text] of [...written(run), ...packed]) {
      lines += text.split("\n").length;
      const leak = leakIn(text, windows);
      if (leak !== undefined) leaks.push(`run ${seed} (${run.args.join(" ")}): ${place}: ${leak}`);
    }
  }
  assertEquals(leaks, []);
  assert(bundles > RUNS / 10, `only ${bundles} bundles were looked at`);
  assert(lines > RUNS * 10, `only ${lines} lines were looked at`);
});

Deno.test("leakIn() finds six characters, and not five", () => {
  const windows = windowsOf(new Set(["sntryu_abcdefgh"]));
  assert(leakIn("xx bcdefg yy", windows) !== undefined);
  assertEquals(leakIn("xx bcdef yy sntryu_", windows), undefined);
});
