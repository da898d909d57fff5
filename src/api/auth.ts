/** Who a token is: `GET /api/0/`. */
import type { Api } from "./client.ts";
import { type Decode, list, record, text } from "./decode.ts";

/** What the server says about a token. */
export interface AuthInfo {
  /** Absent for a token of an organization. */
  readonly user: { readonly email: string; readonly id: string } | undefined;
  readonly scopes: readonly string[] | undefined;
}

const authInfo: Decode<AuthInfo> = record((info) => ({
  user: info.maybe(
    "user",
    record((user) => ({ email: user.get("email", text), id: user.get("id", text) })),
  ),
  scopes: info.maybe("auth", record((auth) => auth.get("scopes", list(text)))),
}));

/** Asks the server who we are. */
export function getAuthInfo(api: Api): Promise<AuthInfo> {
  return api.getJson("/", authInfo);
}
