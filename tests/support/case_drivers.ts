/** Two ways to run a golden case: inside this process over a fake system, or a real program. */
import { runApp } from "../../src/app.ts";
import { VERSION } from "../../src/base/version.ts";
import {
  type Fetch,
  type HttpBody,
  type Probe,
  type Spawn,
  SystemError,
  TransportError,
} from "../../src/system/mod.ts";
import { bodyBytes } from "./body_bytes.ts";
import { fill, type GoldenCase, mask, type Observed } from "./case_files.ts";
import { caseServer } from "./case_server.ts";
import { FAKE_NOW_MS, fakeSystem } from "./fake_system.ts";

const isWindows = Deno.build.os === "windows";

/** The update check would talk to strangers; the rest of the environment is the case's own. */
const QUIET_ENV = { SENTRY_DISABLE_UPDATE_CHECK: "1" };

function record(
  values: Readonly<Record<string, string>>,
  entries: Readonly<Record<string, string>> = {},
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(entries).map(([key, text]) => [key, fill(text, values)]),
  );
}

/** Of all places in the world only the case's server takes connections. */
const ownServerOnly: Probe = {
  resolve: (host) => Promise.reject(new TransportError(`no such name: ${host}`, "dns")),
  connectTcp: (host, port) =>
    host === "127.0.0.1" && port === 9000
      ? Promise.resolve()
      : Promise.reject(new TransportError(`no connection to ${host}:${port}`, "refused")),
  seeCertificates: () => Promise.resolve({ unseen: "the case's server has none" }),
};

/** Runs a case in this process: files in memory, no socket, no clock but ours. */
export async function runInProcess(golden: GoldenCase): Promise<Observed> {
  const root = "/case";
  const values = {
    server: "http://127.0.0.1:9000",
    work: `${root}/work`,
    home: `${root}/home`,
    version: VERSION,
  };
  const server = caseServer(golden.exchanges, values);
  const fetch: Fetch = async (request) => {
    const url = new URL(request.url);
    const headers = new Headers();
    for (const [name, value] of request.headers) headers.append(name, value);
    const body = await bodyText(request.body?.());
    return server.answer({
      method: request.method,
      // As sent: an empty query (`/issues/?`) is part of it.
      path: request.url.slice(url.origin.length),
      headers,
      body,
    });
  };
  const system = fakeSystem({
    cwd: values.work,
    env: { ...QUIET_ENV, HOME: values.home, ...record(values, golden.settings.env) },
    stdin: fill(golden.settings.stdin ?? "", values),
    fetch,
    probe: ownServerOnly,
    spawn: programsOf(golden, values),
    ...(golden.settings.os === undefined ? {} : { os: golden.settings.os }),
  });
  for (const place of [values.work, values.home]) system.fs.putDirectory(place);
  for (const [path, text] of Object.entries(golden.before)) {
    system.fs.put(`${root}/${path}`, fill(text, values));
  }
  const args = golden.settings.args.map((arg) => fill(arg, values));
  const exitCode = await runApp(system, args);
  return {
    exitCode,
    stdout: mask(system.written.stdout, values),
    stderr: mask(system.written.stderr, values),
    complaints: server.complaints(),
    file: (path) =>
      Promise.resolve(system.fs.text(`${root}/${path}`)).then((text) =>
        text === undefined ? undefined : mask(text, values)
      ),
    mode: (path) => Promise.resolve(system.fs.mode(`${root}/${path}`)?.toString(8)),
  };
}

/** Programs that only have an exit code; all others are not there. */
function programsOf({ settings }: GoldenCase, values: Values): Spawn {
  const none = new Uint8Array(0);
  return (program) => {
    for (const [path, code] of Object.entries(settings.programs ?? {})) {
      if (fill(path, values) !== program) continue;
      return Promise.resolve({ code, signal: undefined, stdout: none, stderr: none });
    }
    return Promise.reject(new SystemError("No such file or directory", "not-found", program));
  };
}

/** Runs a case with a real program over real files and a real loopback server. */
export async function runProgram(
  golden: GoldenCase,
  command: readonly string[],
): Promise<Observed> {
  const root = await Deno.realPath(await Deno.makeTempDir({ prefix: "sentry-cli-case-" }));
  let handle: (request: Request) => Promise<Response> = () => Promise.reject();
  const listener = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    (request) => handle(request),
  );
  const separator = isWindows ? "\\" : "/";
  const values = {
    server: `http://127.0.0.1:${listener.addr.port}`,
    work: `${root}${separator}work`,
    home: `${root}${separator}home`,
    version: VERSION,
  };
  const server = caseServer(golden.exchanges, values);
  handle = async (request) => {
    const { method, headers } = request;
    const path = request.url.slice(new URL(request.url).origin.length);
    return server.answer({ method, path, headers, body: await request.text() });
  };
  try {
    await Deno.mkdir(values.work);
    await Deno.mkdir(values.home);
    for (const [path, text] of Object.entries(golden.before)) {
      const target = `${root}/${path}`;
      await Deno.mkdir(target.slice(0, target.lastIndexOf("/")), { recursive: true });
      await Deno.writeTextFile(target, fill(text, values));
    }
    const [program = "", ...first] = command;
    const startMs = Date.now();
    const child = new Deno.Command(program, {
      args: [...first, ...golden.settings.args.map((arg) => fill(arg, values))],
      cwd: values.work,
      clearEnv: true,
      env: {
        ...QUIET_ENV,
        PATH: Deno.env.get("PATH") ?? "",
        TZ: "UTC",
        ...denoEnvironment(),
        ...homeEnvironment(values.home),
        ...record(values, golden.settings.env),
      },
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(fill(golden.settings.stdin ?? "", values)))
      .then(() => writer.close()).catch(() => {}); // it may end without reading
    const output = await child.output();
    const endMs = Date.now();
    const decode = (bytes: Uint8Array) =>
      withFakeTime(plainText(new TextDecoder().decode(bytes), values), startMs, endMs);
    const after = await snapshot(root, values);
    return {
      exitCode: output.code,
      stdout: decode(output.stdout),
      stderr: decode(output.stderr),
      complaints: server.complaints(),
      file: (path) => Promise.resolve(after.get(path)?.text),
      mode: (path) => Promise.resolve(after.get(path)?.mode),
    };
  } finally {
    await listener.shutdown();
    await Deno.remove(root, { recursive: true });
  }
}

/** The folders where the cases have them. Windows opens no socket without knowing its own folder. */
function homeEnvironment(home: string): Record<string, string> {
  if (!isWindows) return { HOME: home };
  return {
    USERPROFILE: home,
    APPDATA: `${home}\\.config`,
    LOCALAPPDATA: `${home}\\.cache`,
    SystemRoot: Deno.env.get("SystemRoot") ?? "C:\\Windows",
  };
}

type Values = Readonly<Record<string, string>>;

/** Masked, and with the paths and line ends of the other systems, as golden texts are written. */
function plainText(text: string, values: Values): string {
  if (!isWindows) return mask(text, values);
  // In JSON a backslash stands twice.
  const places = Object.entries(values).filter(([, value]) => value.includes("\\"));
  const unescaped = places.reduce(
    (changed, [, value]) => changed.replaceAll(value.replaceAll("\\", "\\\\"), value),
    text,
  );
  return mask(unescaped, values).replaceAll("\r\n", "\n")
    .replace(/\{(?:work|home)\}[^\s'":,()]*/g, (path) => path.replaceAll(/\\+/g, "/"));
}

/** Moments of the run itself become the moment at which the clock of the fake system stands. */
function withFakeTime(text: string, startMs: number, endMs: number): string {
  return text.replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, (time) => {
    const atMs = Date.parse(time);
    return atMs >= startMs && atMs <= endMs ? new Date(FAKE_NOW_MS).toISOString() : time;
  });
}

/** With another HOME, `deno run` must still find its own cache. */
function denoEnvironment(): Record<string, string> {
  const home = Deno.env.get("HOME") ?? "";
  const cache = Deno.env.get("DENO_DIR") ??
    `${Deno.env.get("XDG_CACHE_HOME") ?? `${home}/.cache`}/deno`;
  return { DENO_DIR: cache, DENO_NO_UPDATE_CHECK: "1" };
}

async function snapshot(
  root: string,
  values: Readonly<Record<string, string>>,
): Promise<Map<string, { text: string; mode: string }>> {
  const found = new Map<string, { text: string; mode: string }>();
  const visit = async (folder: string) => {
    for await (const entry of Deno.readDir(`${root}/${folder}`)) {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory) await visit(path);
      else if (entry.isFile) {
        const { mode } = await Deno.stat(`${root}/${path}`);
        const text = plainText(await Deno.readTextFile(`${root}/${path}`), values);
        found.set(path, { text, mode: ((mode ?? 0) & 0o777).toString(8) });
      }
    }
  };
  await visit("work");
  await visit("home");
  return found;
}

async function bodyText(body: HttpBody | undefined) {
  return body === undefined ? "" : new TextDecoder().decode(await bodyBytes(body));
}
