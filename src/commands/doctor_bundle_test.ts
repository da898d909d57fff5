/** What `doctor` writes for machines: `--format json` and the archive of `--bundle`. */
import { unzipSync } from "fflate";
import { runApp } from "../app.ts";
import { assert, assertEquals, assertStringIncludes } from "../../tests/support/assert.ts";
import { type FakeSystem, fakeSystem } from "../../tests/support/fake_system.ts";
import type { Fetch } from "../system/mod.ts";

const TOKEN = "fedcba9876543210".repeat(4);
const PASSWORD = "proxYpass9";
const COOKIE = "c00kieSecret";

/** A server that knows everybody, at an address that resolves. */
function place(options: { fetch?: Fetch; files?: Record<string, string> } = {}): FakeSystem {
  return fakeSystem({
    env: {
      SENTRY_URL: "https://sentry.example.com",
      SENTRY_AUTH_TOKEN: TOKEN,
      SENTRY_ORG: "acme",
      SENTRY_PROJECT: "web",
      CUSTOM_HEADER: `Cookie: session=${COOKIE}`,
      https_proxy: `http://me:${PASSWORD}@proxy.example.com:3128`,
      UNRELATED_PASSWORD: "unrelatedOne",
      LANG: "C.UTF-8",
    },
    files: options.files ?? {},
    fetch: options.fetch ?? ((request) => {
      const { pathname } = new URL(request.url);
      return Promise.resolve(Response.json(
        pathname === "/api/0/"
          ? { auth: { scopes: ["org:ci"] }, user: null }
          : pathname.endsWith("/chunk-upload/")
          ? {
            url: "/api/0/organizations/acme/chunk-upload/",
            chunkSize: 1024,
            chunksPerRequest: 1,
            maxRequestSize: 1024,
            maxFileSize: 0,
            concurrency: 1,
            hashAlgorithm: "sha1",
            compression: [],
            accept: [],
          }
          : { id: "1", slug: "acme", name: "Acme" },
      ));
    }),
    probe: {
      resolve: () => Promise.resolve(["10.0.0.1"]),
      connectTcp: () => Promise.resolve(),
      seeCertificates: () => Promise.resolve({ unseen: "a test" }),
    },
  });
}

const IDS = [
  ...["config", "dns", "proxy", "tcp", "tls", "revocation", "answer", "clock"],
  ...["auth", "scopes", "place", "upload"],
];

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Holds a report against its form; gives the ids of the checks. */
function checkReport(text: string): string[] {
  const report: unknown = JSON.parse(text);
  assert(isRecord(report) && Array.isArray(report.checks));
  assertEquals(Object.keys(report), ["ok", "version", "checks"]);
  const failed: boolean[] = [];
  const ids = report.checks.map((each: unknown) => {
    assert(isRecord(each));
    assertEquals(Object.keys(each), ["id", "status", "title", "message", "fix"]);
    assert(["ok", "warning", "failure", "skipped"].includes(String(each.status)));
    assert(typeof each.message === "string" && !/[\r\n]/.test(each.message), "one line");
    // Whatever is wrong has one line that says what to do.
    const needsFix = each.status === "failure" || each.status === "warning";
    assertEquals(typeof each.fix, needsFix ? "string" : "object", JSON.stringify(each));
    if (typeof each.fix === "string") assert(!/[\r\n]/.test(each.fix) && each.fix !== "");
    failed.push(each.status === "failure");
    return String(each.id);
  });
  assertEquals(report.ok, !failed.includes(true));
  return ids;
}

Deno.test("doctor --format json has the same form whether all is well or nothing", async () => {
  const well = place();
  assertEquals(await runApp(well, ["doctor", "--format=json"]), 0);
  assertEquals(checkReport(well.written.stdout), IDS);
  const probed = place();
  assertEquals(await runApp(probed, ["doctor", "--format=json", "--probe"]), 0);
  assertEquals(checkReport(probed.written.stdout), [...IDS, "probe"]);
  const broken = place({ files: { "/work/.sentryclirc": "[broken" } });
  assertEquals(await runApp(broken, ["doctor", "--format=json"]), 1);
  assertEquals(checkReport(broken.written.stdout), IDS);
  for (const status of [200, 401, 403, 404, 500, 503]) {
    const odd = place({ fetch: () => Promise.resolve(new Response("<p>", { status })) });
    assertEquals(await runApp(odd, ["doctor", "--format=json"]), 1);
    assertEquals(checkReport(odd.written.stdout), IDS);
  }
});

Deno.test("doctor without --probe sends nothing but questions", async () => {
  const methods = new Set<string>();
  const good = place();
  const system = place({
    fetch: (request) => {
      methods.add(request.method);
      return good.connect({
        proxyFor: () => undefined,
        caCertificates: () => Promise.resolve([]),
        verifyTls: true,
        keepAlive: false,
      })(request);
    },
  });
  assertEquals(await runApp(system, ["doctor"]), 0);
  assertEquals([...methods], ["GET"]);
  assertEquals(await runApp(system, ["doctor", "--probe"]), 0);
  assertEquals([...methods].sort(), ["GET", "POST"]);
});

async function bundleOf(system: FakeSystem): Promise<Record<string, string>> {
  const files = unzipSync(await system.fs.read("/work/report.zip"));
  const decoder = new TextDecoder();
  return Object.fromEntries(
    Object.entries(files).map(([name, data]) => [name, decoder.decode(data)]),
  );
}

Deno.test("doctor --bundle writes an archive for its owner, with all that a report needs", async () => {
  const system = place();
  assertEquals(await runApp(system, ["doctor", "--bundle", "report.zip"]), 0);
  assertStringIncludes(system.written.stderr, "Wrote '/work/report.zip'");
  assertEquals(system.fs.mode("/work/report.zip"), 0o600);
  const files = await bundleOf(system);
  assertEquals(Object.keys(files).sort(), [
    "README.txt",
    "command.txt",
    "config.json",
    "doctor.json",
    "doctor.txt",
    "environment.json",
    "log.txt",
    "versions.json",
  ]);
  for (const name of Object.keys(files)) {
    if (name !== "README.txt") assertStringIncludes(files["README.txt"] ?? "", name);
  }
  assertEquals(checkReport(files["doctor.json"] ?? ""), IDS);
  assertStringIncludes(files["doctor.txt"] ?? "", "✓ Token: accepted");
  assertStringIncludes(files["command.txt"] ?? "", "sentry-cli doctor --bundle report.zip");
  // At the level of the log that was asked for there is nothing; in the archive there is all of it.
  assert((files["log.txt"] ?? "").split("\n").length > 20, files["log.txt"]);
  const environment: unknown = JSON.parse(files["environment.json"] ?? "");
  assert(isRecord(environment));
  assertEquals(environment["SENTRY_ORG"], "acme");
  assertEquals(environment["LANG"], "C.UTF-8");
  assertEquals(environment["UNRELATED_PASSWORD"], "[REDACTED]");
  const config: unknown = JSON.parse(files["config.json"] ?? "");
  assert(isRecord(config) && Array.isArray(config.settings));
  assert(config.settings.some((each: unknown) => isRecord(each) && each.key === "defaults.org"));
});

Deno.test("doctor --bundle masks every secret in every file of it, also when all goes wrong", async () => {
  const echo: Fetch = ({ url, headers }) =>
    Promise.resolve(Response.json({ detail: `${url} ${headers.join()}` }, { status: 400 }));
  for (const fetch of [undefined, echo, () => Promise.reject(new TypeError(`${TOKEN} crash`))]) {
    const system = place({
      files: {
        "/work/.sentryclirc": `[auth]\ntoken=${TOKEN}\n[defaults]\nurl=http://x:${PASSWORD}@y`,
      },
      ...(fetch === undefined ? {} : { fetch }),
    });
    await runApp(system, ["doctor", "--bundle=report.zip", `--header=Cookie: a=${COOKIE}`]);
    const texts = Object.entries(await bundleOf(system));
    for (const [name, text] of [...texts, ["stdout", system.written.stdout] as const]) {
      for (const secret of [TOKEN, PASSWORD, COOKIE, "unrelatedOne"]) {
        for (let at = 0; at + 6 <= secret.length; at++) {
          assert(!text.includes(secret.slice(at, at + 6)), `${name}: ${secret}`);
        }
      }
    }
  }
});
