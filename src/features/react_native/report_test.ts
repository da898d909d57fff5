import { assertEquals } from "../../../tests/support/assert.ts";
import { builtPair, EMPTY_REPORT, parseReport } from "./report.ts";

Deno.test("parseReport() takes what is no report, and what is no path, for nothing", () => {
  for (const text of ["", "{", "[]", "null", '"x"', '{"packager_bundle_path":5}', "{}"]) {
    assertEquals(parseReport(text), EMPTY_REPORT);
  }
  const path = { packager_bundle_path: "/b" };
  assertEquals(parseReport(JSON.stringify({ ...path, more: 1 })), { ...EMPTY_REPORT, ...path });
});

Deno.test("builtPair() prefers a whole Hermes pair and needs the packager's", () => {
  const packager = { packager_bundle_path: "/b", packager_sourcemap_path: "/m" };
  const hermes = { hermes_bundle_path: "/hb", hermes_sourcemap_path: "/hm" };
  const pair = (found: object) => builtPair({ ...EMPTY_REPORT, ...found });
  assertEquals(pair({ ...packager, ...hermes }), {
    kind: "hermes",
    bundle: "/hb",
    sourcemap: "/hm",
  });
  assertEquals(pair({ ...packager, hermes_bundle_path: "/hb" })?.kind, "packager");
  assertEquals([pair(hermes), pair({ packager_bundle_path: "/b" }), pair({})], [
    undefined,
    undefined,
    undefined,
  ]);
});
