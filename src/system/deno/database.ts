/** The SQLite door, on the runtime's own `node:sqlite`, loaded when first asked for. */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Database, SqlValue } from "../mod.ts";
import { toSystemError } from "./errors.ts";

/** Opens an SQLite database file, or one in memory for `":memory:"`. Throws `SystemError`. */
export async function openDatabase(path: string): Promise<Database> {
  try {
    const sqlite = await import("node:sqlite");
    return wrap(new sqlite.DatabaseSync(path), path);
  } catch (error) {
    throw toSystemError(error, path);
  }
}

function wrap(database: DatabaseSync, path: string): Database {
  // Texts of statements are written in the program, so there are few of them.
  const prepared = new Map<string, StatementSync>();
  const statement = (sql: string): StatementSync => {
    const known = prepared.get(sql);
    if (known !== undefined) return known;
    const fresh = database.prepare(sql);
    prepared.set(sql, fresh);
    return fresh;
  };
  const guard = <T>(task: () => T): T => {
    try {
      return task();
    } catch (error) {
      throw toSystemError(error, path);
    }
  };
  return {
    exec: (sql) => guard(() => database.exec(sql)),
    all: (sql, ...values) => guard(() => statement(sql).all(...values).map(toRow)),
    run: (sql, ...values) =>
      guard(() => {
        const { changes, lastInsertRowid } = statement(sql).run(...values);
        return { changes: Number(changes), lastId: Number(lastInsertRowid) };
      }),
    close: () => guard(() => database.close()),
  };
}

function toRow(row: unknown): Record<string, SqlValue> {
  const plain: Record<string, SqlValue> = {};
  if (typeof row !== "object" || row === null) return plain;
  for (const [name, value] of Object.entries(row)) {
    if (isSqlValue(value)) plain[name] = value;
  }
  return plain;
}

function isSqlValue(value: unknown): value is SqlValue {
  return value === null || value instanceof Uint8Array ||
    ["number", "bigint", "string"].includes(typeof value);
}
