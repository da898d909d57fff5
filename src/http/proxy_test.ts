import { assertEquals, assertStringIncludes, assertThrows } from "../../tests/support/assert.ts";
import { ConfigError } from "../base/errors.ts";
import { Secret } from "../base/secret.ts";
import { createProxyFor, parseProxy, type ProxySettings } from "./proxy.ts";

const NONE: ProxySettings = { proxyUrl: undefined, username: undefined, password: undefined };
const HTTP = "http://sentry.test/";
const HTTPS = "https://sentry.test/";

/** `scheme://host` of the chosen proxy. */
function chosen(
  env: Record<string, string>,
  target: string,
  settings: Partial<ProxySettings> = {},
): string | undefined {
  const proxy = createProxyFor({ ...NONE, ...settings }, (name) => env[name])(new URL(target));
  return proxy === undefined ? undefined : `${proxy.scheme}://${proxy.host}`;
}

const configured = (text: string) => ({ proxyUrl: { text, where: "http_proxy" } });

for (
  const [what, env, target, settings, expected] of [
    ["nothing set", {}, HTTPS, {}, undefined],
    ["the configured one for http", {}, HTTP, configured("p:1"), "http://p:1"],
    [
      "the configured one for https",
      { https_proxy: "q:2" },
      HTTPS,
      configured("p:1"),
      "http://p:1",
    ],
    ["an empty configured one", { HTTPS_PROXY: "q:2" }, HTTPS, configured(""), undefined],
    ["https_proxy", { https_proxy: "a:1", HTTPS_PROXY: "b:2" }, HTTPS, {}, "http://a:1"],
    ["HTTPS_PROXY", { HTTPS_PROXY: "b:2", all_proxy: "c:3" }, HTTPS, {}, "http://b:2"],
    ["all_proxy", { all_proxy: "c:3", ALL_PROXY: "d:4" }, HTTPS, {}, "http://c:3"],
    ["ALL_PROXY for http", { ALL_PROXY: "d:4", https_proxy: "a:1" }, HTTP, {}, "http://d:4"],
    ["HTTP_PROXY", { HTTP_PROXY: "e:5" }, HTTP, {}, undefined],
    ["no_proxy against all", { no_proxy: "sentry.test" }, HTTP, configured("p:1"), undefined],
    ["NO_PROXY", { no_proxy: "", NO_PROXY: "sentry.test" }, HTTP, configured("p:1"), undefined],
    ["no_proxy first", { no_proxy: "x", NO_PROXY: "*" }, HTTP, configured("p:1"), "http://p:1"],
    ["an address in no_proxy", { no_proxy: "::1" }, "http://[::1]/", configured("p:1"), undefined],
  ] as const
) {
  Deno.test(`createProxyFor() with ${what} gives ${expected}`, () => {
    assertEquals(chosen(env, target, settings), expected);
  });
}

for (
  const [text, expected] of [
    ["proxy", "http://proxy:1080"],
    ["proxy:8080", "http://proxy:8080"],
    ["HTTP://proxy:8080/ignored?x", "http://proxy:8080"],
    ["https://proxy", "https://proxy:443"],
    ["socks5://proxy", "socks5://proxy:1080"],
    ["socks5h://[::1]:9", "socks5h://[::1]:9"],
    ["http://[fe80::1]", "http://[fe80::1]:1080"],
    ["http://u:p@proxy:1", "http://proxy:1"],
  ] as const
) {
  Deno.test(`parseProxy() reads ${text}`, () => {
    const { scheme, host } = parseProxy({ text, where: "x" }, NONE);
    assertEquals(`${scheme}://${host}`, expected);
  });
}

for (
  const [text, why] of [
    ["socks4://p:1", "scheme 'socks4' is not supported"],
    ["socks4a://p:1", "scheme 'socks4a' is not supported"],
    ["ftp://p:1", "scheme 'ftp' is not supported"],
    ["http://", "not 'host:port'"],
    ["http://p:99999", "not 'host:port'"],
    ["http://p:0", "not 'host:port'"],
    ["http://p:x", "not 'host:port'"],
    ["http://u:hunter2@p:x", "not 'host:port'"],
  ] as const
) {
  Deno.test(`parseProxy() refuses ${text}, naming where it stands`, () => {
    const where = "/repo/.sentryclirc:4";
    const error = assertThrows(() => parseProxy({ text, where }, NONE), ConfigError);
    assertStringIncludes(error.message, why);
    assertStringIncludes(error.message, where);
    assertEquals(error.message.includes("hunter2"), false);
  });
}

Deno.test("createProxyFor() complains only when the bad proxy would be used", () => {
  const env = { https_proxy: "socks4://p:1", no_proxy: "local" };
  assertEquals(chosen(env, HTTP), undefined);
  assertEquals(chosen(env, "https://local/"), undefined);
  assertThrows(() => chosen(env, HTTPS), ConfigError);
});

Deno.test("parseProxy() prefers the URL's user, decoded, to the settings, taken as they are", () => {
  const settings = { username: "cfg%41", password: new Secret("p%42") };
  const credentials = (text: string, more = settings) =>
    parseProxy({ text, where: "x" }, more).credentials;
  assertEquals(credentials("http://h:1"), { username: "cfg%41", password: "p%42" });
  assertEquals(credentials("http://u%40:p%3A%C3%A4@h:1"), { username: "u@", password: "p:\u00e4" });
  assertEquals(credentials("http://u@h:1"), { username: "u", password: "" });
  assertEquals(credentials("http://u:a@b/c%@h:1"), { username: "u", password: "a@b/c%" });
  assertEquals(parseProxy({ text: "h:1", where: "x" }, NONE).credentials, undefined);
  const name = { username: "only", password: undefined };
  assertEquals(parseProxy({ text: "h:1", where: "x" }, name).credentials, {
    username: "only",
    password: "",
  });
});
