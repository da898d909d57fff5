import { assertEquals, assertThrows } from "../../../tests/support/assert.ts";
import { SystemError } from "../mod.ts";
import { openDatabase } from "./database.ts";

Deno.test("Database gives back every kind of value", async () => {
  const db = await openDatabase(":memory:");
  db.exec("CREATE TABLE t (id INTEGER PRIMARY KEY, a, b, c, d)");
  const first = db.run("INSERT INTO t (a, b, c, d) VALUES (?, ?, ?, ?)", 1.5, "é", null, bytes());
  assertEquals(first, { changes: 1, lastId: 1 });
  assertEquals(db.run("INSERT INTO t (a) VALUES (?)", 7).lastId, 2);
  assertEquals(db.all("SELECT * FROM t WHERE id = ?", 1), [
    { id: 1, a: 1.5, b: "é", c: null, d: bytes() },
  ]);
  assertEquals(db.run("UPDATE t SET c = 0").changes, 2);
  assertEquals(db.all("SELECT * FROM t WHERE id = ?", 9), []);
  db.close();
});

function bytes(): Uint8Array {
  return new Uint8Array([0, 255]);
}

Deno.test("Database reports bad statements as SystemError", async () => {
  const db = await openDatabase(":memory:");
  const error = assertThrows(() => db.all("SELECT nothing FROM nowhere"), SystemError);
  assertEquals([error.code, error.path], ["other", ":memory:"]);
  db.exec("CREATE TABLE t (a UNIQUE)");
  db.run("INSERT INTO t VALUES (1)");
  assertThrows(() => db.run("INSERT INTO t VALUES (1)"), SystemError);
  db.close();
});
