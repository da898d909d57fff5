import { assertEquals } from "../../tests/support/assert.ts";
import { type Column, table } from "./table.ts";

const COLUMNS: Column<[string, string]>[] = [
  { head: "ID", cell: ([id]) => id },
  { head: "Name", cell: ([, name]) => name },
];

Deno.test("table() rules the header and pads short cells", () => {
  assertEquals(
    table(COLUMNS, [["1", "a\nb"]]),
    [
      "+----+------+",
      "| ID | Name |",
      "+----+------+",
      "| 1  | a    |",
      "|    | b    |",
      "+----+------+",
    ].join("\n"),
  );
});

Deno.test("table() prints nothing at all for no rows", () => {
  assertEquals(table(COLUMNS, []), "");
});

Deno.test("table() measures wide and combining characters as the terminal shows them", () => {
  const lines = table(COLUMNS, [["日本", "e\u0301"], ["1", "🚀"]]).split("\n");
  assertEquals(lines[3], "| 日本 | e\u0301    |");
});

Deno.test("table() drops control characters of the server and a trailing line break", () => {
  assertEquals(
    table(COLUMNS, [["\x1b[2J1\r\n", "\x07x\u202ey"]]).split("\n")[3],
    "| [2J1 | xy   |",
  );
});
