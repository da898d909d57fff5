import { assert, assertEquals, assertRejects } from "../../../tests/support/assert.ts";
import { SystemError, type Task } from "../mod.ts";
import { denoTaskDoors } from "./mod.ts";
import { denoWorkers } from "./workers.ts";

/** A program whose threads know a few tasks. */
async function program(): Promise<string> {
  const file = await Deno.makeTempFile({ suffix: ".js" });
  const here = import.meta.url.replace(/[^/]*$/, "");
  await Deno.writeTextFile(
    file,
    `import { serveTasks } from "${here}workers.ts";
import { denoTaskDoors } from "${here}mod.ts";
import { SystemError } from "${here}../mod.ts";
const tasks = {
  double: { name: "double", run: (bytes) => Promise.resolve({ value: bytes.map((b) => b * 2) }) },
  move: { name: "move", run: (bytes) => Promise.resolve({ value: bytes, transfer: [bytes.buffer] }) },
  fail: { name: "fail", run: () => Promise.reject(new TypeError("nope")) },
  refuse: { name: "refuse", run: () => Promise.reject(new SystemError("gone", "not-found", "/x")) },
  crash: { name: "crash", run: () => { setTimeout(() => { throw new Error("crashed"); }, 0); return new Promise(() => {}); } },
};
serveTasks((name) => Promise.resolve(tasks[name]), denoTaskDoors);
`,
  );
  return `file://${file}`;
}

const task = (name: string): Task<Uint8Array<ArrayBuffer>, Uint8Array> => ({
  name,
  run: (bytes) => Promise.resolve({ value: bytes.map((byte) => byte * 2) }),
});

Deno.test("denoWorkers() runs tasks in threads, and errors come back", async () => {
  const pool = denoWorkers(await program(), denoTaskDoors).open(2);
  const results = await Promise.all(
    [1, 2, 3, 4, 5].map((each) => pool.run(task("double"), Uint8Array.of(each))),
  );
  assertEquals(results.map((bytes) => bytes[0]), [2, 4, 6, 8, 10]);
  const moved = new Uint8Array(1000);
  const back = await pool.run(task("move"), moved, { transfer: [moved.buffer] });
  assertEquals([moved.length, back.length], [0, 1000]);
  await assertRejects(() => pool.run(task("fail"), new Uint8Array(0)), Error, "nope");
  const refused = await assertRejects(
    () => pool.run(task("refuse"), Uint8Array.of(1)),
    SystemError,
    "gone",
  );
  assertEquals([refused.code, refused.path], ["not-found", "/x"]);
  await assertRejects(() => pool.run(task("crash"), Uint8Array.of(1)), Error, "a thread has ended");
  assertEquals((await pool.run(task("double"), Uint8Array.of(4)))[0], 8);
  const hanging = pool.run(task("double"), Uint8Array.of(1));
  pool.close();
  await assertRejects(() => hanging, Error, "closed");
  await assertRejects(() => pool.run(task("double"), Uint8Array.of(1)), Error, "closed");
});

Deno.test("turn() lets answers in while this thread is never idle", async () => {
  const pool = denoWorkers(await program(), denoTaskDoors).open(1);
  let isAnswered = false;
  const answer = pool.run(task("double"), Uint8Array.of(1)).then(() => isAnswered = true);
  const end = performance.now() + 20_000;
  while (!isAnswered && performance.now() < end) await pool.turn();
  assert(isAnswered, "no answer came");
  await answer;
  pool.close();
});

Deno.test("denoWorkers() without threads runs tasks here", async () => {
  const pool = denoWorkers("file:///none.ts", denoTaskDoors).open(0);
  assertEquals((await pool.run(task("double"), Uint8Array.of(4)))[0], 8);
  pool.close();
});

Deno.test("open() reads parts of a file, side by side, and create() writes it piece by piece", async () => {
  const { fs } = await denoTaskDoors();
  const folder = await fs.makeTempDirectory();
  await using _removed = {
    [Symbol.asyncDispose]: () => fs.remove(folder, { recursive: true }),
  };
  const path = `${folder}/f`;
  const sink = await fs.create(path, { mode: 0o600 });
  for (let at = 0; at < 10; at++) await sink.write(new Uint8Array(1000).fill(at));
  sink.close();
  assertEquals((await fs.stat(path))?.sizeBytes, 10_000);
  const source = await fs.open(path);
  const parts = await Promise.all([0, 9, 3, 5].map((at) => source.read(at * 1000, 1000)));
  assertEquals(parts.map((part) => [part.length, part[0], part[999]]), [
    [1000, 0, 0],
    [1000, 9, 9],
    [1000, 3, 3],
    [1000, 5, 5],
  ]);
  assertEquals((await source.read(9_999, 50)).length, 1);
  assertEquals((await source.read(20_000, 50)).length, 0);
  // A file cut short while it is read gives less, and does not hang.
  await Deno.truncate(path, 500);
  assertEquals((await source.read(0, 1000)).length, 500);
  source.close();
  const missing = await assertRejects(() => fs.open(`${folder}/none/there`), SystemError);
  assertEquals(missing.code, "not-found");
  const refused = await assertRejects(() => fs.open(folder), SystemError);
  assertEquals(refused.code, "is-directory");
});

Deno.test("codecs: there and back, limits, checksums", async () => {
  const { codecs } = await denoTaskDoors();
  const text = new TextEncoder().encode("hello hello hello ".repeat(100));
  for (const level of [0, 1, 6, 9]) {
    const packed = codecs.deflateRaw(text, level);
    assertEquals(codecs.inflateRaw(packed), text);
    assertEquals(await codecs.unpack("deflate-raw", packed, text.length), text);
    assertEquals(packed.buffer.byteLength, packed.length);
  }
  const packed = codecs.deflateRaw(text, 6);
  await assertRejects(
    () => codecs.unpack("deflate-raw", packed, 100),
    SystemError,
    "more than 100",
  );
  await assertRejects(() => codecs.unpack("gzip", text, 100), SystemError);
  const zipped = new Uint8Array(
    await new Response(new Blob([text]).stream().pipeThrough(new CompressionStream("gzip")))
      .arrayBuffer(),
  );
  assertEquals(await codecs.unpack("gzip", zipped, 9999), text);
  await assertRejects(() => codecs.unpack("gzip", zipped.slice(0, -5), 9999), SystemError);
  await assertRejects(() => codecs.unpack("gzip", zipped.slice(0, 20), 9999), SystemError);
  // RFC 1952's own check value, in two parts.
  const digits = new TextEncoder().encode("123456789");
  assertEquals(codecs.crc32(digits), 0xcbf43926);
  assertEquals(codecs.crc32(digits.subarray(4), codecs.crc32(digits.subarray(0, 4))), 0xcbf43926);
  const hash = codecs.sha1();
  hash.update(digits.subarray(0, 3));
  hash.update(digits.subarray(3));
  const direct = new Uint8Array(await crypto.subtle.digest("SHA-1", digits));
  assertEquals(hash.digest(), direct);
  assert(direct.length === 20);
});
