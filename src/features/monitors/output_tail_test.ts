import { assertEquals } from "../../../tests/support/assert.ts";
import { keepTail } from "./output_tail.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

Deno.test("keepTail() keeps the last lines, however they come in", () => {
  const tail = keepTail(2);
  for (const piece of ["one\ntw", "o\nthr", "ee\r\n", "four"]) tail.add(bytes(piece));
  assertEquals(tail.text(), "three\nfour");
});

Deno.test("keepTail() has no empty line at the end, and is empty for nothing", () => {
  const tail = keepTail(5);
  assertEquals(tail.text(), "");
  tail.add(bytes("a\n\nb\n"));
  assertEquals(tail.text(), "a\n\nb");
});

Deno.test("keepTail() keeps 64 KiB of one endless line", () => {
  const tail = keepTail(1);
  for (let at = 0; at < 100; at++) tail.add(new Uint8Array(10_000).fill(97));
  assertEquals(tail.text().length, 64 * 1024);
});
