import { assertEquals } from "../../tests/support/assert.ts";
import { seeded } from "../../tests/support/random.ts";
import { lastIndexOfBytes, offsetsOf } from "./find_bytes.ts";

Deno.test("offsetsOf() finds what a plain search finds", () => {
  const random = seeded(5);
  const some = (length: number) => Uint8Array.from({ length }, () => 97 + Math.floor(random() * 2));
  for (let round = 0; round < 2000; round++) {
    const bytes = some(Math.floor(random() * 60));
    const wanted = some(1 + Math.floor(random() * 5));
    const text = String.fromCharCode(...bytes);
    const word = String.fromCharCode(...wanted);
    const expected = [...bytes.keys()].filter((at) => text.startsWith(word, at));
    assertEquals([...offsetsOf(bytes, wanted)], expected);
    assertEquals(lastIndexOfBytes(bytes, wanted), text.lastIndexOf(word));
  }
  assertEquals([...offsetsOf(new Uint8Array(3), new Uint8Array(0))], []);
  const long = new Uint8Array(400).fill(7);
  assertEquals([...offsetsOf(new Uint8Array(401).fill(7), long)], [0, 1]);
});
