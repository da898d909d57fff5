import { assert, assertEquals, assertThrows } from "../../../tests/support/assert.ts";
import { seeded } from "../../../tests/support/random.ts";
import { buildIndexedRamBundle } from "../../../tests/support/ram_bundle.ts";
import { hasRamBundleMagic, RamBundleError, readIndexedRamBundle } from "./indexed.ts";

const decoder = new TextDecoder();
const textOf = (code: Uint8Array | undefined) => code && decoder.decode(code);

Deno.test("readIndexedRamBundle() gives start-up code and modules without their NUL", () => {
  const bundle = readIndexedRamBundle(
    buildIndexedRamBundle("startup();", ["mod0\nmod0b", undefined, "mod2();"]),
  );
  assertEquals(textOf(bundle.startupCode), "startup();");
  assertEquals(bundle.moduleIds, [0, 2]);
  assertEquals([0, 1, 2, 3, -1, 0.5].map((id) => textOf(bundle.module(id))), [
    "mod0\nmod0b",
    undefined,
    "mod2();",
    undefined,
    undefined,
    undefined,
  ]);
});

Deno.test("readIndexedRamBundle() reads a view into a larger buffer", () => {
  const bytes = buildIndexedRamBundle("s", ["m"]);
  const larger = new Uint8Array(bytes.length + 7);
  larger.set(bytes, 3);
  const bundle = readIndexedRamBundle(larger.subarray(3, 3 + bytes.length));
  assertEquals(textOf(bundle.module(0)), "m");
});

Deno.test("readIndexedRamBundle() takes a bundle without modules and an empty module", () => {
  assertEquals(readIndexedRamBundle(buildIndexedRamBundle("", [])).moduleIds, []);
  assertEquals(textOf(readIndexedRamBundle(buildIndexedRamBundle("", [""])).module(0)), "");
});

const BROKEN: readonly (readonly [string, (bytes: Uint8Array) => Uint8Array, string])[] = [
  ["other bytes", () => new TextEncoder().encode("var a;"), "The magic number is missing"],
  ["nothing", () => new Uint8Array(0), "The magic number is missing"],
  ["a lone magic", (bytes) => bytes.subarray(0, 4), "The header is cut short after 4 bytes"],
  ["a header alone", (bytes) => bytes.subarray(0, 12), "The table of 2 modules is cut short"],
  ["no start-up code", (bytes) => bytes.subarray(0, 30), "The start-up code is cut short"],
];
for (const [name, breakIt, message] of BROKEN) {
  Deno.test(`readIndexedRamBundle() refuses ${name}`, () => {
    const bytes = breakIt(buildIndexedRamBundle("startup", ["a", "b"]));
    const error = assertThrows(() => readIndexedRamBundle(bytes), RamBundleError);
    assert(error.message.startsWith(message), error.message);
  });
}

Deno.test("module() refuses one whose code is cut short or that has no length", () => {
  const bytes = buildIndexedRamBundle("startup", ["a", "b"]);
  const cut = readIndexedRamBundle(bytes.subarray(0, bytes.length - 1));
  assertEquals(textOf(cut.module(0)), "a");
  assertThrows(() => cut.module(1), RamBundleError);
  new DataView(bytes.buffer).setUint32(12 + 4, 0, true);
  assertThrows(() => readIndexedRamBundle(bytes).module(0), RamBundleError);
});

Deno.test("readIndexedRamBundle() gives back 300 generated bundles, and fails cleanly when damaged", () => {
  const random = seeded(7);
  for (let round = 0; round < 300; round++) {
    const word = () => "é\n\0x;".repeat(Math.floor(random() * 5)) + "e";
    const modules = Array.from(
      { length: Math.floor(random() * 6) },
      () => random() < 0.3 ? undefined : word(),
    );
    const bytes = buildIndexedRamBundle("start", modules);
    const bundle = readIndexedRamBundle(bytes);
    assertEquals(modules.map((_, id) => textOf(bundle.module(id))), modules);

    const damaged = bytes.slice(0, Math.ceil(random() * bytes.length));
    damaged[Math.floor(random() * damaged.length)] = Math.floor(random() * 256);
    try {
      const read = readIndexedRamBundle(damaged);
      for (const id of read.moduleIds) read.module(id);
    } catch (error) {
      assert(error instanceof RamBundleError, String(error));
    }
  }
});

Deno.test("hasRamBundleMagic() looks at four bytes", () => {
  assertEquals(hasRamBundleMagic(Uint8Array.of(0xe5, 0xd1, 0x0b, 0xfb)), true);
  assertEquals(hasRamBundleMagic(Uint8Array.of(0xe5, 0xd1, 0x0b)), false);
  assertEquals(hasRamBundleMagic(Uint8Array.of(0xfb, 0x0b, 0xd1, 0xe5)), false);
});
