/** Odd addresses and odd headers, as far as requests go (specification §6.1, §6.3). */
import type { Case } from "../model.ts";
import { cases } from "../model.ts";
import { EMPTY, online, RELEASE, STATUS } from "./common.ts";

const LIST = ["organizations", "list"] as const;

function at(url: string): Case {
  return online(`address ${url}`, LIST, [EMPTY], {
    env: { SENTRY_URL: url, SENTRY_HTTP_MAX_RETRIES: "0" },
  });
}

function shown(url: string): Case {
  return { name: `status of ${url}`, args: STATUS, env: { SENTRY_URL: url } };
}

function header(line: string): Case {
  return online(`header ${JSON.stringify(line)}`, ["--header", line, ...LIST], [EMPTY], {
    env: { SENTRY_HTTP_MAX_RETRIES: "0" },
  });
}

function headerOfPost(line: string): Case {
  return online(
    `header of a POST ${JSON.stringify(line)}`,
    ["--header", line, "releases", "new", "v1", "-o", "o", "-p", "p"],
    [{ status: 201, json: RELEASE }],
    { env: { SENTRY_HTTP_MAX_RETRIES: "0" } },
  );
}

const BAD = {
  error: "error: request failed because API URL was incorrectly formatted",
  causes: "bad sentry url: not a valid URL",
} as const;

const REFUSED = { exit: 1, error: "error: Cannot use a custom header", requests: "" } as const;

export const URLS = cases("urls", [
  at("http://localhost:{S-port}"),
  at("http://LOCALHOST:{S-port}/"),
  at("http://127.1:{S-port}"),
  at("http://user@{S-host}"),
  at("http://{S-host}//"),
  at("http://{S-host}?a=b"),
  at("http://{S-host}#x"),
  at("http://[::1]:{S-port}"),
  at("http://"),
  at("https://"),
  at("http:///"),
  at("http://:{S-port}"),
  at("http://a b"),
  at("http://{S-host}:x"),
  at(" http://{S-host}"),
  at("http://{S-host} "),
  at("//{S-host}"),
  at("{S-host}"),
  at("http:{S-host}"),
  at("Http://{S-host}"),
  shown("http://localhost:80"),
  shown("https://SENTRY.example.com:443/"),
  shown("http://example.com?a=b"),
  shown("http://"),
  shown("https:///"),
  shown("http://a b"),
  shown("http://user:secret@example.com"),
  shown("http://example.com/\u00e4"),
  header(" X-A: 1"),
  header("X-A : 1"),
  header("X A: 1"),
  header(": 1"),
  header("X-A:   1  "),
  header("X-A:\t1"),
  header("X-A"),
  header(""),
  header("X-A;"),
  header("Accept:"),
  header("accept: a/b"),
  header("User-Agent:"),
  header("Authorization:"),
  header("Cookie: a=b"),
  header("Referer: x"),
  header("X-Sentry-Error: 1"),
  header("Content-Type: text/plain"),
  header("Host:"),
  header("X-A: \u0001"),
  header(`X-A: ${"x".repeat(4000)}`),
  headerOfPost("Content-Type: text/plain"),
  headerOfPost("Accept: text/plain"),
  headerOfPost("X-Content-Type: x"),
], {
  "url-form": {
    "address http://LOCALHOST:{S-port}/": { requests: "host: localhost:{S-port}" },
  },
  "network-words": {
    "address http://[::1]:{S-port}": { causes: "Could not reach '[::1]:{S-port}'" },
  },
  "bad-address": {
    "address http://:{S-port}": BAD,
    "address http://a b": BAD,
    "address http://{S-host}:x": BAD,
    "address http://{S-host} ": BAD,
    "status of http://a b": { exit: 1, stdout: "", error: "bad sentry url: not a valid URL" },
  },
  "header-lines": {
    'header "X A: 1"': REFUSED,
    'header ": 1"': REFUSED,
    'header "X-A"': REFUSED,
    'header "X-A: \\u0001"': REFUSED,
  },
  "header-removal": {
    'header "Accept:"': { requests: /\n {2}accept: *\n/ },
    'header "Host:"': { requests: "host: {S-host}" },
  },
  "header-replaces": {
    'header of a POST "Content-Type: text/plain"': { requests: "content-type: application/json" },
  },
});
