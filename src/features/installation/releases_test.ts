import { assertEquals } from "../../../tests/support/assert.ts";
import { seeded } from "../../../tests/support/random.ts";
import { assetName, parseChecksums } from "./releases.ts";

Deno.test("parseChecksums() reads lines of sha256sum, text and binary, and nothing else", () => {
  const [a, b] = ["a".repeat(64), "0123456789abcdef".repeat(4)];
  const text = `${a}  one\n${b} *two words\r\n# a note\n${a.slice(1)}  short\n${a} three\n\n`;
  assertEquals([...parseChecksums(text)], [["one", a], ["two words", b]]);
});

Deno.test("parseChecksums() gives sound entries for any text", () => {
  const random = seeded(7);
  const pieces = ["a".repeat(64), "g", " ", "  ", " *", "\n", "\r", "../x", "\u0000", "name"];
  for (let round = 0; round < 2000; round++) {
    const text = Array.from(
      { length: Math.floor(random() * 12) },
      () => pieces[Math.floor(random() * pieces.length)],
    ).join("");
    for (const [name, sum] of parseChecksums(text)) {
      assertEquals([/^[0-9a-f]{64}$/.test(sum), name !== ""], [true, true], JSON.stringify(text));
    }
  }
});

Deno.test("assetName() gives the names of the release page", () => {
  assertEquals(
    ([
      ["linux", "x86_64"],
      ["linux", "aarch64"],
      ["darwin", "x86_64"],
      ["darwin", "aarch64"],
      ["windows", "x86_64"],
    ] as const).map(([os, arch]) => assetName({ os, arch })),
    [
      "sentry-cli-Linux-x86_64",
      "sentry-cli-Linux-aarch64",
      "sentry-cli-Darwin-x86_64",
      "sentry-cli-Darwin-arm64",
      "sentry-cli-Windows-x86_64.exe",
    ],
  );
});
