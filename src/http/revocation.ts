/**
 * Refuses a server whose certificate was revoked, where the system can tell (Windows).
 *
 * What cannot be found out does not stop anybody: a list that is out of reach would make every network
 * hiccup at some authority an outage of the build, and browsers and curl on Windows
 * (`--ssl-revoke-best-effort`) do the same. It is said in the log.
 */
import {
  type Clock,
  type Platform,
  type Revocation,
  TransportError,
  type TransportOptions,
} from "../system/mod.ts";
import { pemToDer } from "./pem.ts";

/** What the check needs. */
export interface RevocationOptions {
  readonly checkRevocation: NonNullable<Platform["checkRevocation"]>;
  /** Authorities that the settings name: the server need not send them. */
  readonly caCertificates: TransportOptions["caCertificates"];
  readonly clock: Pick<Clock, "alarm">;
  readonly log: { info(message: string): void; debug(message: string): void };
}

/** The system has a limit of its own for fetching lists; this one is for a system that forgets it. */
const LIMIT_MS = 15_000;

/** The check, as a connection takes it. */
export function createRevocationCheck(
  { checkRevocation, caCertificates, clock, log }: RevocationOptions,
): NonNullable<TransportOptions["checkPeer"]> {
  return async (host, peer) => {
    const found: Revocation = "unseen" in peer
      ? { status: "unknown", why: peer.unseen }
      : await within(
        clock,
        checkRevocation(peer.certificates, (await caCertificates()).flatMap(pemToDer)),
      );
    const where = `the certificate of '${host}'`;
    switch (found.status) {
      case "revoked":
        throw new TransportError(found.why, "tls-revoked");
      case "unknown":
        return log.info(`Could not check whether ${where} is revoked, going on: ${found.why}`);
      case "good":
        return log.debug(`${where} is not revoked`);
    }
  };
}

function within(clock: Pick<Clock, "alarm">, check: Promise<Revocation>): Promise<Revocation> {
  return new Promise((resolve, reject) => {
    const cancel = clock.alarm(
      LIMIT_MS,
      () => resolve({ status: "unknown", why: `no answer within ${LIMIT_MS / 1000} s` }),
    );
    check.then(resolve, reject).finally(cancel);
  });
}
