import { assert, assertEquals } from "../../tests/support/assert.ts";
import { halfWritten } from "../../tests/support/half_written.ts";
import { seeded } from "../../tests/support/random.ts";
import { placesOf, settledContent, unfinishedLine, unfinishedProblem } from "./unfinished_file.ts";

const bytes = (length: number, fill: number) => new Uint8Array(length).fill(fill);

Deno.test("settledContent() gives the old content until the new one is whole, then the new one", () => {
  const random = seeded(4);
  for (let round = 0; round < 400; round++) {
    const before = bytes(Math.floor(random() * 9000), 1);
    const data = bytes(Math.floor(random() * 9000), 2);
    assertEquals(settledContent(halfWritten(before, data, "old")), before);
    const written = Math.floor(random() * data.length);
    assertEquals(settledContent(halfWritten(before, data, "new", written)), data);
    // A recovery that was killed, too.
    const broken = halfWritten(before, data, "new", written);
    assertEquals(settledContent(halfWritten(broken, data, "old")), data);
    assertEquals(settledContent(halfWritten(broken, data, "new", written)), data);
  }
});

Deno.test("placesOf() puts the last line within one page and behind both contents", () => {
  for (let data = 4096 - 200; data < 4096 * 2 + 200; data++) {
    const { content, line } = placesOf({ before: 10, data });
    const last = line + unfinishedLine("old", { before: 10, data }).length - 1;
    assert(content >= data && line >= content + data);
    assertEquals(Math.floor(line / 4096), Math.floor(last / 4096), `${data}`);
  }
});

Deno.test("settledContent() leaves every other file alone", () => {
  const line = unfinishedLine("new", { before: 3, data: 4 });
  const file = halfWritten(bytes(3, 1), bytes(4, 2), "new");
  for (
    const other of [
      bytes(0, 0),
      line,
      file.subarray(1),
      file.subarray(0, file.length - 1),
      new Uint8Array([...file, 10]),
      new TextEncoder().encode("x\n//# sourceMappingURL=a.js.map\n".repeat(9)),
    ]
  ) {
    assert(settledContent(other) === other);
    assertEquals(unfinishedProblem(other), undefined);
  }
  assert(unfinishedProblem(file)?.includes("run it again"));
});
