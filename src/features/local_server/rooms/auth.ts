/** `GET /api/0/`: whose token this is, and what it may do. */
import { jsonReply } from "../replies.ts";
import type { ApiRequest, Route } from "../routes.ts";

export const authRoutes: readonly Route<ApiRequest>[] = [
  {
    method: "GET",
    path: "/api/0/",
    handle: ({ token }) =>
      jsonReply({
        version: "0",
        auth: { scopes: token.scopes },
        user: token.user === undefined ? null : {
          id: String(token.user.id),
          name: token.user.name,
          username: token.user.email,
          email: token.user.email,
          isActive: true,
        },
      }),
  },
];
