import { assertEquals, assertThrows } from "../../tests/support/assert.ts";
import { seeded } from "../../tests/support/random.ts";
import { GlobError, parseGlobPart } from "./glob.ts";

const MATCHES: readonly (readonly [pattern: string, name: string, matches: boolean])[] = [
  ["*", "", true],
  ["*", ".hidden", true],
  ["*.json", "a.json", true],
  ["*.json", "a.JSON", false],
  ["a?c", "abc", true],
  ["a?c", "ac", false],
  ["a?c", "a😀c", true],
  ["[abc].x", "b.x", true],
  ["[!abc].x", "b.x", false],
  ["[!abc].x", "d.x", true],
  ["[a-c]", "b", true],
  ["[c-a]", "b", false],
  ["[]]", "]", true],
  ["[!]]", "]", false],
  ["[-a]", "-", true],
  ["[^]", "^", true],
  ["a.b*", "axb", false],
  ["(a)*", "(a)b", true],
  ["{a,b}*", "{a,b}c", true],
  ["{a,b}*", "a", false],
  ["a\\*", "a\\b", true],
];
for (const [pattern, name, expected] of MATCHES) {
  Deno.test(`parseGlobPart('${pattern}') and '${name}'`, () => {
    const part = parseGlobPart(pattern);
    assertEquals(part.kind === "pattern" && part.matches(name), expected);
  });
}

Deno.test("parseGlobPart() tells a plain name and any depth apart", () => {
  assertEquals(parseGlobPart("a.json"), { kind: "literal", name: "a.json" });
  assertEquals(parseGlobPart("**"), { kind: "any-depth" });
});

for (const bad of ["a**", "**b", "***", "[", "[a", "[!]", "x[]"]) {
  Deno.test(`parseGlobPart() refuses '${bad}'`, () => {
    assertThrows(() => parseGlobPart(bad), GlobError);
  });
}

Deno.test("parseGlobPart() gives a part or an error for 5,000 odd texts", () => {
  const random = seeded(5);
  const chars = ["*", "?", "[", "]", "!", "-", "^", "\\", "{", "}", ".", "a", "😀", "\n", "$", "("];
  for (let round = 0; round < 5000; round++) {
    const text = Array.from(
      { length: 1 + Math.floor(random() * 8) },
      () => chars[Math.floor(random() * chars.length)],
    ).join("");
    try {
      const part = parseGlobPart(text);
      if (part.kind === "pattern") part.matches("a");
    } catch (error) {
      if (!(error instanceof GlobError)) throw new Error(`${JSON.stringify(text)}: ${error}`);
    }
  }
});
