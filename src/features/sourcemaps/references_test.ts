import { assertEquals } from "../../../tests/support/assert.ts";
import { debugIdIn, referenceIn, referenceLine, usableReference } from "./references.ts";

const ID = "11111111-2222-3333-4444-555555555555";
const bytes = (text: string) => new TextEncoder().encode(text);

Deno.test("comments end at white space of ASCII, the vertical tab not among it", () => {
  for (const blank of [" ", "\t", "\n", "\f", "\r"]) {
    assertEquals(debugIdIn(bytes(`x\n//# debugId=${blank}${ID}${blank}z`)), ID);
    assertEquals(referenceIn(bytes(`//@ sourceMappingURL=${blank}a.map${blank}z`)), "a.map");
  }
  for (const letter of ["\v", "\u00a0", "\x85", "\u2028", "\u3000", "\ufeff"]) {
    assertEquals(debugIdIn(bytes(`//# debugId=${ID}${letter}`)), undefined);
    assertEquals(referenceIn(bytes(`//# sourceMappingURL=a.map${letter}`)), `a.map${letter}`);
  }
});

Deno.test("the last comment counts, wherever it stands; one that names nothing is one, too", () => {
  const two = "//# sourceMappingURL=a.map\nx '//@ sourceMappingURL=b.map '; // sourceMappingURL=c";
  assertEquals(referenceIn(bytes(two)), "b.map");
  assertEquals(referenceLine(bytes(two)), { value: "a.map", isLegacy: false });
  assertEquals(referenceIn(bytes("x\n//# sourceMappingURL= \n")), "");
  assertEquals(referenceIn(bytes("x\n//#sourceMappingURL=a /*# sourceMappingURL=b */")), undefined);
});

Deno.test("usableReference() leads to places of this tree only", async () => {
  const cases: readonly (readonly [string | undefined, string | undefined])[] = [
    [undefined, undefined],
    ["", ""],
    ["a.map?b#c", "a.map"],
    ["a.map#b?c", "a.map"],
    ["https://x.example/a.map", undefined],
    ["webpack:///a.map", undefined],
    ["data:application/json;base64,e30=?#", "data:application/json;base64,e30=?#"],
    ["/there.map?v=1", "/there.map"],
    ["/gone.map", undefined],
  ];
  const exists = (path: string) => Promise.resolve(path === "/there.map");
  for (const [value, expected] of cases) {
    assertEquals(await usableReference(value, exists), expected);
  }
});
