/** The tokens that the server makes and takes. */
import type { Clock, Random } from "../../system/mod.ts";
import { ORG_SCOPES, USER_SCOPES } from "./access.ts";
import { hex, sha256Hex } from "./bytes.ts";
import { firstUser, putToken } from "./store/accounts.ts";
import type { Store } from "./store/store.ts";
import { formatTimestamp } from "./timestamps.ts";

export interface TokenOptions {
  readonly scopes?: readonly string[] | undefined;
  /** Default: by the form, `sntrys_…` is an organization's. */
  readonly kind?: "user" | "organization" | undefined;
}

export interface TokenMaker {
  /** A new user token in Sentry's form. */
  generate(): string;
  /** Lets a token in. */
  add(token: string, options?: TokenOptions): Promise<void>;
}

export function tokenMaker(
  { store, clock, random, organizationId }: {
    readonly store: Store;
    readonly clock: Clock;
    readonly random: Random;
    readonly organizationId: number;
  },
): TokenMaker {
  return {
    generate: () => `sntryu_${hex(random.bytes(32))}`,
    async add(token, { scopes, kind } = {}) {
      const isOrganizations = (kind ?? (token.startsWith("sntrys_") ? "organization" : "user")) ===
        "organization";
      putToken(store, {
        hash: await sha256Hex(token),
        organizationId,
        userId: isOrganizations ? null : firstUser(store)?.id ?? null,
        scopes: scopes ?? (isOrganizations ? ORG_SCOPES : USER_SCOPES),
        dateCreated: formatTimestamp(clock.now()),
      });
    },
  };
}
