import { assertEquals, assertThrows } from "../../../tests/support/assert.ts";
import { BadBundleUrl, entryPath, UniquePaths } from "./entry_path.ts";

// Seen with 3.8.0, each with `/a.js` behind the prefix.
for (
  const [url, expected] of [
    ["~/a.js", "files/_/_/a.js"],
    ["/a.js", "files/_/_/a.js"],
    ["a.js", "files/_/_/a.js"],
    ["~/x/a.js", "files/_/_/x/a.js"],
    ["https://ex.com/static/a.js?v=1", "files/https/ex.com/static/a.js"],
    ["app:///a.js", "files/app/_/a.js"],
    ["app://a.js", "files/app/a.js/"],
    ["app://h:80/x/a.js", "files/app/h/x/a.js"],
    ["http://h:8080/p q/a.js", "files/http/h/p%20q/a.js"],
    ["https://user:pw@ex.com:443/a/../b/a.js", "files/https/ex.com/b/a.js"],
    ["https://ÉX.com/é/a.js", "files/https/xn--x-9fa.com/%C3%A9/a.js"],
    ["HTTP://EX.com/A/a.js", "files/http/ex.com/A/a.js"],
    ["~/#h/x.js", "files/_/_/#h/x.js"],
    ["~/a#b c/a.js", "files/_/_/a#b%20c/a.js"],
    ["~/a b.js", "files/_/_/a%20b.js"],
    ["~/é.js", "files/_/_/%C3%A9.js"],
    ["~/a%20c.js", "files/_/_/a%20c.js"],
    ["~/%zz/a.js", "files/_/_/%zz/a.js"],
    ["~/a//b/a.js", "files/_/_/a//b/a.js"],
    ["~//x/a.js", "files/_/_/x/a.js"],
    ["http://h//x/a.js", "files/http/h//x/a.js"],
    ["../x/a.js", "files/_/_/x/a.js"],
    ["~/%2e%2e/x/a.js", "files/_/_/x/a.js"],
    ["~x/a.js", "files/_/_/~x/a.js"],
    ["~/a\\b/a.js", "files/_/_/a/b/a.js"],
    ["~/[x]/:y/a.js", "files/_/_/[x]/:y/a.js"],
    ["~/a;b=c@d!$&'()*+,/a.js", "files/_/_/a;b=c@d!$&'()*+,/a.js"],
    ["//host/x/a.js", "files/http/host/x/a.js"],
    ["c:/x/a.js", "files/c/_/x/a.js"],
    ["C:\\x\\y/a.js", "files/c/_/\\x\\y/a.js"],
    ["foo:bar/x y/a.js", "files/foo/_/bar/x y/a.js"],
    ["foo:/x y/a.js", "files/foo/_/x%20y/a.js"],
    ["webpack:///./src/../a.js", "files/webpack/_/a.js"],
    ["file:///C:/x/a.js", "files/file/_/C:/x/a.js"],
    ["http://[::1]/x/a.js", "files/http/[::1]/x/a.js"],
    ["1a:b/x/a.js", "files/_/_/1a:b/x/a.js"],
  ] as const
) {
  Deno.test(`entryPath() puts ${url} at ${expected}`, () => {
    assertEquals(entryPath(url), expected);
  });
}

Deno.test("entryPath() refuses what is no URL", () => {
  for (const url of ["http://ex ample/a.js", "http://h:99999/a.js", "///"]) {
    assertThrows(() => entryPath(url), BadBundleUrl);
  }
});

Deno.test("UniquePaths numbers what is there already as 3.8 does", () => {
  const paths = new UniquePaths();
  const taken = ["a.js", "a.js", "a.js", "a.js", "b9", "b9"].map((path) => paths.take(path));
  assertEquals(taken, ["a.js", "a.js.1", "a.js..2", "a.js...3", "b9", "b.1"]);
});
