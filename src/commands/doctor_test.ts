/** `doctor` against real servers on the loopback interface: names the real cause, and its fix works. */
import { assert, assertEquals, assertStringIncludes } from "../../tests/support/assert.ts";
import { createSelfSigned } from "../../tests/support/certificates.ts";
import {
  assertFailure,
  assertHealthy,
  check,
  checkTls,
  detailed,
  doctor,
  firstFailure,
  tlsPlace,
} from "../../tests/support/doctor.ts";
import { realClock, startTestServer, type TestServer } from "../../tests/support/local_server.ts";
import {
  answerText,
  pipeBoth,
  readRequest,
  serveRaw,
  serveText,
  writeText,
} from "../../tests/support/loopback.ts";
import type { Clock } from "../system/mod.ts";

check("finds nothing wrong with a healthy server, one chunk included", async () => {
  await using server = await startTestServer();
  const report = await doctor(server, { args: ["--probe"] });
  assertHealthy(report);
  const odd = report.checks.filter(({ status }) => status !== "ok").map(({ id }) => id);
  assertEquals(odd, ["revocation"], "there is no certificate");
  assert(server.requests().some(({ method }) => method === "POST"));
});

check("sends no chunk unless asked", async () => {
  await using server = await startTestServer();
  const { checks } = await doctor(server);
  assert(checks.every(({ id }) => id !== "probe"));
  assert(server.requests().every(({ method }) => method === "GET"));
});

check("names a host that does not exist", async () => {
  await using server = await startTestServer();
  const report = await doctor(server, { env: { SENTRY_URL: "http://sentry.invalid" } });
  assertFailure(report, "dns: 'sentry.invalid' could not be resolved", "SENTRY_URL");
  const rest = report.checks.slice(2);
  assert(rest.every(({ status, message }) => status === "skipped" && message.includes("Name")));
});

check("names a port at which nothing listens", async () => {
  await using server = await startTestServer();
  const gone = serveText("");
  await gone[Symbol.asyncDispose]();
  const url = `http://127.0.0.1:${gone.port}`;
  const report = await doctor(server, {
    files: { "/home/me/.sentryclirc": `[defaults]\nurl=${url}` },
    env: { SENTRY_URL: "" },
  });
  assertFailure(report, "tcp: nothing listens at 127.0.0.1", "/home/me/.sentryclirc:2");
});

check("names a server that is not Sentry", async () => {
  await using server = await startTestServer();
  await using other = serveText(answerText(200, "<html>", "Content-Type: text/html\r\n"));
  const report = await doctor(server, { env: { SENTRY_URL: `http://127.0.0.1:${other.port}` } });
  assertFailure(report, "answer: what answers is not a Sentry server", "SENTRY_URL");
  assertEquals(other.seen.length, 1, "and sends it no token");
  assert(!other.seen[0]?.headers.has("authorization"));
});

check("says where a server that moved is now", async () => {
  await using server = await startTestServer();
  await using old = serveText(answerText(301, "", `Location: ${server.url}/api/0/\r\n`));
  const report = await doctor(server, { env: { SENTRY_URL: `http://127.0.0.1:${old.port}` } });
  assertFailure(report, "answer: the server sends us on", `Use ${server.url} in SENTRY_URL`);
});

check("names a wrong token and where it comes from", async () => {
  await using server = await startTestServer();
  const report = await doctor(server, { env: { SENTRY_AUTH_TOKEN: "deadbeef".repeat(8) } });
  assertFailure(report, "auth: the server refuses the token from SENTRY_AUTH_TOKEN", server.url);
  assertHealthy(await doctor(server));
});

check("names a missing token", async () => {
  await using server = await startTestServer();
  const report = await doctor(server, { env: { SENTRY_AUTH_TOKEN: "" } });
  assertFailure(report, "auth: there is none", "SENTRY_AUTH_TOKEN");
});

check("names a missing scope; a token with it is healthy", async () => {
  await using server = await startTestServer();
  const [poor, rich] = ["0badcafe".repeat(8), "600dcafe".repeat(8)];
  const most = ["org:read", "project:read", "event:admin"];
  await server.addToken(poor, { scopes: most });
  const report = await doctor(server, { env: { SENTRY_AUTH_TOKEN: poor } });
  assertFailure(report, "scopes: missing project:releases", "a token with project:releases");
  await server.addToken(rich, { scopes: [...most, "project:releases"] });
  assertHealthy(await doctor(server, { env: { SENTRY_AUTH_TOKEN: rich } }));
});

check("names a wrong organization and the right ones", async () => {
  await using server = await startTestServer();
  const report = await doctor(server, { env: { SENTRY_ORG: "dmeo" } });
  assertFailure(report, "place: there is no organization 'dmeo' (SENTRY_ORG)", "sees: demo");
});

check("names a wrong project and the right ones", async () => {
  await using server = await startTestServer();
  const report = await doctor(server, { args: ["--project=wbe"] });
  assertFailure(report, "place: there is no project 'wbe' (--project)", "mobile");
});

check("names a dead proxy; NO_PROXY does away with it", async () => {
  await using server = await startTestServer();
  const gone = serveText("");
  await gone[Symbol.asyncDispose]();
  const env = { http_proxy: `http://127.0.0.1:${gone.port}` };
  const report = await doctor(server, { env });
  assertFailure(report, "proxy: 'http://127.0.0.1:", "name '127.0.0.1' in NO_PROXY");
  assertStringIncludes(firstFailure(report).cause, "does not answer");
  assertHealthy(await doctor(server, { env: { ...env, NO_PROXY: "127.0.0.1" } }));
});

/** A proxy that wants `builder:secret`, for both kinds of servers. */
function strictProxy(server: TestServer) {
  const wanted = `Basic ${btoa("builder:secret")}`;
  return serveRaw(async (connection, seen) => {
    const request = await readRequest(connection);
    if (request === undefined) return;
    seen.push(request);
    if (request.headers.get("proxy-authorization") !== wanted) {
      await writeText(connection, answerText(407, "", "Proxy-Authenticate: Basic\r\n"));
      return;
    }
    const onward = await Deno.connect({ hostname: "127.0.0.1", port: server.port });
    if (request.line.startsWith("CONNECT")) {
      await writeText(connection, "HTTP/1.1 200 OK\r\n\r\n");
    } else {
      const lines = [...request.headers].filter(([name]) => !/^(proxy-|connection)/.test(name))
        .map(([name, value]) => `${name}: ${value}`);
      const line = request.line.replace(/http:\/\/[^/]+/, "");
      const head = [line, ...lines, "Connection: close"].join("\r\n");
      await writeText(onward, `${head}\r\n\r\n${request.body}`);
    }
    await pipeBoth(connection, onward);
  });
}

const PROXY_USER = "[http]\nproxy_username=builder\nproxy_password=secret\n";

check("names a proxy that wants a password; the two settings satisfy it", async () => {
  await using server = await startTestServer();
  await using proxy = strictProxy(server);
  const env = { http_proxy: `http://127.0.0.1:${proxy.port}` };
  assertFailure(
    await doctor(server, { env }),
    "wants a user name and a password",
    "Set http.proxy_username and http.proxy_password",
  );
  assertFailure(
    await doctor(server, { env: { http_proxy: `http://builder:wrong@127.0.0.1:${proxy.port}` } }),
    "does not accept the user name and password",
    "http_proxy",
  );
  assertHealthy(await doctor(server, { env, files: { "/home/me/.sentryclirc": PROXY_USER } }));
});

checkTls("names a proxy that wants a password before a server with TLS", async () => {
  await using place = await tlsPlace();
  const { server } = place;
  await using proxy = strictProxy(server);
  const env = { https_proxy: `http://127.0.0.1:${proxy.port}`, SENTRY_HTTP_CA_FILE: "/ca.pem" };
  const files = { "/ca.pem": place.authority.certificate };
  assertFailure(
    await doctor(server, { env, files }),
    "wants a user name and a password",
    "Set http.proxy_username",
  );
  const home = { ...files, "/home/me/.sentryclirc": PROXY_USER };
  const healed = await doctor(server, { env, files: home });
  assertHealthy(healed);
});

checkTls("names an unknown authority; http.ca_file makes it known", async () => {
  await using place = await tlsPlace();
  const { server, authority } = place;
  assertFailure(
    await doctor(server),
    "tls: the server's certificate comes from an unknown authority" +
      detailed(" (CN=test authority)", ""),
    "with http.ca_file or SENTRY_HTTP_CA_FILE",
  );
  const files = { "/ca.pem": authority.certificate };
  const healed = await doctor(server, { files, env: { SENTRY_HTTP_CA_FILE: "/ca.pem" } });
  assertHealthy(healed);
  const tls = healed.checks.find(({ id }) => id === "tls");
  assertStringIncludes(tls?.message ?? "", detailed("valid until", "is trusted"));
});

checkTls("names a self-signed certificate; http.ca_file with it heals", async () => {
  const own = await createSelfSigned();
  await using place = await tlsPlace(() => Promise.resolve(own));
  const { server } = place;
  assertFailure(
    await doctor(server),
    detailed("tls: the server's certificate is self-signed", "from an unknown authority"),
    "with http.ca_file",
  );
  const files = {
    "/home/me/own.pem": own.certificate,
    "/home/me/.sentryclirc": "[http]\nca_file=own.pem\n",
  };
  assertHealthy(await doctor(server, { files }));
});

checkTls("names an authority's certificate that is used as the server's", async () => {
  await using place = await tlsPlace((authority) => Promise.resolve(authority));
  const files = { "/ca.pem": place.authority.certificate };
  const report = await doctor(place.server, { files, env: { SENTRY_HTTP_CA_FILE: "/ca.pem" } });
  assertFailure(report, "tls: the server presents the certificate of an authority", "CA:TRUE");
});

checkTls("names an expired certificate and its day; a new one heals", async () => {
  await using place = await tlsPlace((authority) => authority.issue({ fromDays: -10, toDays: -2 }));
  const surroundings = {
    files: { "/ca.pem": place.authority.certificate },
    env: { SENTRY_HTTP_CA_FILE: "/ca.pem" },
  };
  const day = new Date(Date.now() - 2 * 86_400_000).toISOString().slice(0, 10);
  assertFailure(
    await doctor(place.server, surroundings),
    "tls: the server's certificate " + detailed(`expired on ${day}`, "is not valid at this time"),
    "Renew the server's certificate",
  );
  await using renewed = await startTestServer({ tls: await place.authority.issue() });
  assertHealthy(await doctor(renewed, surroundings));
});

checkTls("names a certificate for another host; a name of it heals", async () => {
  await using place = await tlsPlace((authority) => authority.issue({ names: ["DNS:localhost"] }));
  const surroundings = {
    files: { "/ca.pem": place.authority.certificate },
    env: { SENTRY_HTTP_CA_FILE: "/ca.pem" },
  };
  assertFailure(
    await doctor(place.server, surroundings),
    "tls: the server's certificate is not for '127.0.0.1'" + detailed(", but for localhost", ""),
    "Use a name of the certificate in SENTRY_URL",
  );
  const url = `https://localhost:${place.server.port}`;
  const env = { ...surroundings.env, SENTRY_URL: url };
  assertHealthy(await doctor(place.server, { ...surroundings, env }));
});

checkTls("warns when certificates are not checked", async () => {
  await using place = await tlsPlace();
  const files = { "/home/me/.sentryclirc": "[http]\nverify_ssl=false\n" };
  const report = await doctor(place.server, { files });
  assertHealthy(report);
  assertEquals(report.checks.find(({ id }) => id === "tls")?.status, "warning");
});

check("names https where the server speaks http", async () => {
  await using server = await startTestServer();
  const url = server.url.replace("http:", "https:");
  const env = { SENTRY_URL: url, SENTRY_HTTP_ANSWER_TIMEOUT: "500ms" };
  const cause = detailed(
    "tls: the TLS handshake did not",
    "answer: the server takes the connection",
  );
  assertFailure(await doctor(server, { env }), cause, detailed("SENTRY_URL", "speaks TLS"));
});

check("names a clock that is a day off, warns of one that is ten minutes off", async () => {
  await using server = await startTestServer();
  const off = (ms: number): Clock => ({ ...realClock, now: () => Date.now() + ms });
  const late = await doctor(server, { clock: off(-86_400_000) });
  assertFailure(late, "clock: this machine is 24 hours behind the server", "Set the clock");
  const early = await doctor(server, { clock: off(10 * 60_000) });
  assertHealthy(early);
  const { status, message } = early.checks.find(({ id }) => id === "clock") ?? {};
  assertEquals([status, message], ["warning", "this machine is 10 minutes ahead of the server"]);
  assertHealthy(await doctor(server));
});

check("names a server that takes the connection and says nothing", async () => {
  await using server = await startTestServer({ faults: ["GET /api/0/: silence"] });
  const report = await doctor(server, { env: { SENTRY_HTTP_ANSWER_TIMEOUT: "300ms" } });
  assertFailure(
    report,
    "answer: the server takes the connection but does not answer",
    "http.answer_timeout",
  );
  server.clearFaults();
  assertHealthy(await doctor(server));
});

check("names a server in trouble", async () => {
  await using server = await startTestServer({ faults: ["GET /api/0/: status=503"] });
  assertFailure(await doctor(server), "answer: the server is in trouble (http status 503)", "Try");
});

check("names a server without chunked upload", async () => {
  const faults = ["* /api/0/organizations/*/chunk-upload/: status=404"];
  await using server = await startTestServer({ faults });
  assertFailure(await doctor(server), "upload: the server offers no chunked upload", "Update");
  server.clearFaults();
  assertHealthy(await doctor(server));
});

check("names a gateway that spoils chunks", async () => {
  const faults = ["POST /api/0/organizations/*/chunk-upload/: status=413"];
  await using server = await startTestServer({ faults });
  assertFailure(await doctor(server, { args: ["--probe"] }), "probe: ", "gateway");
});

check("begins with the configuration: a broken file, a bad address, a bad proxy", async () => {
  await using server = await startTestServer();
  const broken = { "/work/.sentryclirc": "[broken\n" };
  assertFailure(await doctor(server, { files: broken }), "config: ", "/work/.sentryclirc");
  const report = await doctor(server, { env: { SENTRY_URL: "sentry.example.com" } });
  assertFailure(report, "config: bad sentry url", "SENTRY_URL");
  assertFailure(await doctor(server, { env: { http_proxy: "ftp://p" } }), "config: ", "socks5");
  const missing = { SENTRY_URL: "https://127.0.0.1:1", SENTRY_HTTP_CA_FILE: "/none.pem" };
  assertFailure(await doctor(server, { env: missing }), "config: Could not load", "Correct");
});
