import { assertEquals, assertThrows } from "../../../tests/support/assert.ts";
import { moduleIdOfFile } from "./file.ts";
import { RamBundleError } from "./indexed.ts";

Deno.test("moduleIdOfFile() reads decimal numbers", () => {
  assertEquals(["0.js", "7.js", "0012.js", "4294967295.js"].map(moduleIdOfFile), [
    0,
    7,
    12,
    4294967295,
  ]);
});

for (
  const name of ["a.js", "1.JS", "1.js.map", ".js", "-1.js", "1", "", "1.5.js", "4294967296.js"]
) {
  Deno.test(`moduleIdOfFile() refuses '${name}'`, () => {
    assertThrows(() => moduleIdOfFile(name), RamBundleError);
  });
}
