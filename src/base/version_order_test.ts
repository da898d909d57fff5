import { assertEquals } from "../../tests/support/assert.ts";
import { compareVersions, isVersion } from "./version_order.ts";

Deno.test("compareVersions() puts versions in the order of semver", () => {
  const inOrder = [
    ...["nonsense", "0.9.9", "1.0.0-1", "1.0.0-2", "1.0.0-10", "1.0.0-alpha", "1.0.0-alpha.1"],
    ...["1.0.0-alpha.beta", "1.0.0-rc.1", "1.0.0", "1.0.1", "1.10.0", "2.0.0", "10.0.0"],
    "18446744073709551616.0.0",
  ];
  for (const [one, a] of inOrder.entries()) {
    for (const [two, b] of inOrder.entries()) {
      assertEquals(Math.sign(compareVersions(a, b)), Math.sign(one - two), `${a} and ${b}`);
    }
  }
});

Deno.test("compareVersions() leaves the build number and a leading v aside", () => {
  assertEquals(compareVersions("1.0.0+a", "v1.0.0+b"), 0);
});

Deno.test("isVersion() refuses what is none", () => {
  for (const text of ["", "1", "1.2", "1.2.3.4", "1.2.3-", "a.b.c", "1.2.3\n", "../1.2.3"]) {
    assertEquals(isVersion(text), false, text);
  }
});
