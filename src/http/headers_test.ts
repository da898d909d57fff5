import { assertEquals, assertStringIncludes, assertThrows } from "../../tests/support/assert.ts";
import { ConfigError } from "../base/errors.ts";
import { parseCustomHeader, parseCustomHeaders } from "./custom_headers.ts";
import { headers, type HeadersOptions } from "./headers.ts";

const where = "CUSTOM_HEADER";
const UA = "sentry-cli/1.0";

type Pairs = readonly (readonly [string, string])[];

async function sent(
  lines: readonly string[],
  own: Pairs = [],
  options: Partial<HeadersOptions> = {},
): Promise<unknown> {
  let seen: unknown;
  const policy = headers({
    userAgent: UA,
    pipeline: undefined,
    custom: parseCustomHeaders(lines.map((line) => ({ line, where }))),
    mayReceive: (url) => url.startsWith("http://mine/"),
    log: { debug() {} },
    ...options,
  });
  await policy((request) => {
    seen = request.headers;
    return Promise.resolve(new Response());
  })({ method: "GET", url: "http://mine/", headers: own });
  return seen;
}

Deno.test("headers() keeps the reference's order", async () => {
  const own: Pairs = [["Authorization", "Bearer t"], ["Content-Type", "application/json"]];
  assertEquals(await sent(["X-A: 1", "X-B:2"], own), [
    ["Accept", "*/*"],
    ["X-A", "1"],
    ["X-B", "2"],
    ["User-Agent", UA],
    ["Authorization", "Bearer t"],
    ["Content-Type", "application/json"],
  ]);
});

Deno.test("headers() adds the pipeline to the user agent, on one line", async () => {
  const agent = async (pipeline: string | undefined) =>
    (await sent([], [], { pipeline }) as Pairs).find(([name]) => name === "User-Agent")?.[1];
  assertEquals(await agent("ci/2"), `${UA} ci/2`);
  assertEquals(await agent("ci\r\nX-Evil: 1"), `${UA} ci X-Evil: 1`);
  assertEquals(await agent(" "), UA);
});

Deno.test("headers() lets custom ones replace Accept, User-Agent, Authorization and Host", async () => {
  const own: Pairs = [["Authorization", "Bearer t"]];
  assertEquals(await sent(["accept: a/b", "user-agent: me", "authorization: x", "Host: h"], own), [
    ["accept", "a/b"],
    ["user-agent", "me"],
    ["authorization", "x"],
    ["Host", "h"],
  ]);
});

Deno.test("headers() removes a default with 'Name:' and sends 'Name;' empty", async () => {
  const own: Pairs = [["Authorization", "Bearer t"]];
  // What the program sends of its own stays, as in the reference.
  assertEquals(await sent(["Authorization:", "User-Agent:", "X-Nothing:", "X-Empty;"], own), [
    ["Accept", "*/*"],
    ["X-Empty", ""],
    ["User-Agent", UA],
    ["Authorization", "Bearer t"],
  ]);
  assertEquals(await sent(["Accept:"]), [["Accept", ""], ["User-Agent", UA]]);
});

Deno.test("headers() lets the request's own headers win over custom ones", async () => {
  assertEquals(await sent(["Content-Type: x/y"], [["Content-Type", "application/json"]]), [
    ["Accept", "*/*"],
    ["User-Agent", UA],
    ["Content-Type", "application/json"],
  ]);
});

Deno.test("headers() sends custom ones to the configured host only", async () => {
  const plain = [["Accept", "*/*"], ["User-Agent", UA]];
  assertEquals(await sent(["X: 1", "User-Agent: me"], [], { mayReceive: () => false }), plain);
});

for (
  const [line, why] of [
    ["no separator", "no ':'"],
    ["X: 1\r\nY: 2", "line break"],
    ["X: 1\nY: 2", "line break"],
    ["X: a\u0001b", "control character"],
    [": value", "name is empty"],
    ["a b: value", "name is empty or has characters"],
    ["Content-Length: 3", "'Content-Length' is set by the connection itself"],
  ] as const
) {
  Deno.test(`parseCustomHeader() refuses ${JSON.stringify(line)} and says where it is`, () => {
    const error = assertThrows(() => parseCustomHeader({ line, where }), ConfigError);
    assertStringIncludes(error.message, why);
    assertStringIncludes(error.message, "(CUSTOM_HEADER)");
  });
}

Deno.test("parseCustomHeader() does not show what may be a secret", () => {
  const error = assertThrows(() => parseCustomHeader({ line: "hunter2", where }), ConfigError);
  assertEquals(error.message.includes("hunter2"), false);
});

Deno.test("parseCustomHeader() takes an empty line for nothing and sends UTF-8 as its bytes", () => {
  assertEquals(parseCustomHeader({ line: "  ", where }), undefined);
  assertEquals(parseCustomHeader({ line: "X: \u00e9", where })?.value, "\u00c3\u00a9");
});
