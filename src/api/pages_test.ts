import { assertEquals, assertThrows } from "../../tests/support/assert.ts";
import type { Api } from "./client.ts";
import { DecodeError, text, timestamp } from "./decode.ts";
import { pages } from "./pages.ts";

/** An API that answers each page with the next link. */
function apiOf(links: readonly string[], asked: string[]): Api {
  return {
    url: "http://sentry.test",
    request: ({ path }) => {
      asked.push(path);
      const link = links[asked.length - 1];
      const headers = new Headers({ "content-type": "application/json" });
      if (link !== undefined) headers.set("link", link);
      return Promise.resolve(new Response('["x"]', { headers }));
    },
    getJson: () => Promise.reject(new Error("not used")),
    sendJson: () => Promise.reject(new Error("not used")),
  };
}

Deno.test("pages() reads a cursor as UTF-8 and encodes it as a query value", async () => {
  const asked: string[] = [];
  // Headers hold one character per byte.
  const bytes = new TextEncoder().encode('<http://x>; rel="next"; results="true"; cursor="é &1"');
  const link = String.fromCharCode(...bytes);
  await Array.fromAsync(pages(apiOf([link], asked), "/organizations/", text));
  assertEquals(asked, ["/organizations/?cursor=", "/organizations/?cursor=%C3%A9%20%261"]);
});

Deno.test("timestamp takes RFC 3339 with a zone and nothing else", () => {
  for (
    const good of [
      "2020-01-01T00:30:00Z",
      "2020-01-01 00:30:00.123456789Z",
      "2020-01-01T00:30:00+02:00",
    ]
  ) assertEquals(timestamp(good, []), good);
  for (
    const [bad, why] of [
      ["yesterday", "input contains invalid characters"],
      ["2020-13-01T00:00:00Z", "input contains invalid characters"],
      ["2020-01-01T00:30:00", "premature end of input"],
      ["2020-01-01", "premature end of input"],
    ] as const
  ) assertEquals(assertThrows(() => timestamp(bad, []), DecodeError).problem, why);
});
