/** The server's certificate: whether it is trusted, for this host, valid now and not revoked. */
import { ConfigError } from "../../base/errors.ts";
import { pemToDer } from "../../http/pem.ts";
import type { CertificateFacts, SeenCertificates, TransportError } from "../../system/mod.ts";
import { reasonOf, transportErrorIn } from "./errors.ts";
import { type Check, failure, type Finding, ok, skipped, type Visit, warning } from "./model.ts";

const DAY_MS = 86_400_000;
/** Renewal is mostly due 30 days before; half of that is late. */
const SOON_MS = 14 * DAY_MS;

export const tlsCheck: Check = {
  id: "tls",
  title: "TLS",
  needs: ["tcp"],
  async run(visit) {
    const { route } = visit;
    const url = new URL(route.server.value);
    if (url.protocol !== "https:") return plain(url, route.server.where);
    if (!route.transport.verifyTls) {
      return warning(
        "the server's certificate is not checked (http.verify_ssl=false)",
        "Name the authority's certificate with http.ca_file and take http.verify_ssl away",
      );
    }
    // Side by side: where nobody answers, both wait as long as the limit allows.
    const [seen, refusal] = await Promise.all([see(visit), visit.contact().then(none, same)]);
    if (refusal instanceof ConfigError) {
      return failure(refusal.message, refusal.hint ?? "Correct the setting that is named");
    }
    const problem = transportErrorIn(refusal);
    if (problem?.failure.startsWith("tls-") && problem.failure !== "tls-revoked") {
      return explain(visit, problem, seen.certificates);
    }
    // Whoever shows no certificate and gives no answer is stuck before the first request.
    if (problem !== undefined && seen.error !== undefined) {
      return failure(
        `the TLS handshake did not come to an end: ${reasonOf(seen.error)}`,
        `Check that ${url.host} speaks TLS: is the port in ${route.server.where} the right one?`,
      );
    }
    return describe(visit, seen.certificates);
  },
};

function none(): undefined {
  return undefined;
}

function same(error: unknown): unknown {
  return error;
}

function plain({ hostname }: URL, where: string): Finding {
  if (/^(localhost|127\.[\d.]+|\[::1\])$/.test(hostname)) return ok("none, on this machine");
  return warning(
    "none: the token travels unprotected",
    `Use https:// in ${where} when the server speaks it`,
  );
}

interface Seen {
  readonly certificates: readonly CertificateFacts[];
  readonly error?: unknown;
}

async function see(visit: Visit): Promise<Seen> {
  try {
    const seen = await look(visit);
    return { certificates: "unseen" in seen ? [] : seen.certificates };
  } catch (error) {
    return { certificates: [], error };
  }
}

function look({ route, doors, limited }: Visit): Promise<SeenCertificates> {
  const { proxy, transport, server } = route;
  const place = { url: new URL(server.value), proxy: proxy?.address, transport };
  return limited((signal) => doors.probe.seeCertificates(place, signal));
}

/** The cause of a refusal, told from the certificate where it can be seen. */
function explain(
  visit: Visit,
  problem: TransportError,
  certificates: readonly CertificateFacts[],
): Finding {
  const host = new URL(visit.route.server.value).hostname;
  const [own] = certificates;
  const last = certificates.at(-1);
  const caFile = "with http.ca_file or SENTRY_HTTP_CA_FILE";
  switch (problem.failure) {
    case "tls-expired":
      return failure(
        own === undefined
          ? "the server's certificate is not valid at this time"
          : `${periodProblem(certificates, visit.doors.clock.now())}`,
        "Renew the server's certificate; if its dates are right, set the clock of this machine",
      );
    case "tls-host":
      return failure(
        `the server's certificate is not for '${host}'` +
          (own === undefined ? "" : `, but for ${own.names.join(", ") || own.subject}`),
        `Use a name of the certificate in ${visit.route.server.where}, ` +
          `or get a certificate for '${host}'`,
      );
    case "tls-ca-as-server":
      return failure(
        "the server presents the certificate of an authority as its own",
        "Make a server certificate without 'CA:TRUE', signed by that authority, and name the " +
          `authority's certificate ${caFile}`,
      );
    case "tls-untrusted":
      if (own === undefined || last === undefined) {
        return failure(
          "the server's certificate comes from an unknown authority",
          `Name the certificate of its authority ${caFile}`,
        );
      }
      return own.isSelfSigned
        ? failure(
          `the server's certificate is self-signed (${own.subject})`,
          `Save that certificate as a PEM file and name it ${caFile}`,
        )
        : failure(
          `the server's certificate comes from an unknown authority (${last.issuer})`,
          `Name the certificate of that authority ${caFile}`,
        );
    default:
      return failure(
        `the TLS handshake failed: ${problem.message}`,
        `Check that the port in ${visit.route.server.where} speaks TLS, and whether the server ` +
          "asks for a client certificate (http.client_certificate)",
      );
  }
}

function periodProblem(certificates: readonly CertificateFacts[], nowMs: number): string {
  const wrong = certificates.find((each) => nowMs > each.validToMs || nowMs < each.validFromMs);
  const at = certificates[0] === wrong ? "the server's certificate" : "a certificate of its chain";
  if (wrong === undefined) return "the server's certificate is not valid at this time";
  return nowMs > wrong.validToMs
    ? `${at} expired on ${day(wrong.validToMs)}`
    : `${at} is not valid before ${day(wrong.validFromMs)}`;
}

function describe(visit: Visit, certificates: readonly CertificateFacts[]): Finding {
  const [own] = certificates;
  if (own === undefined) return ok("the server's certificate is trusted");
  const nowMs = visit.doors.clock.now();
  const text = `${own.subject || own.names[0]}, from ${own.issuer}, valid until ${
    day(own.validToMs)
  }`;
  if (own.validToMs - nowMs >= SOON_MS) return ok(text);
  return warning(text, "Renew the server's certificate soon");
}

function day(ms: number): string {
  return Number.isFinite(ms) ? new Date(ms).toISOString().slice(0, 10) : "an unknown day";
}

export const revocationCheck: Check = {
  id: "revocation",
  title: "Revocation",
  needs: ["tls"],
  async run(visit) {
    const { route, doors } = visit;
    const check = doors.platform.checkRevocation;
    if (!route.server.value.startsWith("https:")) return skipped("no certificate to look at");
    if (check === undefined) return skipped("not checked on this system");
    if (!visit.checksRevocation || !route.transport.verifyTls) {
      return warning(
        "not checked (http.check_ssl_revoke=false)",
        "Take http.check_ssl_revoke away, unless the lists cannot be reached from here",
      );
    }
    const { certificates, error } = await see(visit);
    if (error !== undefined || certificates.length === 0) {
      return await refusedAsRevoked(visit) ??
        warning("the certificate could not be looked at", "Use Deno 2.9 or later, without a proxy");
    }
    // As the connection does it: a private authority is known from the settings alone.
    const authorities = (await route.transport.caCertificates()).flatMap(pemToDer);
    const found = await check(certificates.map(({ der }) => der), authorities);
    if (found.status === "good") return ok("not revoked");
    if (found.status === "revoked") return revoked(found.why);
    return await refusedAsRevoked(visit) ?? warning(
      `it could not be told whether the certificate is revoked: ${found.why}`,
      "Let this machine reach the address of the revocation list that the certificate names",
    );
  },
};

/** What the connection itself found. */
async function refusedAsRevoked(visit: Visit): Promise<Finding | undefined> {
  try {
    await visit.contact();
    return undefined;
  } catch (error) {
    const found = transportErrorIn(error);
    return found?.failure === "tls-revoked" ? revoked(found.message) : undefined;
  }
}

function revoked(why: string): Finding {
  return failure(
    `the server's certificate was revoked: ${why}`,
    "Have the server present a new certificate",
  );
}
