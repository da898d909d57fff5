/** The database of the local server: opening, migrating, and reading rows safely. */
import { InputError } from "../../../base/errors.ts";
import { type Database, type SqlValue, SystemError } from "../../../system/mod.ts";
import { APPLICATION_ID, MIGRATIONS } from "./schema.ts";

/** The database, with whole changes. */
export interface Store {
  readonly db: Database;
  /** Runs `task` as one change: all of it or, when it throws, nothing. */
  change<T>(task: () => T): T;
  close(): void;
}

export const IN_MEMORY = ":memory:";

/** Opens the database at `path` and brings its tables up to date. Throws `InputError`. */
export async function openStore(
  openDatabase: (path: string) => Promise<Database>,
  path: string,
): Promise<Store> {
  let db: Database | undefined;
  try {
    db = await openDatabase(path);
    prepare(db, path);
  } catch (error) {
    db?.close();
    if (!(error instanceof SystemError)) throw error;
    throw new InputError(`Could not open the database '${path}': ${error.message}`, {
      hint: "Name a new file, or one that 'local serve' has made.",
      cause: error,
    });
  }
  const database = db;
  return {
    db: database,
    change: (task) => change(database, task),
    close: () => database.close(),
  };
}

function prepare(db: Database, path: string): void {
  db.exec("PRAGMA busy_timeout = 2000; PRAGMA foreign_keys = ON;");
  const version = pragma(db, "user_version");
  const owner = pragma(db, "application_id");
  const tables = db.all("SELECT name FROM sqlite_master LIMIT 1").length;
  if (owner !== APPLICATION_ID && (tables > 0 || version !== 0 || owner !== 0)) {
    throw new InputError(`'${path}' is a database of another program`, {
      hint: "Name a new file, or one that 'local serve' has made.",
    });
  }
  if (version > MIGRATIONS.length) {
    throw new InputError(
      `The database '${path}' was made by a newer version of this program: ` +
        `its format is ${version}, the newest known is ${MIGRATIONS.length}`,
      { hint: "Update this program or name another file." },
    );
  }
  if (path !== IN_MEMORY) db.all("PRAGMA journal_mode = WAL");
  if (version === MIGRATIONS.length) return;
  change(db, () => {
    for (const step of MIGRATIONS.slice(version)) db.exec(step);
    db.exec(`PRAGMA user_version = ${MIGRATIONS.length}`);
    db.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
  });
}

function change<T>(db: Database, task: () => T): T {
  db.exec("BEGIN IMMEDIATE");
  try {
    const result = task();
    db.exec("COMMIT");
    return result;
  } catch (error) {
    db.exec("ROLLBACK");
    throw error;
  }
}

function pragma(db: Database, name: string): number {
  const [row] = db.all(`PRAGMA ${name}`);
  return row === undefined ? 0 : readNumber(row, name);
}

export type Row = Readonly<Record<string, SqlValue>>;

/** The text in a column; anything else is a fault of ours. */
export function readText(row: Row, column: string): string {
  const value = row[column];
  if (typeof value !== "string") throw new TypeError(`Column ${column} is not a text`);
  return value;
}

export function readOptionalText(row: Row, column: string): string | null {
  return row[column] === null || row[column] === undefined ? null : readText(row, column);
}

export function readNumber(row: Row, column: string): number {
  const value = row[column];
  if (typeof value !== "number") throw new TypeError(`Column ${column} is not a number`);
  return value;
}

export function readOptionalNumber(row: Row, column: string): number | null {
  return row[column] === null || row[column] === undefined ? null : readNumber(row, column);
}

export function readBytes(row: Row, column: string): Uint8Array {
  const value = row[column];
  if (!(value instanceof Uint8Array)) throw new TypeError(`Column ${column} is not bytes`);
  return value;
}
