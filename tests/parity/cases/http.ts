/** Headers, retries, errors, redirects, paging and proxies (specification §6). */
import type { Case, Reply } from "../model.ts";
import { cases } from "../model.ts";
import { EMPTY, OK, online, OPERATOR, ORGANIZATION, RELEASE, USER } from "./common.ts";

const LIST = ["organizations", "list"] as const;

export const HEADERS = cases("headers", [
  online("the standard set", LIST, [EMPTY]),
  online("the standard set with a body", ["releases", "new", "v1", "-o", "o", "-p", "p"], [
    { status: 201, json: RELEASE },
  ]),
  online("pipeline in the environment", LIST, [EMPTY], {
    env: { SENTRY_PIPELINE: "plugin/1.2 (x)" },
  }),
  online("pipeline in a file", LIST, [EMPTY], {
    files: { ".sentryclirc": "[defaults]\npipeline=file/1\n" },
  }),
  online("empty pipeline over a file", LIST, [EMPTY], {
    env: { SENTRY_PIPELINE: "" },
    files: { ".sentryclirc": "[defaults]\npipeline=file/1\n" },
  }),
  online("pipeline with a line end", LIST, [EMPTY], { env: { SENTRY_PIPELINE: "a\nX-Evil: 1" } }),
  online("--header", ["--header", "X-A: 1", ...LIST], [EMPTY]),
  online("--header without a blank", [...LIST, "--header", "X-A:1", "--header=X-B:2"], [EMPTY]),
  online("spec 7.26: inner --header replaces outer --header", [
    "--header",
    "A:1",
    ...LIST,
    "--header",
    "B:2",
  ], [
    EMPTY,
  ]),
  online("spec 7.27: --header replaces CUSTOM_HEADER", [...LIST, "--header", "Y:2"], [EMPTY], {
    env: { CUSTOM_HEADER: "X: 1" },
  }),
  online("CUSTOM_HEADER over a file", LIST, [EMPTY], {
    env: { CUSTOM_HEADER: "X: 1" },
    files: { ".sentryclirc": "[defaults]\ncustom_header=Z: 3\n" },
  }),
  online("custom_header in a file", LIST, [EMPTY], {
    files: { ".sentryclirc": "[defaults]\ncustom_header=Z: 3\n" },
  }),
  online("empty CUSTOM_HEADER hides the file's", LIST, [EMPTY], {
    env: { CUSTOM_HEADER: "" },
    files: { ".sentryclirc": "[defaults]\ncustom_header=Z: 3\n" },
  }),
  online("--header with several colons", ["--header", "X-A: b: c", ...LIST], [EMPTY]),
  online("--header without a colon", ["--header", "nonsense", ...LIST], [EMPTY]),
  online("--header with an empty value", ["--header", "X-A:", ...LIST], [EMPTY]),
  online("--header with a semicolon", ["--header", "X-A;", ...LIST], [EMPTY]),
  online("--header twice the same name", ["--header", "X-A: 1", "--header", "X-A: 2", ...LIST], [
    EMPTY,
  ]),
  online("--header with a line end", ["--header", "X-A: 1\nX-Evil: 2", ...LIST], [EMPTY]),
  online("--header replaces Accept", ["--header", "Accept: text/x", ...LIST], [EMPTY]),
  online("--header User-Agent", ["--header", "User-Agent: mine", ...LIST], [EMPTY]),
  online("--header Authorization", ["--header", "Authorization: Basic x", ...LIST], [EMPTY]),
  online("--header Host", ["--header", "Host: other.example.com", ...LIST], [EMPTY]),
  online("--header with letters beyond ASCII", ["--header", "X-A: ä", ...LIST], [EMPTY]),
  online("URL with user and password", LIST, [EMPTY], {
    env: { SENTRY_URL: "http://u:p@{S-host}" },
  }),
], {
  "header-lines": {
    "pipeline with a line end": { requests: "user-agent: sentry-cli/<version> a X-Evil: 1" },
    "--header without a colon": {
      exit: 1,
      error: "error: Cannot use a custom header: there is no ':' in it (--header)",
      requests: "",
    },
    "--header with a line end": {
      exit: 1,
      error: "error: Cannot use a custom header: it contains a line break (--header)",
      requests: "",
    },
  },
  "empty-is-unset": {
    "empty pipeline over a file": { requests: "user-agent: sentry-cli/<version> file/1" },
  },
  "header-replaces": {
    "--header User-Agent": { requests: "user-agent: mine" },
    "--header Authorization": { requests: "authorization: Basic x" },
  },
});

const FAST = { SENTRY_HTTP_MAX_RETRIES: "0" } as const;

function status(code: number, more: Partial<Case> = {}): Case {
  return online(`status ${code} is not tried again`, LIST, [
    { status: code, json: { detail: "d" } },
    EMPTY,
  ], more);
}

/** Two requests for the list. */
const TWICE = /^S: GET [^]*\nS: GET /;

export const RETRY = cases("retry", [
  online("spec 7.28: one retry after 503", LIST, [{ status: 503, json: {} }], {
    env: { SENTRY_HTTP_MAX_RETRIES: "1" },
    gapMs: [950, 2500],
  }),
  online("success at the second try", LIST, [{ status: 502 }, { json: [ORGANIZATION] }], {
    env: { SENTRY_HTTP_MAX_RETRIES: "1" },
  }),
  online("504 is tried again", LIST, [{ status: 504 }, EMPTY], {
    env: { SENTRY_HTTP_MAX_RETRIES: "1" },
  }),
  online("507 is tried again", LIST, [{ status: 507 }, EMPTY], {
    env: { SENTRY_HTTP_MAX_RETRIES: "1" },
  }),
  online("524 is tried again", LIST, [{ status: 524 }, EMPTY], {
    env: { SENTRY_HTTP_MAX_RETRIES: "1" },
  }),
  online("a POST is tried again after 503", ["releases", "new", "v1", "-o", "o", "-p", "p"], [
    { status: 503 },
    { status: 201, json: RELEASE },
  ], { env: { SENTRY_HTTP_MAX_RETRIES: "1" } }),
  online("no retry when told so", LIST, [{ status: 503, json: {} }], { env: FAST }),
  online("max_retries in a file", LIST, [{ status: 503, json: {} }], {
    files: { ".sentryclirc": "[http]\nmax_retries=0\n" },
  }),
  online("variable over file", LIST, [{ status: 503, json: {} }], {
    env: FAST,
    files: { ".sentryclirc": "[http]\nmax_retries=4\n" },
  }),
  online("a bad variable warns and leaves it to the file", LIST, [{ status: 503, json: {} }], {
    env: { SENTRY_HTTP_MAX_RETRIES: "x" },
    files: { ".sentryclirc": "[http]\nmax_retries=0\n" },
  }),
  online("an empty variable warns", LIST, [{ status: 503, json: {} }], {
    env: { SENTRY_HTTP_MAX_RETRIES: "" },
    files: { ".sentryclirc": "[http]\nmax_retries=0\n" },
  }),
  online("too large a number warns", LIST, [EMPTY], {
    env: { SENTRY_HTTP_MAX_RETRIES: "4294967296" },
  }),
  online("a bad number in a file warns", LIST, [EMPTY], {
    files: { ".sentryclirc": "[http]\nmax_retries=-1\n" },
  }),
  online("a number with a plus", LIST, [{ status: 503, json: {} }], {
    env: { SENTRY_HTTP_MAX_RETRIES: "+0" },
  }),
  online("a number with a blank", LIST, [EMPTY], { env: { SENTRY_HTTP_MAX_RETRIES: " 1" } }),
  status(400),
  status(401),
  status(501),
  status(505),
  online("status 408, without retries", LIST, [{ status: 408, json: { detail: "d" } }], {
    env: FAST,
  }),
  online("status 429, without retries", LIST, [{ status: 429, json: { detail: "d" } }], {
    env: FAST,
  }),
  online("status 500, without retries", LIST, [{ status: 500, json: { detail: "d" } }], {
    env: FAST,
  }),
  online("status 429, one retry", LIST, [{ status: 429, json: { detail: "d" } }, EMPTY], {
    env: { SENTRY_HTTP_MAX_RETRIES: "1" },
  }),
  online("status 500, one retry", LIST, [{ status: 500, json: { detail: "d" } }, EMPTY], {
    env: { SENTRY_HTTP_MAX_RETRIES: "1" },
  }),
  online("hang-up, without retries", LIST, [{ hangUp: true }], { env: FAST }),
  online("hang-up, one retry", LIST, [{ hangUp: true }, EMPTY], {
    env: { SENTRY_HTTP_MAX_RETRIES: "1" },
  }),
], {
  "error-json": {
    "spec 7.28: one retry after 503": { causes: "{}" },
    "no retry when told so": { causes: "{}" },
    "max_retries in a file": { causes: "{}" },
    "variable over file": { causes: "{}" },
    "a bad variable warns and leaves it to the file": { causes: "{}" },
    "an empty variable warns": { causes: "{}" },
    "a number with a plus": { causes: "{}" },
  },
  "network-words": {
    "hang-up, without retries": {
      causes: "Could not reach '{S-host}': the connection was closed in the middle",
    },
  },
  "retry-more": {
    "status 429, one retry": { exit: 0, error: "", causes: "", requests: TWICE },
    "status 500, one retry": { exit: 0, error: "", causes: "", requests: TWICE },
    "hang-up, one retry": { exit: 0, error: "", causes: "", requests: TWICE },
  },
});

function reply(name: string, answer: Reply, args: readonly string[] = LIST): Case {
  return online(name, args, [answer], { env: FAST });
}

const JSON_TYPE = { "Content-Type": "application/json" };

export const DECODING = cases("decoding", [
  reply("detail", { status: 400, json: { detail: "bad thing" } }),
  reply("error", { status: 403, json: { error: "no thing" } }),
  reply("empty detail", { status: 400, json: { detail: "" } }),
  reply("detail and more", { status: 400, json: { detail: "x", code: 1 } }),
  reply("nested detail", { status: 400, json: { detail: { code: "c", message: "m" } } }),
  reply("fields", { status: 400, json: { b: ["x", 1, true, null], a: { c: 1.5 } } }),
  reply("a list", { status: 400, json: ["x"] }),
  reply("a text", { status: 400, json: "x" }),
  reply("an empty object", { status: 400, json: {} }),
  reply("not JSON: 400", { status: 400, text: "<html>" }),
  reply("not JSON: 401", { status: 401, text: "<html>" }),
  reply("not JSON: 403", { status: 403, text: "<html>" }),
  reply("not JSON: 404", { status: 404, text: "" }, ["releases", "list", "-o", "o"]),
  reply("not JSON: 500", { status: 500, text: "<html>", headers: { "Content-Type": "text/html" } }),
  reply("not JSON: 502", { status: 502, text: "" }),
  reply("not JSON: 504", { status: 504, text: "" }),
  reply("not JSON: 418", { status: 418, text: "" }),
  reply("called JSON, but broken", { status: 400, text: "{", headers: JSON_TYPE }),
  reply("JSON with a charset", {
    status: 400,
    text: '{"detail":"c"}',
    headers: { "Content-Type": "application/json; charset=utf-8" },
  }),
  reply("JSON type in capitals", {
    status: 400,
    text: '{"detail":"c"}',
    headers: { "Content-Type": "Application/JSON" },
  }),
  reply("problem+json", {
    status: 400,
    text: '{"detail":"c"}',
    headers: { "Content-Type": "application/problem+json" },
  }),
  reply("letters beyond ASCII and line ends in a detail", {
    status: 400,
    json: { detail: "ä\nb" },
  }),
  reply("200 that is HTML", {
    text: "<html>login</html>",
    headers: { "Content-Type": "text/html" },
  }),
  reply("200 with an empty body", { text: "" }),
  reply("200 with half a JSON", { text: "[{", headers: JSON_TYPE }),
  reply("200 with the wrong shape", { json: { a: 1 } }),
  reply("200 with a missing field", { json: [{ id: "1" }] }),
  reply("200 with a number for a text", { json: [{ ...ORGANIZATION, id: 1 }] }),
  reply("200 with a bad date", { json: [{ ...ORGANIZATION, dateCreated: "yesterday" }] }),
  reply("200 cut short", { json: [ORGANIZATION], cutBodyAt: 20 }),
  reply("204", { status: 204 }),
  reply("302 without JSON", { status: 302, headers: { Location: "/elsewhere" }, text: "" }),
  reply("307 to another host", {
    status: 307,
    headers: { Location: "{S2}/api/0/organizations/" },
    text: "",
  }),
  reply("301 with JSON", { status: 301, headers: { Location: "/x" }, json: { slug: "n" } }),
  reply("302 for a project", { status: 302, headers: { Location: "/x" }, text: "" }, [
    ...["releases", "list", "-o", "o", "-p", "p"],
  ]),
  reply("info: 401", { status: 401, json: { detail: "Invalid token" } }, ["info", "--no-defaults"]),
  reply("info: 404", { status: 404, json: { detail: "x" } }, ["info"]),
  reply("info: HTML", { text: "<html>", headers: { "Content-Type": "text/html" } }, ["info"]),
  reply("info: not the fields it promises", { json: { auth: { scopes: [1] }, user: null } }, [
    "info",
  ]),
  reply("info: user without email", { json: { user: { id: "1" } } }, ["info"]),
  reply("status 599", { status: 599, json: { detail: "x" } }),
  reply("status 601", { status: 601, json: [] }),
  {
    name: "nobody listens",
    args: LIST,
    env: { ...OPERATOR, ...FAST, SENTRY_URL: "{dead}" },
  },
  {
    name: "no such host",
    args: LIST,
    env: { ...OPERATOR, ...FAST, SENTRY_URL: "http://nosuchhost.invalid" },
  },
  { name: "not a URL", args: LIST, env: { ...OPERATOR, SENTRY_URL: "nonsense" } },
  { name: "a URL with a path", args: LIST, env: { ...OPERATOR, SENTRY_URL: "{S}/sentry" } },
], {
  "error-json": {
    "detail and more": { causes: '{"code":1,"detail":"x"}' },
    "nested detail": { causes: '{"detail":{"code":"c","message":"m"}}' },
    "fields": { causes: '{"a":{"c":1.5},"b":["x",1,true,null]}' },
    "a text": { causes: '"x"' },
    "a list": { causes: '["x"]' },
    "an empty object": { causes: "{}" },
  },
  "network-words": {
    "200 cut short": { causes: "Could not reach '{S-host}': the answer was cut short" },
    "no such host": {
      causes: "Could not reach 'nosuchhost.invalid': the host name could not be resolved",
    },
    "nobody listens": { causes: "Could not reach '{dead-host}': the connection was refused" },
  },
});

const next = (cursor: string, results = "true"): { readonly [name: string]: string } => ({
  Link: `<{S}/x?cursor=a>; rel="previous"; results="false"; cursor="a", ` +
    `<{S}/x?cursor=${cursor}>; rel="next"; results="${results}"; cursor="${cursor}"`,
});
const page = (slug: string, headers?: Reply["headers"]): Reply => ({
  json: [{ ...ORGANIZATION, slug, name: slug }],
  ...(headers === undefined ? {} : { headers }),
});

export const PAGING = cases("paging", [
  online("spec 14.2: two pages", LIST, [{ json: [], headers: next("0:1:0") }, EMPTY]),
  online("three pages", LIST, [page("a", next("0:1:0")), page("b", next("0:2:0")), page("c")]),
  online("a next page without results", LIST, [page("a", next("0:1:0", "false")), page("b")]),
  online("a cursor with odd characters", LIST, [page("a", next("x&y=1 +#%/é")), page("b")]),
  online("link header in small letters", LIST, [
    { json: [], headers: { link: next("q")["Link"] ?? "" } },
    EMPTY,
  ]),
  online("attributes in another order", LIST, [
    page("a", { Link: '<{S}/x>; cursor="z"; results="true"; rel="next"' }),
    page("b"),
  ]),
  online("attributes without quotes", LIST, [
    page("a", { Link: "<{S}/x>; rel=next; results=true; cursor=z" }),
    page("b"),
  ]),
  online("a broken link header", LIST, [page("a", { Link: "nonsense;;;" }), page("b")]),
  online("404 on a later page ends the list", LIST, [page("a", next("c")), {
    status: 404,
    json: {},
  }]),
  online("400 on a later page ends the list", LIST, [page("a", next("c")), {
    status: 400,
    json: {},
  }]),
  online("500 on a later page fails", LIST, [
    page("a", next("c")),
    { status: 500, json: { detail: "x" } },
  ], { env: FAST }),
], {
  "query-encoding": {
    "a cursor with odd characters": {
      requests: "S: GET /api/0/organizations/?cursor=x%26y=1%20%2B%23%25/%C3%A9",
    },
  },
});

function proxied(name: string, env: Record<string, string | null>, more: Partial<Case> = {}): Case {
  return online(name, LIST, [EMPTY], { ...more, env: { HTTPS_PROXY: null, ...env } });
}
const FAR = "http://sentry.example.com";
const FAR_TLS = "https://sentry.example.com";

export const PROXY = cases("proxy", [
  proxied("http_proxy", { SENTRY_URL: FAR, http_proxy: "{S}" }),
  proxied("http_proxy without scheme", { SENTRY_URL: FAR, http_proxy: "{S-host}" }),
  proxied("HTTP_PROXY in capitals is ignored", { HTTP_PROXY: "{S2}" }),
  proxied("ALL_PROXY", { SENTRY_URL: FAR, ALL_PROXY: "{S}" }),
  proxied("all_proxy over ALL_PROXY", { SENTRY_URL: FAR, all_proxy: "{S}", ALL_PROXY: "{S2}" }),
  proxied("proxy_url in a file", { SENTRY_URL: FAR }, {
    files: { ".sentryclirc": "[http]\nproxy_url={S}\n" },
  }),
  proxied("http_proxy over a file", { SENTRY_URL: FAR, http_proxy: "{S}" }, {
    files: { ".sentryclirc": "[http]\nproxy_url={S2}\n" },
  }),
  proxied("empty http_proxy switches a file's off", { http_proxy: "" }, {
    files: { ".sentryclirc": "[http]\nproxy_url={S2}\n" },
  }),
  proxied("user and password in the URL", {
    SENTRY_URL: FAR,
    http_proxy: "http://u%40x:p%3a@{S-host}",
  }),
  proxied("user and password in a file", { SENTRY_URL: FAR, http_proxy: "{S}" }, {
    files: { ".sentryclirc": "[http]\nproxy_username=u%40\nproxy_password=p\n" },
  }),
  proxied("user alone in a file", { SENTRY_URL: FAR, http_proxy: "{S}" }, {
    files: { ".sentryclirc": "[http]\nproxy_username=u\n" },
  }),
  proxied("URL credentials over a file's", { SENTRY_URL: FAR, http_proxy: "http://a:b@{S-host}" }, {
    files: { ".sentryclirc": "[http]\nproxy_username=u\nproxy_password=p\n" },
  }),
  proxied("no_proxy: the host", { http_proxy: "{S2}", no_proxy: "127.0.0.1" }),
  proxied("no_proxy: a network", { http_proxy: "{S2}", no_proxy: "10.0.0.0/8, 127.0.0.0/8" }),
  proxied("no_proxy: everything", { http_proxy: "{S2}", no_proxy: "*" }),
  proxied("no_proxy: another host", {
    SENTRY_URL: FAR,
    http_proxy: "{S}",
    no_proxy: "example.org",
  }),
  proxied("no_proxy: not a part of a label", {
    SENTRY_URL: FAR,
    http_proxy: "{S}",
    no_proxy: "ample.com",
  }),
  proxied("NO_PROXY in capitals", { http_proxy: "{S2}", NO_PROXY: "127.0.0.1" }),
  proxied("no_proxy over NO_PROXY", {
    SENTRY_URL: FAR,
    http_proxy: "{S}",
    no_proxy: "x",
    NO_PROXY: "*",
  }),
  proxied("no_proxy with a file's proxy", { no_proxy: "127.0.0.1" }, {
    files: { ".sentryclirc": "[http]\nproxy_url={S2}\n" },
  }),
  proxied("https target through HTTPS_PROXY", {
    SENTRY_URL: FAR_TLS,
    HTTPS_PROXY: "{S}",
    SENTRY_HTTP_MAX_RETRIES: "0",
  }, {
    replies: [],
  }),
  proxied("https target through https_proxy first", {
    SENTRY_URL: FAR_TLS,
    HTTPS_PROXY: "{S2}",
    https_proxy: "{S}",
    SENTRY_HTTP_MAX_RETRIES: "0",
  }, { replies: [] }),
  proxied("https target through http_proxy first", {
    SENTRY_URL: FAR_TLS,
    HTTPS_PROXY: "{S2}",
    http_proxy: "http://u:p@{S-host}",
    SENTRY_HTTP_MAX_RETRIES: "0",
  }, { replies: [] }),
  proxied("https target, custom headers stay out of CONNECT", {
    SENTRY_URL: FAR_TLS,
    HTTPS_PROXY: "{S}",
    CUSTOM_HEADER: "X-A: 1",
    SENTRY_HTTP_MAX_RETRIES: "0",
  }, { replies: [] }),
  proxied("dead proxy", { http_proxy: "{dead}", SENTRY_HTTP_MAX_RETRIES: "0" }),
  proxied("proxy of an unknown kind", {
    http_proxy: "gopher://{S-host}",
    SENTRY_HTTP_MAX_RETRIES: "0",
  }),
  proxied("proxy asks for a password", { SENTRY_URL: FAR, http_proxy: "{S}" }, {
    replies: [{ status: 407, text: "", headers: { "Proxy-Authenticate": "Basic realm=x" } }],
  }),
], {
  "connect-user-agent": {
    "https target through HTTPS_PROXY": { requests: "user-agent: Deno/" },
    "https target through https_proxy first": { requests: "user-agent: Deno/" },
    "https target through http_proxy first": { requests: "user-agent: Deno/" },
    "https target, custom headers stay out of CONNECT": { requests: "user-agent: Deno/" },
  },
  "network-words": {
    "https target through HTTPS_PROXY": {
      causes:
        "Could not reach 'sentry.example.com' over the proxy '{S}': the proxy did not let the connection through",
    },
    "https target through https_proxy first": {
      causes:
        "Could not reach 'sentry.example.com' over the proxy '{S}': the proxy did not let the connection through",
    },
    "https target through http_proxy first": {
      causes:
        "Could not reach 'sentry.example.com' over the proxy '{S}': the proxy did not let the connection through",
    },
    "dead proxy": {
      causes: "Could not reach '{S-host}' over the proxy '{dead}': the connection was refused",
    },
    "https target, custom headers stay out of CONNECT": {
      causes:
        "Could not reach 'sentry.example.com' over the proxy '{S}': the proxy did not let the connection through",
    },
    "proxy of an unknown kind": {
      error: "error: Cannot use the proxy: scheme 'gopher' is not supported (http_proxy)",
      causes: "",
    },
  },
});

export const TLS = cases("tls", [
  {
    name: "self-signed is refused",
    args: LIST,
    env: { ...OPERATOR, ...FAST, SENTRY_URL: "{TLS}", HTTPS_PROXY: null },
    replies: [EMPTY],
  },
  {
    name: "SSL_CERT_FILE names the certificate",
    args: LIST,
    env: { ...OPERATOR, ...FAST, SENTRY_URL: "{TLS}", SSL_CERT_FILE: "{CERT}", HTTPS_PROXY: null },
    replies: [EMPTY],
  },
  {
    name: "CURL_CA_BUNDLE names the certificate",
    args: LIST,
    env: { ...OPERATOR, ...FAST, SENTRY_URL: "{TLS}", CURL_CA_BUNDLE: "{CERT}", HTTPS_PROXY: null },
    replies: [EMPTY],
  },
  {
    name: "CURL_CA_BUNDLE names no file",
    args: LIST,
    env: {
      ...OPERATOR,
      ...FAST,
      SENTRY_URL: "{TLS}",
      CURL_CA_BUNDLE: "/nofile",
      HTTPS_PROXY: null,
    },
    replies: [EMPTY],
  },
  ...["0", "no", "true", ""].map((value): Case => ({
    name: `spec 7.35a: verify_ssl=${value} verifies`,
    args: LIST,
    env: { ...OPERATOR, ...FAST, SENTRY_URL: "{TLS}", HTTPS_PROXY: null },
    files: { ".sentryclirc": `[http]\nverify_ssl=${value}\n` },
    replies: [EMPTY],
  })),
  ...["False", "false", "FALSE"].map((value): Case => ({
    name: `spec 7.35b: verify_ssl=${value} does not verify`,
    args: LIST,
    env: { ...OPERATOR, ...FAST, SENTRY_URL: "{TLS}", HTTPS_PROXY: null },
    files: { ".sentryclirc": `[http]\nverify_ssl=${value}\n` },
    replies: [EMPTY],
  })),
  {
    name: "spec 7.34: an empty http_proxy switches HTTPS_PROXY off, too",
    args: LIST,
    env: {
      ...OPERATOR,
      ...FAST,
      SENTRY_URL: "{TLS}",
      http_proxy: "",
      HTTPS_PROXY: "{S2}",
      SSL_CERT_FILE: "{CERT}",
    },
    replies: [EMPTY],
  },
  {
    name: "https through a tunnel of the proxy is asked for by host and port",
    args: ["info"],
    env: { ...OPERATOR, ...FAST, SENTRY_URL: "https://sentry.example.com:8443" },
    replies: [],
  },
  {
    name: "http to a TLS port",
    args: ["info"],
    env: { ...OPERATOR, ...FAST, SENTRY_URL: "http://{TLS-host}" },
    replies: [USER, OK],
  },
], {
  "network-words": {
    "self-signed is refused": {
      causes:
        "Could not reach '{TLS-host}': the server's certificate comes from an unknown authority",
    },
    "CURL_CA_BUNDLE names no file": {
      error:
        "error: Could not load the trusted certificates: No such file or directory: '/nofile' (CURL_CA_BUNDLE)",
      causes: true,
    },
    "spec 7.35a: verify_ssl=0 verifies": {
      causes:
        "Could not reach '{TLS-host}': the server's certificate comes from an unknown authority",
    },
    "spec 7.35a: verify_ssl=no verifies": {
      causes:
        "Could not reach '{TLS-host}': the server's certificate comes from an unknown authority",
    },
    "spec 7.35a: verify_ssl=true verifies": {
      causes:
        "Could not reach '{TLS-host}': the server's certificate comes from an unknown authority",
    },
    "spec 7.35a: verify_ssl= verifies": {
      causes:
        "Could not reach '{TLS-host}': the server's certificate comes from an unknown authority",
    },
    "https through a tunnel of the proxy is asked for by host and port": {
      causes:
        "Could not reach 'sentry.example.com:8443' over the proxy '{S}': the proxy did not let the connection through",
    },
    "http to a TLS port": { causes: "Could not reach '{TLS-host}': the request failed" },
  },
  "connect-user-agent": {
    "https through a tunnel of the proxy is asked for by host and port": {
      requests: "user-agent: Deno/",
    },
  },
});
