import { assertEquals } from "../../tests/support/assert.ts";
import type { ChunkPart } from "../api/chunk_upload.ts";
import { SentCounter } from "./sent_counter.ts";

function part(...sizes: readonly number[]): ChunkPart {
  return {
    checksum: "",
    field: "file",
    sizeBytes: sizes.reduce((sum, size) => sum + size, 0),
    async *pieces() {
      for (const size of sizes) yield await Promise.resolve(new Uint8Array(size));
    },
  };
}

const read = (part: ChunkPart) => Array.fromAsync(part.pieces());

Deno.test("SentCounter tells raw bytes by the share of the body that has left", async () => {
  const told: number[] = [];
  const parts = [part(10, 10), part(20)];
  const counter = new SentCounter(401, parts, (bytes) => told.push(bytes));
  for (const each of parts) await read(counter.counted(each));
  counter.finish();
  assertEquals(told, [100, 100, 201]);
});

Deno.test("SentCounter counts no attempt twice, and tells the rest at the end", async () => {
  const told: number[] = [];
  const [first, second] = [part(10, 10), part(20)];
  const counter = new SentCounter(400, [first, second], (bytes) => told.push(bytes));
  const [a, b] = [counter.counted(first), counter.counted(second)];
  await read(a);
  await read(a);
  assertEquals(told, [100, 100]);
  counter.finish();
  await read(b);
  assertEquals(told, [100, 100, 200]);
});

Deno.test("SentCounter of an empty body tells nothing before the end", async () => {
  const told: number[] = [];
  const empty = part(0);
  const counter = new SentCounter(7, [empty], (bytes) => told.push(bytes));
  await read(counter.counted(empty));
  assertEquals(told, []);
  counter.finish();
  assertEquals(told, [7]);
});
