import { assertEquals } from "../../tests/support/assert.ts";
import { ReusedBytes, ReusedMemory } from "./reused_bytes.ts";

Deno.test("room() grows, keeps what it should and uses the same memory again", () => {
  const memory = new ReusedBytes();
  const first = memory.room(10);
  first.set([1, 2, 3]);
  assertEquals(memory.room(100) === first, true);
  const wider = memory.room(10_000_000, 3);
  assertEquals([wider.length >= 10_000_000, ...wider.subarray(0, 4)], [true, 1, 2, 3, 0]);
  memory.trim();
  assertEquals(memory.room(1).length < 1_000_000, true);
});

Deno.test("joined() puts pieces one after the other", () => {
  const pieces = [Uint8Array.of(1), new Uint8Array(0), Uint8Array.of(2, 3)];
  assertEquals([...new ReusedBytes().joined(pieces)], [1, 2, 3]);
});

Deno.test("lend() gives each its own for the time, and the same again later", async () => {
  const memory = new ReusedMemory();
  const [outer, inner] = await memory.lend((a) => memory.lend((b) => Promise.resolve([a, b])));
  assertEquals(outer === inner, false);
  assertEquals(await memory.lend((c) => Promise.resolve(c === outer || c === inner)), true);
});
