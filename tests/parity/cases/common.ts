/** What many cases share. */
import type { Case, Reply } from "../model.ts";

/** Shows what the cascade came to, without a request as long as there is no token. */
export const STATUS = ["info", "--config-status-json"] as const;

/** Server and token from the operator's environment. */
export const OPERATOR = { SENTRY_URL: "{S}", SENTRY_AUTH_TOKEN: "{T}" } as const;

export const OK: Reply = { json: {} };
export const EMPTY: Reply = { json: [] };

export const ORGANIZATION = {
  id: "1",
  slug: "s",
  name: "N",
  dateCreated: "2020-09-14T17:28:14.933511Z",
  isEarlyAdopter: false,
  require2FA: true,
} as const;

export const RELEASE = {
  version: "v1",
  dateCreated: "2020-10-29T21:43:43.245609Z",
  dateReleased: null,
  lastEvent: null,
  newGroups: 0,
  projects: [{ slug: "p", name: "P" }],
} as const;

/** What `GET /api/0/` answers for a user token. */
export const USER: Reply = {
  json: {
    version: "0",
    auth: { scopes: ["org:read", "project:read"] },
    user: { email: "a@example.com", id: "1" },
  },
};

/** What `GET /api/0/` answers for an organization token. */
export const ORG_TOKEN: Reply = {
  json: { version: "0", auth: { scopes: ["org:ci"] }, user: null },
};

/** `info --config-status-json` over one project `.sentryclirc`. */
export function iniCase(name: string, text: string, more: Partial<Case> = {}): Case {
  return { name, args: STATUS, files: { ".sentryclirc": text }, ...more };
}

/** `info --config-status-json` over one properties file. */
export function propertiesCase(name: string, text: string, more: Partial<Case> = {}): Case {
  return {
    name,
    args: STATUS,
    env: { SENTRY_PROPERTIES: "sentry.properties" },
    files: { "sentry.properties": text },
    ...more,
  };
}

/** `info --config-status-json` over one `.env`. */
export function dotenvCase(name: string, text: string, more: Partial<Case> = {}): Case {
  return { name, args: STATUS, files: { ".env": text }, ...more };
}

/** A case with server and token in the environment. */
export function online(
  name: string,
  args: readonly string[],
  replies: readonly Reply[],
  more: Partial<Case> = {},
): Case {
  return { name, args, replies, ...more, env: { ...OPERATOR, ...more.env } };
}

/** Headers of a page with another one behind it. */
export const nextPage = (cursor: string) => ({
  Link: `<{S}/x>; rel="previous"; results="false"; cursor="0:0:1", ` +
    `<{S}/x>; rel="next"; results="true"; cursor="${cursor}"`,
});
/** Headers of the last page. */
export const LAST = { Link: '<{S}/x>; rel="next"; results="false"; cursor="0:9:0"' };
export const MISSING = { status: 404, json: { detail: "x" } } as const;
export const BAD = { status: 400, json: { detail: "bad" } } as const;
export const DENIED = { status: 403, json: { detail: "no permission" } } as const;

/** How a server takes uploads, one request at a time. */
export const CHUNK_OPTIONS = {
  url: "/api/0/organizations/o/chunk-upload/",
  chunkSize: 1024 * 1024,
  chunksPerRequest: 64,
  maxRequestSize: 32 * 1024 * 1024,
  concurrency: 1,
  hashAlgorithm: "sha1",
  compression: ["gzip"],
} as const;

/** Takes chunks. */
export const TAKEN: Reply = { text: "" };
/** What assembling answers before all chunks are there. */
export const LACKS_ALL: Reply = { json: { state: "not_found" }, allMissing: true };
