/** Which server a run talks to, and which token goes there. */
import type { Secret } from "../base/secret.ts";
import type { Origin } from "./model.ts";

export interface Server {
  /** Base URL without trailing slash. */
  readonly url: string;
  readonly urlOrigin: Origin;
  /** What proves who we are, `undefined` when there is nothing. */
  readonly credentials: Credentials | undefined;
  /** Organization named inside the token. */
  readonly tokenOrg: string | undefined;
  /** What the user should know about the choice, one sentence each. */
  readonly warnings: readonly string[];
}

export type Credentials =
  | { readonly kind: "token"; readonly secret: Secret; readonly origin: Origin }
  | { readonly kind: "api-key"; readonly secret: Secret; readonly origin: Origin };
