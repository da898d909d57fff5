/** `doctor`: what its fix lines say is done to the letter, and then all is well. */
import { assert, assertEquals, assertStringIncludes } from "../../tests/support/assert.ts";
import {
  type Authority,
  type Certificate,
  lookUpRevocation,
} from "../../tests/support/certificates.ts";
import {
  assertFailure,
  assertHealthy,
  check,
  checkSeenTls,
  checkTls,
  doctor,
  firstFailure,
  type Report,
  type Surroundings,
  tlsPlace,
} from "../../tests/support/doctor.ts";
import { startTestServer } from "../../tests/support/local_server.ts";
import { answerText, pipeBoth, serveRaw, serveText } from "../../tests/support/loopback.ts";
import type { Revocation } from "../system/mod.ts";

const HOME = "/home/me/.sentryclirc";

/** Writes a value where a fix line says, and nowhere else. */
function follow(
  { env = {}, files = {}, args = [], ...rest }: Surroundings,
  fix: string,
  value: string,
) {
  const [, place = ""] =
    /\b(?:in|into) (SENTRY_[A-Z_]+|https?_proxy|--[a-z-]+|\/[^\s,:]+:\d+)/.exec(fix) ?? [];
  if (place.startsWith("--")) {
    const changed = args.map((each) => each.startsWith(`${place}=`) ? `${place}=${value}` : each);
    assert(changed.join() !== args.join(), `${place} is not on the command line: ${fix}`);
    return { ...rest, env, files, args: changed };
  }
  if (!place.startsWith("/")) {
    assert(place !== "", `no place in: ${fix}`);
    return { ...rest, env: { ...env, [place]: value }, files, args };
  }
  const [, file = "", line = ""] = /^(.*):(\d+)$/.exec(place) ?? [];
  const lines = (files[file] ?? "").split("\n");
  const old = lines[Number(line) - 1] ?? "";
  assert(old.includes("="), `${place} sets nothing: ${fix}`);
  lines[Number(line) - 1] = old.replace(/=.*/, `=${value}`);
  return { ...rest, env, args, files: { ...files, [file]: lines.join("\n") } };
}

/** A port of this machine at which nothing listens. */
async function closedPort(): Promise<number> {
  const gone = serveText("");
  await gone[Symbol.asyncDispose]();
  return gone.port;
}

type Server = Awaited<ReturnType<typeof startTestServer>>;

interface Ailment {
  readonly name: string;
  /** What is wrong, and the value that a reader of the fix line would write. */
  readonly given: (server: Server) => Promise<Surroundings> | Surroundings;
  readonly cause: string;
  readonly remedy: (server: Server, report: Report) => string;
}

/** In a list `…sees: a, b` the first name. */
function offered(report: Report): string {
  const [, name = ""] = /sees: ([^,]+)/.exec(firstFailure(report).fix) ?? [];
  return name;
}

const AILMENTS: readonly Ailment[] = [
  {
    name: "a port at which nothing listens, in a variable",
    given: async () => ({ env: { SENTRY_URL: `http://127.0.0.1:${await closedPort()}` } }),
    cause: "tcp: nothing listens",
    remedy: ({ url }) => url,
  },
  {
    name: "a port at which nothing listens, in a file",
    given: async () => ({
      env: { SENTRY_URL: "" },
      files: { [HOME]: `# mine\n[defaults]\nurl = http://127.0.0.1:${await closedPort()}\n` },
    }),
    cause: "tcp: nothing listens",
    remedy: ({ url }) => url,
  },
  {
    name: "a host that does not exist",
    given: () => ({ env: { SENTRY_URL: "http://sentry.invalid" } }),
    cause: "dns: 'sentry.invalid'",
    remedy: ({ url }) => url,
  },
  {
    name: "an address without a scheme",
    given: () => ({ env: { SENTRY_URL: "sentry.example.com" } }),
    cause: "config: bad sentry url",
    remedy: ({ url }) => url,
  },
  {
    name: "a wrong token in a file",
    given: () => ({
      env: { SENTRY_AUTH_TOKEN: "" },
      files: { [HOME]: `[auth]\ntoken=${"deadbeef".repeat(8)}\n` },
    }),
    cause: "auth: the server refuses the token",
    remedy: ({ token }) => token,
  },
  {
    name: "a wrong organization in a variable",
    given: () => ({ env: { SENTRY_ORG: "dmeo" } }),
    cause: "place: there is no organization 'dmeo'",
    remedy: (_server, report) => offered(report),
  },
  {
    name: "a wrong organization in a file",
    given: () => ({ env: { SENTRY_ORG: "" }, files: { [HOME]: "[defaults]\norg=dmeo\n" } }),
    cause: "place: there is no organization 'dmeo'",
    remedy: (_server, report) => offered(report),
  },
  {
    name: "a wrong project on the command line",
    given: () => ({ args: ["--project=wbe"] }),
    cause: "place: there is no project 'wbe'",
    remedy: (_server, report) => offered(report),
  },
];

for (const { name, given, cause, remedy } of AILMENTS) {
  check(`is right about ${name}`, async () => {
    await using server = await startTestServer();
    const surroundings = await given(server);
    const report = await doctor(server, surroundings);
    const found = firstFailure(report);
    assertStringIncludes(found.cause, cause);
    const place = cause.startsWith("config") ? found.fix.replace("comes from", "is in") : found.fix;
    assertHealthy(await doctor(server, follow(surroundings, place, remedy(server, report))));
  });
}

check("is right about a server that moved: the address in the fix is the one", async () => {
  await using server = await startTestServer();
  await using old = serveText(answerText(301, "", `Location: ${server.url}/api/0/\r\n`));
  const given = { env: { SENTRY_URL: `http://127.0.0.1:${old.port}` } };
  const { fix } = firstFailure(await doctor(server, given));
  const [, address = ""] = /^Use (\S+) in/.exec(fix) ?? [];
  assertHealthy(await doctor(server, follow(given, fix, address)));
});

check("is right about a missing token: the variable that it names does", async () => {
  await using server = await startTestServer();
  const given = { env: { SENTRY_AUTH_TOKEN: "" } };
  const { fix } = firstFailure(await doctor(server, given));
  assertStringIncludes(fix, "set SENTRY_AUTH_TOKEN to a token of this server");
  assertHealthy(await doctor(server, { env: { SENTRY_AUTH_TOKEN: server.token } }));
});

check("is right about a missing scope: one token with the scopes named is enough", async () => {
  await using server = await startTestServer();
  const [poor, rich] = ["0badcafe".repeat(8), "600dcafe".repeat(8)];
  await server.addToken(poor, { scopes: ["event:admin"] });
  const given = { env: { SENTRY_AUTH_TOKEN: poor } };
  const { cause, fix } = firstFailure(await doctor(server, given));
  assertStringIncludes(cause, "scopes: missing");
  const scopes = fix.match(/\b[a-z]+:[a-z]+\b/g) ?? [];
  await server.addToken(rich, { scopes: ["event:admin", ...scopes] });
  assertHealthy(await doctor(server, follow(given, fix, rich)));
});

check("is right about a dead proxy: another one in its place does", async () => {
  await using server = await startTestServer();
  await using proxy = serveRaw(async (connection) => {
    const onward = await Deno.connect({ hostname: "127.0.0.1", port: server.port });
    await pipeBoth(connection, onward); // takes the absolute form, too
  });
  const given = { env: { http_proxy: `http://127.0.0.1:${await closedPort()}` } };
  const { fix } = firstFailure(await doctor(server, given));
  assertHealthy(await doctor(server, follow(given, fix, `http://127.0.0.1:${proxy.port}`)));
});

checkTls("is right about an authority as server: a certificate that it signs does", async () => {
  await using place = await tlsPlace((authority) => Promise.resolve(authority));
  const given = {
    files: { "/ca.pem": place.authority.certificate },
    env: { SENTRY_HTTP_CA_FILE: "/ca.pem" },
  };
  assertFailure(await doctor(place.server, given), "tls: the server presents", "signed by that");
  await using renewed = await startTestServer({ tls: await place.authority.issue() });
  assertHealthy(await doctor(renewed, given));
});

/** A server with a certificate that names a list of revoked ones, and the server of that list. */
async function revocable() {
  let list: Uint8Array | undefined;
  const lists = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    () =>
      list === undefined
        ? new Response(null, { status: 503 })
        : new Response(new Uint8Array(list).buffer),
  );
  const revocationListUrl = `http://127.0.0.1:${lists.addr.port}/list.crl`;
  const issued: Certificate[] = [];
  const issue = async (authority: Authority) => {
    const certificate = await authority.issue({ revocationListUrl });
    issued.push(certificate);
    return certificate;
  };
  const place = await tlsPlace(issue);
  const { authority, server } = place;
  const surroundings: Surroundings = {
    files: { "/ca.pem": authority.certificate },
    env: { SENTRY_HTTP_CA_FILE: "/ca.pem" },
    async checkRevocation([own]): Promise<Revocation> {
      assert(own !== undefined);
      const status = await lookUpRevocation(own, authority);
      return status === "good" ? { status } : { status, why: "what the list says" };
    },
  };
  return {
    server,
    surroundings,
    renew: async () => await startTestServer({ tls: await issue(authority) }),
    /** Publishes a list with the first so many certificates in it. */
    async revoke(count: number) {
      list = await authority.revocationList(issued.slice(0, count));
    },
    async [Symbol.asyncDispose]() {
      await place[Symbol.asyncDispose]();
      await lists.shutdown();
    },
  };
}

function statusOf({ checks }: Report, id: string): string | undefined {
  return checks.find((each) => each.id === id)?.status;
}

checkSeenTls("is right about a revoked certificate: a new one does", async () => {
  await using place = await revocable();
  const { server, surroundings } = place;
  await place.revoke(0);
  const good = await doctor(server, surroundings);
  assertHealthy(good);
  assertEquals(statusOf(good, "revocation"), "ok");
  await place.revoke(1);
  assertFailure(
    await doctor(server, surroundings),
    "revocation: the server's certificate was revoked: what the list says",
    "Have the server present a new certificate",
  );
  await using renewed = await place.renew();
  assertHealthy(await doctor(renewed, surroundings));
});

checkSeenTls(
  "warns of a list of revoked certificates that is out of reach, and goes on",
  async () => {
    await using place = await revocable();
    const report = await doctor(place.server, place.surroundings);
    assertHealthy(report);
    assertEquals(statusOf(report, "revocation"), "warning");
    await place.revoke(0);
    assertEquals(statusOf(await doctor(place.server, place.surroundings), "revocation"), "ok");
  },
);
