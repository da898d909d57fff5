import { assertEquals, assertRejects } from "../../tests/support/assert.ts";
import { type HttpRequest, TransportError } from "../system/mod.ts";
import { redirect } from "./redirect.ts";

/** Answers with the given redirects one after the other, then with 200. */
function follow(
  hops: readonly (readonly [status: number, location: string])[],
  request: Partial<HttpRequest> = {},
) {
  const seen: HttpRequest[] = [];
  const left = [...hops];
  const fetch = redirect()((each) => {
    seen.push(each);
    const [status, location] = left.shift() ?? [200, ""];
    return Promise.resolve(
      new Response(null, { status, headers: location === "" ? {} : { Location: location } }),
    );
  });
  const answer = fetch({
    method: "GET",
    url: "https://a.example/x/y?q",
    headers: [],
    maxRedirects: 3,
    ...request,
  });
  return { seen, answer };
}

Deno.test("redirect() gives the redirect itself unless asked to follow", async () => {
  const { seen, answer } = follow([[302, "/z"]], { maxRedirects: 0 });
  assertEquals([(await answer).status, seen.length], [302, 1]);
});

Deno.test("redirect() resolves relative addresses and drops fragments and user parts", async () => {
  const { seen, answer } = follow([[302, "../z?a#b"], [307, "//u:p@b.example/c"]]);
  assertEquals((await answer).status, 200);
  assertEquals(seen.map((each) => each.url), [
    "https://a.example/x/y?q",
    "https://a.example/z?a",
    "https://b.example/c",
  ]);
});

Deno.test("redirect() keeps private headers on one origin and leaves them behind else", async () => {
  const headers = [["Authorization", "t"], ["cookie", "c"], ["Host", "h"], ["X", "1"]] as const;
  const { seen, answer } = follow([[302, "/z"], [302, "https://a.example:444/"]], { headers });
  await answer;
  assertEquals(seen.map((each) => each.headers.length), [4, 4, 1]);
});

for (
  const [status, method, expected] of [
    [301, "POST", "GET"],
    [302, "POST", "GET"],
    [303, "PUT", "GET"],
    [303, "HEAD", "HEAD"],
    [307, "POST", "POST"],
    [308, "PUT", "PUT"],
    [302, "PUT", "PUT"],
  ] as const
) {
  Deno.test(`redirect() turns ${method} into ${expected} after ${status}`, async () => {
    const { seen, answer } = follow([[status, "/z"]], {
      method,
      headers: [["Content-Type", "a/b"]],
      body: () => Uint8Array.of(1),
    });
    await answer;
    const keeps = method === expected && method !== "HEAD" || method === "HEAD";
    assertEquals(seen[1]?.method, expected);
    assertEquals([seen[1]?.body !== undefined, seen[1]?.headers.length], [keeps, keeps ? 1 : 0]);
  });
}

Deno.test("redirect() gives up on circles and on what is no web address", async () => {
  const circle = follow([[302, "/"], [302, "/"], [302, "/"], [302, "/"]]);
  const error = await assertRejects(() => circle.answer, TransportError);
  assertEquals([error.message, circle.seen.length], ["more than 3 redirects", 4]);
  for (const location of ["file:///etc/passwd", "http://[", "javascript:1"]) {
    await assertRejects(() => follow([[302, location]]).answer, TransportError);
  }
});
