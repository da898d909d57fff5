import { assertEquals, assertRejects, assertThrows } from "../../tests/support/assert.ts";
import { AuthError } from "../base/errors.ts";
import { Secret } from "../base/secret.ts";
import type { HttpRequest } from "../system/mod.ts";
import { auth, authorizationOf } from "./auth.ts";

const token = (text: string) => ({ kind: "token" as const, secret: new Secret(text) });
const log = { debug() {} };

for (
  const [text, expected] of [
    ["abc", "Bearer abc"],
    ["abc \t\n", "Bearer abc"],
    [" abc", "Bearer  abc"],
    ["abc\ndef", "Bearer abc"],
    ["abc\r\nX-Evil: 1", "Bearer abc"],
    ["", "Bearer "],
  ] as const
) {
  Deno.test(`authorizationOf() makes '${expected}' of ${JSON.stringify(text)}`, () => {
    assertEquals(authorizationOf(token(text)), expected);
  });
}

Deno.test("authorizationOf() sends an API key as user without password", () => {
  assertEquals(authorizationOf({ kind: "api-key", secret: new Secret("k") }), "Basic azo=");
});

Deno.test("authorizationOf() refuses what cannot be sent without showing it", () => {
  const error = assertThrows(() => authorizationOf(token("t\u00f6ken-of-mine")), AuthError);
  assertEquals(error.message.includes("ken-of"), false);
});

async function sent(request: Partial<HttpRequest>, mayReceive = true): Promise<unknown> {
  let seen: HttpRequest | undefined;
  const policy = auth({ credentials: token("t"), mayReceive: () => mayReceive, log });
  await policy((each) => {
    seen = each;
    return Promise.resolve(new Response());
  })({ method: "GET", url: "http://h/", headers: [["X", "1"]], ...request });
  return seen?.headers;
}

Deno.test("auth() adds the token before the request's own headers", async () => {
  assertEquals(await sent({}), [["Authorization", "Bearer t"], ["X", "1"]]);
});

Deno.test("auth() adds nothing for another host, when told not to, or when there is one", async () => {
  assertEquals(await sent({}, false), [["X", "1"]]);
  assertEquals(await sent({ authorize: true }, false), [["X", "1"]]);
  assertEquals(await sent({ authorize: false }), [["X", "1"]]);
  const own = [["authorization", "mine"]] as const;
  assertEquals(await sent({ headers: own }), own);
});

Deno.test("auth() rejects, not throws, for a token that cannot be sent", async () => {
  const policy = auth({ credentials: token("\u0000"), mayReceive: () => true, log });
  const fetch = policy(() => Promise.resolve(new Response()));
  await assertRejects(() => fetch({ method: "GET", url: "http://h/", headers: [] }), AuthError);
});
