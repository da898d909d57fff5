import { assertEquals, assertRejects, assertStringIncludes } from "../../tests/support/assert.ts";
import { ConfigError } from "../base/errors.ts";
import { SystemError } from "../system/mod.ts";
import { pemBlocks } from "./pem.ts";
import { loadTransport, type TransportSettings } from "./transport.ts";

const block = (label: string, content = btoa("\x30\x03\x02\x01\x05")) =>
  `-----BEGIN ${label}-----\n${content}\n-----END ${label}-----\n`;
const CERTIFICATE = block("CERTIFICATE");
const KEY = block("PRIVATE KEY");

const FILES: Record<string, string> = {
  "/ca.pem": `comment\n${CERTIFICATE}${CERTIFICATE}${KEY}`,
  "/crlf.pem": CERTIFICATE.replaceAll("\n", "\r\n"),
  "/old.pem": block("X509 CERTIFICATE"),
  "/empty.pem": "",
  "/text.pem": "-----BEGIN CERTIFICATE-----\nhello!\n-----END CERTIFICATE-----\n",
  "/cut.pem": CERTIFICATE.slice(0, -10),
  "/client.pem": CERTIFICATE + CERTIFICATE,
  "/key.pem": KEY,
  "/both.pem": block("RSA PRIVATE KEY") + CERTIFICATE,
  "/locked.pem": block("ENCRYPTED PRIVATE KEY"),
  "/locked_old.pem": block("RSA PRIVATE KEY", "Proc-Type: 4,ENCRYPTED\n\nMAMCAQU="),
};

async function load(settings: Partial<TransportSettings>) {
  const warnings: string[] = [];
  const transport = await loadTransport({
    proxyFor: () => undefined,
    trustFiles: [],
    verifyTls: true,
    keepAlive: false,
    ...settings,
  }, {
    fs: {
      read(path) {
        const text = FILES[path];
        if (text !== undefined) return Promise.resolve(new TextEncoder().encode(text));
        return Promise.reject(new SystemError("No such file or directory", "not-found", path));
      },
    },
    log: { warn: (line) => warnings.push(line) },
  });
  return { transport, warnings };
}

const file = (path: string, where = "http.ca_file") => ({ path, where });
const trusted = (path: string, required = true) => ({ trustFiles: [{ ...file(path), required }] });

Deno.test("loadTransport() gathers all certificates of all files", async () => {
  const trustFiles = ["/ca.pem", "/crlf.pem", "/old.pem"].map((path) => ({
    ...file(path),
    required: true,
  }));
  const { transport } = await load({ trustFiles });
  const certificates = await transport.caCertificates();
  assertEquals(certificates.length, 4);
  assertEquals(certificates[3], CERTIFICATE);
});

Deno.test("loadTransport() passes verification and reuse on", async () => {
  const { transport } = await load({ verifyTls: false, keepAlive: true });
  assertEquals([transport.verifyTls, transport.keepAlive], [false, true]);
});

for (
  const [path, why] of [
    ["/missing.pem", "No such file or directory"],
    ["/empty.pem", "it holds no PEM certificate"],
    ["/text.pem", "it holds no PEM certificate"],
    ["/cut.pem", "it holds no PEM certificate"],
    ["/key.pem", "it holds no PEM certificate"],
  ] as const
) {
  Deno.test(`loadTransport() refuses ${path}, naming file and setting, or warns`, async () => {
    // Not before they are needed: a server without TLS needs none.
    const required = await load(trusted(path));
    const error = await assertRejects(() => required.transport.caCertificates(), ConfigError);
    for (const part of [why, `'${path}'`, "(http.ca_file)"]) {
      assertStringIncludes(error.message, part);
    }
    const { warnings, transport } = await load(trusted(path, false));
    assertEquals(await transport.caCertificates(), []);
    assertEquals(warnings, [error.message]);
  });
}

Deno.test("loadTransport() takes the client key from its own file or the certificate's", async () => {
  const own = await load({ clientCertificate: file("/client.pem"), clientKey: file("/key.pem") });
  assertEquals(own.transport.clientCertificate, {
    certificate: CERTIFICATE + CERTIFICATE,
    key: KEY,
  });
  const both = await load({ clientCertificate: file("/both.pem") });
  assertEquals(both.transport.clientCertificate?.key, block("RSA PRIVATE KEY"));
});

for (
  const [clientCertificate, clientKey, why] of [
    ["/client.pem", undefined, "it holds no PEM private key"],
    ["/client.pem", "/locked.pem", "protected by a passphrase"],
    ["/client.pem", "/locked_old.pem", "protected by a passphrase"],
    ["/client.pem", "/ca2.pem", "No such file"],
    ["/key.pem", "/key.pem", "it holds no PEM certificate"],
    [undefined, "/key.pem", "there is no client certificate"],
  ] as const
) {
  Deno.test(`loadTransport() refuses client ${clientCertificate} with ${clientKey}`, async () => {
    const placed = (path?: string) => path === undefined ? undefined : file(path);
    const error = await assertRejects(
      () => load({ clientCertificate: placed(clientCertificate), clientKey: placed(clientKey) }),
      ConfigError,
    );
    assertStringIncludes(error.message, why);
  });
}

Deno.test("pemBlocks() needs matching ends and DER inside", () => {
  assertEquals(pemBlocks(block("A").replace("END A", "END B")), []);
  assertEquals(pemBlocks(block("A", btoa("not DER"))), []);
  assertEquals(pemBlocks(block("A") + block("B")).map(({ label }) => label), ["A", "B"]);
});
