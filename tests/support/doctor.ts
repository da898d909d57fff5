/** Runs `doctor` with files in memory and a real network, and reads its report. */
import { runApp } from "../../src/app.ts";
import { createConnect, takesSystemRoots } from "../../src/system/deno/connect.ts";
import { denoProbe } from "../../src/system/deno/probe.ts";
import type { Clock, Platform } from "../../src/system/mod.ts";
import { assertEquals, assertStringIncludes } from "./assert.ts";
import { type Authority, type Certificate, createAuthority, hasOpenssl } from "./certificates.ts";
import { fakeSystem } from "./fake_system.ts";
import { realClock, startTestServer, type TestServer } from "./local_server.ts";

export interface Report {
  readonly exitCode: number;
  readonly checks: readonly {
    readonly id: string;
    readonly status: string;
    readonly message: string;
    readonly fix: string | null;
  }[];
}

/** What a run finds; each part may be left out. */
export interface Surroundings {
  readonly env?: Record<string, string>;
  readonly files?: Record<string, string>;
  readonly clock?: Clock;
  readonly args?: readonly string[];
  readonly checkRevocation?: Platform["checkRevocation"];
}

/** Runs `doctor` with files in memory and a real network. */
export async function doctor(
  server: TestServer,
  { env = {}, files = {}, clock = realClock, args = [], checkRevocation }: Surroundings = {},
): Promise<Report> {
  const fake = fakeSystem({
    env: {
      SENTRY_URL: server.url,
      SENTRY_AUTH_TOKEN: server.token,
      SENTRY_ORG: "demo",
      SENTRY_PROJECT: "web",
      ...env,
    },
    files,
  });
  const connect = createConnect({ platform: { trustedRoots: () => Promise.resolve([]) } });
  const platform = { ...fake.platform, checkRevocation };
  const system = { ...fake, platform, clock, connect, probe: denoProbe };
  const exitCode = await runApp(system, ["doctor", "--format=json", ...args]);
  assertEquals(fake.written.stderr, "");
  return { exitCode, ...JSON.parse(fake.written.stdout) };
}

/** The first failure as `id: message`, and its fix. */
export function firstFailure({ checks, exitCode }: Report): { cause: string; fix: string } {
  const found = checks.find(({ status }) => status === "failure");
  assertEquals(exitCode, found === undefined ? 0 : 1);
  return { cause: found ? `${found.id}: ${found.message}` : "none", fix: found?.fix ?? "" };
}

export function assertFailure(report: Report, cause: string, fix: string): void {
  const found = firstFailure(report);
  assertStringIncludes(found.cause, cause);
  assertStringIncludes(found.fix, fix);
}

export function assertHealthy(report: Report): void {
  assertEquals(firstFailure(report).cause, "none");
}

// Connections of the runtime's own pool stay open for a moment.
const leftOpen = { sanitizeResources: false, sanitizeOps: false };

export function check(name: string, fn: () => Promise<void>, ignore = false): void {
  Deno.test({ name: `doctor ${name}`, fn, ignore, ...leftOpen });
}

/** Older runtimes do not show the server's certificate, so the causes have less detail there. */
const seesCertificates = takesSystemRoots(Deno.version.deno);
export const detailed = (text: string, otherwise: string) => seesCertificates ? text : otherwise;

const openssl = await hasOpenssl();
export const checkTls = (name: string, fn: () => Promise<void>) => check(name, fn, !openssl);
/** For what needs a look at the certificate itself. */
export const checkSeenTls = (name: string, fn: () => Promise<void>) =>
  check(name, fn, !openssl || !seesCertificates);

type CertificateMaker = (authority: Authority) => Promise<Certificate>;

/** A server that speaks TLS with a certificate of an authority of its own. */
export async function tlsPlace(make: CertificateMaker = (authority) => authority.issue()) {
  const authority = await createAuthority();
  const server = await startTestServer({ tls: await make(authority) });
  return {
    authority,
    server,
    async [Symbol.asyncDispose]() {
      await server.stop();
      await authority.dispose();
    },
  };
}
