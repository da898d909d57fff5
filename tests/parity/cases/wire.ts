/** How answers come over the wire: connections, lengths, encodings, SOCKS (specification §6). */
import type { Case, Reply } from "../model.ts";
import { cases } from "../model.ts";
import { EMPTY, online, ORGANIZATION } from "./common.ts";

const LIST = ["organizations", "list"] as const;
const NEXT = { Link: '<{S}/x>; rel="next"; results="true"; cursor="z"' } as const;
const JSON_TYPE = { "Content-Type": "application/json" } as const;
const BODY = JSON.stringify([ORGANIZATION]);

function answered(name: string, reply: Reply): Case {
  return online(name, LIST, [reply], { env: { SENTRY_HTTP_MAX_RETRIES: "0" } });
}

function proxied(name: string, env: Record<string, string | null>, more: Partial<Case> = {}): Case {
  return online(name, LIST, [EMPTY], { ...more, env: { HTTPS_PROXY: null, ...env } });
}
const FAR = "http://sentry.example.com";

const UNRESOLVED = {
  causes: "Could not reach 'sentry.example.com': the host name could not be resolved",
};

export const WIRE = cases("wire", [
  online("two pages over http take two connections", LIST, [{ json: [], headers: NEXT }, EMPTY], {
    compareConnections: true,
  }),
  online("keepalive=true over http", LIST, [{ json: [], headers: NEXT }, EMPTY], {
    compareConnections: true,
    files: { ".sentryclirc": "[http]\nkeepalive=true\n" },
  }),
  online("keepalive=false over http", LIST, [{ json: [], headers: NEXT }, EMPTY], {
    compareConnections: true,
    files: { ".sentryclirc": "[http]\nkeepalive=false\n" },
  }),
  online("two pages over https share a connection", LIST, [{ json: [], headers: NEXT }, EMPTY], {
    compareConnections: true,
    env: { SENTRY_URL: "{TLS}", SSL_CERT_FILE: "{CERT}", HTTPS_PROXY: null },
  }),
  online("keepalive=false over https", LIST, [{ json: [], headers: NEXT }, EMPTY], {
    compareConnections: true,
    env: { SENTRY_URL: "{TLS}", SSL_CERT_FILE: "{CERT}", HTTPS_PROXY: null },
    files: { ".sentryclirc": "[http]\nkeepalive=false\n" },
  }),
  online("two pages over https without verification", LIST, [{ json: [], headers: NEXT }, EMPTY], {
    env: { SENTRY_URL: "{TLS}", HTTPS_PROXY: null },
    files: { ".sentryclirc": "[http]\nverify_ssl=false\n" },
  }),
  online("the server closes a kept connection", LIST, [
    { json: [], headers: { ...NEXT, Connection: "close" } },
    EMPTY,
  ], { files: { ".sentryclirc": "[http]\nkeepalive=true\n" } }),
  answered("chunked", {
    headers: { ...JSON_TYPE, "Transfer-Encoding": "chunked" },
    text: `2\r\n[{\r\n${(BODY.length - 2).toString(16)}\r\n${BODY.slice(2)}\r\n0\r\n\r\n`,
  }),
  answered("until the connection closes", { headers: JSON_TYPE, text: BODY, untilClose: true }),
  answered("longer than announced", {
    headers: { ...JSON_TYPE, "Content-Length": "2" },
    text: "[]garbage",
  }),
  answered("announced as empty", { headers: { ...JSON_TYPE, "Content-Length": "0" }, text: "" }),
  answered("JSON behind a byte order mark", { headers: JSON_TYPE, text: "\ufeff[]" }),
  answered("JSON between blanks", { headers: JSON_TYPE, text: " \r\n [ ] \n" }),
  answered("JSON and more", { headers: JSON_TYPE, text: "[] []" }),
  answered("a key twice", {
    headers: JSON_TYPE,
    text: `[${BODY.slice(1, -2)},"name":"twice"}]`,
  }),
  answered("a comment in JSON", { headers: JSON_TYPE, text: "[] // x" }),
  answered("NaN", { headers: JSON_TYPE, text: "[NaN]" }),
  answered("null for a list", { headers: JSON_TYPE, text: "null" }),
  answered("a list in a list", { headers: JSON_TYPE, text: "[[]]" }),
  answered("text/json is no JSON", { headers: { "Content-Type": "text/json" }, text: "[]" }),
  answered("JSON type with blanks", {
    headers: { "Content-Type": "application/json ; charset=utf-8" },
    text: "[]",
  }),
  answered("an escaped surrogate half", {
    headers: JSON_TYPE,
    text: BODY.replace('"N"', '"\\ud83d"'),
  }),
  answered("an escaped pair and a line end", {
    headers: JSON_TYPE,
    text: BODY.replace('"N"', '"\\ud83d\\ude00\\n\\u0041"'),
  }),
  answered("an error with a long text", { status: 400, json: { detail: "x".repeat(3000) } }),
  answered("an error whose text is a number", { status: 400, json: { detail: 5 } }),
  answered("an error whose text is null", { status: 400, json: { error: null } }),
  answered("an error with detail and error", { status: 400, json: { detail: "a", error: "b" } }),
  proxied("SOCKS5", { SENTRY_URL: FAR, ALL_PROXY: "{SOCKS}" }),
  proxied("SOCKS5, name resolved by the proxy", {
    SENTRY_URL: FAR,
    ALL_PROXY: "socks5h://{SOCKS-host}",
  }),
  proxied("SOCKS5, an address", { SENTRY_URL: "http://127.0.0.9", http_proxy: "{SOCKS}" }),
  proxied("SOCKS5 with user and password", {
    SENTRY_URL: FAR,
    http_proxy: "socks5h://u%40:p@{SOCKS-host}",
  }),
  proxied("SOCKS5 with user and password of a file", {
    SENTRY_URL: FAR,
    http_proxy: "socks5h://{SOCKS-host}",
  }, { files: { ".sentryclirc": "[http]\nproxy_username=u\nproxy_password=p\n" } }),
  proxied("no_proxy: a leading dot", {
    SENTRY_URL: FAR,
    http_proxy: "{S}",
    no_proxy: ".sentry.example.com",
    SENTRY_HTTP_MAX_RETRIES: "0",
  }),
  proxied("no_proxy: a parent domain", {
    SENTRY_URL: FAR,
    http_proxy: "{S}",
    no_proxy: "x,example.com",
    SENTRY_HTTP_MAX_RETRIES: "0",
  }),
  proxied("no_proxy: separated by blanks", {
    SENTRY_URL: FAR,
    http_proxy: "{S}",
    no_proxy: "x sentry.example.com",
    SENTRY_HTTP_MAX_RETRIES: "0",
  }),
  proxied("no_proxy: a host with its port", {
    http_proxy: "{S}",
    no_proxy: "{S2-host}",
    SENTRY_URL: "{S2}",
  }),
  proxied("no_proxy: a star among others", { SENTRY_URL: FAR, http_proxy: "{S}", no_proxy: "x,*" }),
  proxied("no_proxy: in capitals", {
    SENTRY_URL: FAR,
    http_proxy: "{S}",
    no_proxy: "SENTRY.EXAMPLE.COM",
    SENTRY_HTTP_MAX_RETRIES: "0",
  }),
  proxied("no_proxy: empty falls back to NO_PROXY", {
    http_proxy: "{S}",
    SENTRY_URL: "{S2}",
    no_proxy: "",
    NO_PROXY: "127.0.0.1",
  }),
  proxied("proxy URL with a path", { SENTRY_URL: FAR, http_proxy: "{S}/path" }),
  proxied("proxy URL with a user and no password", {
    SENTRY_URL: FAR,
    http_proxy: "http://u@{S-host}",
  }),
  proxied("proxy answers with an error page", { SENTRY_URL: FAR, http_proxy: "{S}" }, {
    replies: [{ status: 403, text: "<html>" }],
  }),
  proxied("https proxy variables leave http alone", { HTTPS_PROXY: "{S2}", https_proxy: "{S2}" }),
], {
  "lenient-answers": {
    "JSON behind a byte order mark": { exit: 0, error: "", causes: "" },
    "a key twice": { exit: 0, stdout: "| 1  | twice |", error: "", causes: "" },
    "JSON type with blanks": { exit: 0, error: "" },
    "an escaped surrogate half": {
      exit: 0,
      stdout: "| 1  | \ufffd    | s    |",
      error: "",
      causes: "",
    },
  },
  "answer-words": {
    "a list in a list": { causes: "invalid type: sequence, expected a map at line 1 column 2" },
  },
  "error-json": {
    "an error whose text is a number": { causes: '{"detail":5}' },
    "an error whose text is null": { causes: '{"error":null}' },
    "an error with detail and error": { causes: '{"detail":"a","error":"b"}' },
  },
  "socks-names": {
    SOCKS5: {
      exit: 0,
      error: "",
      causes: "",
      requests: ["SOCKS5 sentry.example.com:80", "SOCKS: GET /api/0/organizations/?cursor="],
    },
  },
  "network-words": {
    "no_proxy: a leading dot": UNRESOLVED,
    "no_proxy: a parent domain": UNRESOLVED,
    "no_proxy: in capitals": UNRESOLVED,
  },
});
