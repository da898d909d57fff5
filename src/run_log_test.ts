import { assert, assertEquals, assertStringIncludes } from "../tests/support/assert.ts";
import { type FakeOptions, type FakeSystem, fakeSystem } from "../tests/support/fake_system.ts";
import { runApp } from "./app.ts";

const TOKEN = "c0ffee01".repeat(8);
const WARN = "  WARN    2026-01-31 10:00:00.000000000 +00:00";

function system(options: FakeOptions = {}): FakeSystem {
  return fakeSystem({
    fetch: () => Promise.resolve(Response.json({ auth: { scopes: [] }, user: null })),
    ...options,
    env: { SENTRY_URL: "https://sentry.example.com", SENTRY_AUTH_TOKEN: TOKEN, ...options.env },
  });
}

interface Line {
  readonly time: string;
  readonly level: string;
  readonly area: string;
  readonly message: string;
}

function jsonLines(text: string | undefined): Line[] {
  return (text ?? "").trimEnd().split("\n").map((line) => JSON.parse(line));
}

Deno.test("--log-file gets everything from debug on, whatever the terminal shows", async () => {
  const it = system();
  assertEquals(await runApp(it, ["info", "--log-file", "run.log"]), 0);
  const text = it.fs.text("/work/run.log") ?? "";
  assertStringIncludes(text, "  DEBUG   2026-01-31 10:00:00.000000000 +00:00 > GET /api/0/");
  assertStringIncludes(text, "sentry-cli was invoked with the following command line");
  assertEquals(it.written.stderr, "");
  assertEquals(it.fs.mode("/work/run.log"), 0o600);
});

Deno.test("--log-file adds to what is there, and masks like the terminal", async () => {
  const it = system({ files: { "/work/run.log": "before\n" } });
  await runApp(it, ["info", "--log-file=run.log", "--log-level=trace"]);
  const text = it.fs.text("/work/run.log") ?? "";
  assert(text.startsWith("before\n"));
  assert(!text.includes(TOKEN.slice(0, 8)));
  assertEquals(text.slice("before\n".length), it.written.stderr);
});

Deno.test("--log-file also gets the error that ends the run", async () => {
  const it = system({ fetch: () => Promise.resolve(Response.json({}, { status: 401 })) });
  assertEquals(await runApp(it, ["info", "--log-file=run.log", "--log-format=json"]), 1);
  const last = jsonLines(it.fs.text("/work/run.log")).at(-1);
  assertEquals([last?.level, last?.area], ["error", "cli"]);
  assertStringIncludes(last?.message ?? "", "error: API request failed");
  assertStringIncludes(it.written.stderr, "error: API request failed");
});

Deno.test("--log-format json writes one object for each line", async () => {
  const it = system();
  await runApp(it, ["info", "--log-level=debug", "--log-format", "json"]);
  const lines = jsonLines(it.written.stderr);
  assertEquals(Object.keys(lines[0] ?? {}), ["time", "level", "area", "message"]);
  assertEquals(lines[0]?.time, "2026-01-31T10:00:00.000Z");
  assert(lines.some(({ area, level }) => area === "http" && level === "debug"));
});

Deno.test("--log-format json holds for what is noticed before the settings are read", async () => {
  const it = system();
  await runApp(it, ["--log-format=json", "--auth-token=strange", "config", "list"]);
  const [line] = jsonLines(it.written.stderr);
  assertEquals(line?.level, "warn");
  assertStringIncludes(line?.message ?? "", "Unrecognized auth token format");
});

Deno.test("what is noticed early is shown even when the run ends before its settings", async () => {
  const it = system({ files: { "/work/.sentryclirc": "[broken\n" } });
  assertEquals(await runApp(it, ["--auth-token=strange", "info"]), 1);
  assertStringIncludes(it.written.stderr, `${WARN} Unrecognized auth token format`);
});

Deno.test("--log-level takes levels of areas", async () => {
  const it = system();
  await runApp(it, ["info", "--log-level=off,http=debug", "--log-format=json"]);
  const areas = new Set(jsonLines(it.written.stderr).map(({ area }) => area));
  assertEquals([...areas], ["http"]);
  const quiet = system();
  await runApp(quiet, ["info", "--log-level=debug,http=warn", "--log-format=json"]);
  assert(jsonLines(quiet.written.stderr).every(({ area }) => area !== "http"));
});

Deno.test("--log-level refuses an area that is none, and a level that is none", async () => {
  const area = system();
  assertEquals(await runApp(area, ["info", "--log-level=disk=debug"]), 2);
  assertStringIncludes(area.written.stderr, "'disk' is no area of the log: use api, cli, config");
  const level = system();
  assertEquals(await runApp(level, ["info", "--log-level=http=loud"]), 2);
  assertStringIncludes(level.written.stderr, "doesn't match an existing log level");
});

Deno.test("SENTRY_LOG_FILE and SENTRY_LOG_FORMAT do the same as the options", async () => {
  const it = system({ env: { SENTRY_LOG_FILE: "/home/me/a.log", SENTRY_LOG_FORMAT: "json" } });
  assertEquals(await runApp(it, ["info"]), 0);
  assert(jsonLines(it.fs.text("/home/me/a.log")).length > 3);
});

Deno.test("log.file of the home file is relative to it; a repository may not name one", async () => {
  const it = system({
    files: {
      "/home/me/.sentryclirc": "[log]\nfile=mine.log\n",
      "/work/.sentryclirc": "[log]\nfile=../home/me/.bashrc\n",
    },
  });
  assertEquals(await runApp(it, ["info"]), 0);
  assert((it.fs.text("/home/me/mine.log") ?? "") !== "");
  assertEquals(it.fs.text("/home/me/.bashrc"), undefined);
});

Deno.test("a log file that cannot be opened ends the run before any request", async () => {
  const it = system({ fetch: () => Promise.reject(new Error("no request expected")) });
  assertEquals(await runApp(it, ["info", "--log-file=no/such/folder.log"]), 1);
  assertStringIncludes(it.written.stderr, "error: Could not write the log file: No such file");
  assertStringIncludes(it.written.stderr, "'/work/no/such/folder.log' (--log-file)");
});

Deno.test("a disk that fills up ends the logging, with one warning, not the run", async () => {
  const it = system();
  let pieces = 0;
  it.fs.refuse = (call) => call === "append" && ++pieces > 3 ? "no-space" : undefined;
  assertEquals(await runApp(it, ["info", "--log-file=run.log"]), 0);
  assertEquals(it.written.stderr.split("No space left on device").length, 2);
});
