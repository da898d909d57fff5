/** Looks at the way to a server step by step. The node modules are loaded when first needed. */
import type { X509Certificate } from "node:crypto";
import { type CertificateFacts, type Probe, type ProxyAddress, TransportError } from "../mod.ts";
import { toTransportError } from "./transport_errors.ts";

/** The probe of this machine. */
export const denoProbe: Probe = {
  resolve: (host, signal) =>
    guarded({ signal, proxy: undefined }, async () => {
      const { lookup } = await import("node:dns/promises");
      const found = await lookup(host, { all: true });
      const addresses = [...new Set(found.map(({ address }) => address))];
      if (addresses.length === 0) throw new TransportError("it has no address", "dns");
      return addresses;
    }),
  connectTcp: (hostname, port, signal) =>
    guarded({ signal, proxy: undefined }, async () => {
      const connection = await Deno.connect({ hostname, port });
      connection.close();
    }),
  seeCertificates: (place, signal) =>
    guarded({ signal, proxy: place.proxy }, async () => {
      const { seePeer } = await import("./peer.ts");
      const peer = await seePeer({ ...place, signal });
      if ("unseen" in peer) return peer;
      const { X509Certificate } = await import("node:crypto");
      return { certificates: peer.certificates.map((der) => read(new X509Certificate(der), der)) };
    }),
};

/** What comes too late is dropped; a connection that opens later still closes itself. */
async function guarded<T>(
  context: { readonly signal: AbortSignal; readonly proxy: ProxyAddress | undefined },
  task: () => Promise<T>,
): Promise<T> {
  const { signal } = context;
  const stopped = Promise.withResolvers<never>();
  const stop = () => stopped.reject(signal.reason);
  if (signal.aborted) stop();
  signal.addEventListener("abort", stop, { once: true });
  stopped.promise.catch(() => {});
  try {
    return await Promise.race([task(), stopped.promise]);
  } catch (error) {
    throw toTransportError(error, context);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

function read(certificate: X509Certificate, der: Uint8Array): CertificateFacts {
  return {
    subject: oneLine(certificate.subject),
    issuer: oneLine(certificate.issuer),
    names: namesOf(certificate.subjectAltName),
    validFromMs: Date.parse(certificate.validFrom),
    validToMs: Date.parse(certificate.validTo),
    isSelfSigned: certificate.subject === certificate.issuer && isSignedByItself(certificate),
    isAuthority: certificate.ca,
    der,
  };
}

function isSignedByItself(certificate: X509Certificate): boolean {
  try {
    return certificate.verify(certificate.publicKey);
  } catch {
    return true; // a kind of key that cannot be checked here: the equal names have to do
  }
}

/** One attribute a line. */
function oneLine(name: string): string {
  return name.split("\n").join(", ");
}

/** `DNS:a.example, IP Address:127.0.0.1`. */
function namesOf(alternatives: string | undefined): string[] {
  return [...(alternatives ?? "").matchAll(/(?:DNS|IP Address):([^\s,"]+)/g)]
    .map(([, name = ""]) => name);
}
