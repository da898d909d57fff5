import { assert, assertEquals } from "../../tests/support/assert.ts";
import { pick, seeded } from "../../tests/support/random.ts";
import { encodeQuery, encodeSegment, path, withQuery } from "./path.ts";

for (
  const [text, expected] of [
    ["plain-1.0_~!@:&='", "plain-1.0_~!@:&='"],
    ["a b+#", "a%20b%2B%23"],
    ["a/b c", "a%EF%BF%BDb%20c"],
    [".", "%EF%BF%BD"],
    ["..", "%EF%BF%BD"],
    ["...", "..."],
    ["1.0..", "1.0.."],
    ['"<>`?{}%', "%22%3C%3E%60%3F%7B%7D%25"],
    ["a\\b", "a%5Cb"],
    ["\t\r\n\u007f", "%09%0D%0A%7F"],
    ["\u00e9\u{1f600}", "%C3%A9%F0%9F%98%80"],
    ["\ud800", "%EF%BF%BD"],
    ["", ""],
  ] as const
) {
  Deno.test(`encodeSegment() turns ${JSON.stringify(text)} into ${expected}`, () => {
    assertEquals(encodeSegment(text), expected);
  });
}

Deno.test("encodeQuery() leaves / and : alone and lets no value add a parameter", () => {
  assertEquals(encodeQuery("a+b #1"), "a%2Bb%20%231");
  assertEquals(encodeQuery("project:p/q?{x}"), "project:p/q?{x}");
  assertEquals(encodeQuery("a&b=1%20"), "a%26b=1%2520");
});

Deno.test("path`` encodes its holes and nothing else", () => {
  assertEquals(
    path`/organizations/${"a b"}/releases/${"v/1"}/`,
    "/organizations/a%20b/releases/v%EF%BF%BD1/",
  );
  assertEquals(path`/organizations/`, "/organizations/");
});

Deno.test("withQuery() adds parameters in order and leaves out what is not there", () => {
  assertEquals(
    withQuery("/x/", [["cursor", ""], ["q", undefined], ["a", "b c"]]),
    "/x/?cursor=&a=b%20c",
  );
  assertEquals(withQuery("/x/?a=1", [["b", "2"]]), "/x/?a=1&b=2");
  assertEquals(withQuery("/x/", []), "/x/");
});

Deno.test("path`` keeps every value inside its own segment, whatever it is", () => {
  const random = seeded(5);
  const parts = ["/", "\\", ".", "..", "%2e", "%2f", "?", "#", "a", " ", "\n", "\t", "\u00e9", "&"];
  for (let n = 0; n < 4000; n++) {
    const value = Array.from({ length: 1 + Math.floor(random() * 5) }, () => pick(random, parts))
      .join("");
    const url = new URL(`http://h${path`/a/${value}/z/`}`);
    assertEquals(url.pathname.split("/").length, 5, JSON.stringify(value));
    assert(url.pathname.startsWith("/a/") && url.pathname.endsWith("/z/"), url.href);
    assertEquals([url.search, url.hash], ["", ""]);
    const query = new URL(`http://h${withQuery("/", [["q", value], ["end", "1"]])}`).searchParams;
    assertEquals([...query.keys()], ["q", "end"]);
    assertEquals(query.get("q"), value);
  }
});
