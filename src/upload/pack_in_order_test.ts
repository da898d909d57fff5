import { assert, assertEquals, assertRejects } from "../../tests/support/assert.ts";
import { seeded } from "../../tests/support/random.ts";
import { ReusedMemory } from "../base/reused_bytes.ts";
import { loadCodecs } from "../system/deno/codecs.ts";
import { posixPath } from "../platform/path.ts";
import { memoryFiles } from "../../tests/support/memory_files.ts";
import type { WorkerPool, Workers } from "../system/mod.ts";
import { PackInOrder } from "./pack_in_order.ts";

const codecs = await loadCodecs();
const doors = {
  codecs,
  fs: memoryFiles(),
  path: posixPath,
  memory: new ReusedMemory(),
};

/** Threads that answer when the other side lets answers in, in any order. */
function slowWorkers(random: () => number) {
  const seen = { elsewhere: 0, here: 0, mostBytes: 0, closed: 0 };
  const open = (size: number): WorkerPool => {
    let orders: { answer(): Promise<void>; bytes: number }[] = [];
    return {
      size,
      async run(task, input) {
        if (size === 0) {
          seen.here++;
          return (await task.run(input, doors)).value;
        }
        seen.elsewhere++;
        const bytes = Array.isArray(input)
          ? input.reduce((sum: number, { length }) => sum + length, 0)
          : 0;
        const { promise, resolve } = Promise.withResolvers<Awaited<ReturnType<typeof task.run>>>();
        const answer = async () => resolve(await task.run(input, doors));
        orders.push({ answer, bytes });
        seen.mostBytes = Math.max(
          seen.mostBytes,
          orders.reduce((sum, { bytes }) => sum + bytes, 0),
        );
        // Also without a turn: who waits for it must not wait for ever.
        queueMicrotask(() => queueMicrotask(() => random() < 0.1 && flush()));
        setTimeout(flush, 0);
        return (await promise).value;
      },
      async turn() {
        if (random() < 0.5) await flush();
      },
      close: () => void seen.closed++,
    };
    async function flush() {
      const now = orders;
      orders = [];
      for (const { answer } of now.sort(() => random() - 0.5)) await answer();
    }
  };
  return { workers: { count: 3, open } satisfies Workers, seen };
}

for (const threads of [0, 1, 3]) {
  Deno.test(`PackInOrder gives everything back in its order, with ${threads} threads beside`, async () => {
    for (let seed = 1; seed <= 8; seed++) {
      const random = seeded(seed);
      const { workers, seen } = slowWorkers(random);
      const taken: number[] = [];
      const sizes = Array.from({ length: 120 }, () => Math.floor(4 ** (random() * 10.8)));
      const packer = new PackInOrder<number>({
        workers,
        threads,
        take(key, { packed, crc32, sizeBytes }) {
          const content = codecs.inflateRaw(packed);
          assertEquals([content.length, sizeBytes], [sizes[key], sizes[key]]);
          assertEquals(crc32, codecs.crc32(content));
          taken.push(key);
          return Promise.resolve();
        },
      });
      for (const [at, size] of sizes.entries()) {
        await packer.add(at, new Uint8Array(size).fill(at));
      }
      await packer.finish();
      assertEquals(taken, [...sizes.keys()]);
      assertEquals(seen.elsewhere > 0, threads > 0);
      // One batch may be larger than what a thread otherwise has before it.
      assert(seen.mostBytes <= Math.max(threads * 2 ** 21, Math.max(...sizes) + 2 ** 19));
    }
  });
}

Deno.test("PackInOrder passes a failure on and ends its threads", async () => {
  const closed: number[] = [];
  const open = (size: number): WorkerPool => ({
    size,
    run: () => Promise.reject(new Error("the thread is gone")),
    turn: () => Promise.resolve(),
    close: () => void closed.push(size),
  });
  const take = () => Promise.resolve();
  const packer = new PackInOrder<number>({ workers: { count: 2, open }, threads: 1, take });
  await packer.add(1, new Uint8Array(10));
  await assertRejects(() => packer.finish(), Error, "the thread is gone");
  packer.close();
  assertEquals(closed, [1]);
});
