import { assert, assertEquals } from "../../tests/support/assert.ts";
import { jaro, mostSimilarName, similarNames } from "./similar_names.ts";

Deno.test("jaro() gives the known similarities of known pairs", () => {
  // The pairs of the paper that introduced the measure (Jaro 1989; Winkler 1990, table 1).
  const pairs: [string, string, number][] = [
    ["MARTHA", "MARHTA", 0.944],
    ["DIXON", "DICKSONX", 0.767],
    ["DWAYNE", "DUANE", 0.822],
    ["abc", "xyz", 0],
    ["", "", 1],
    ["", "a", 0],
    ["a", "a", 1],
  ];
  for (const [left, right, expected] of pairs) {
    assert(Math.abs(jaro(left, right) - expected) < 0.001, `${left} ${right} ${jaro(left, right)}`);
  }
});

Deno.test("similarNames() lists the most alike last and drops strangers", () => {
  assertEquals(similarNames("rel", ["help", "info", "releases"]), ["help", "releases"]);
  assertEquals(mostSimilarName("rel", ["help", "info", "releases"]), "releases");
  assertEquals(mostSimilarName("zzz", ["help", "info"]), undefined);
});
