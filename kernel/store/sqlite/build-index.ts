import { deserialize } from "../bson.ts";
import type { Database } from "./database.ts";
import type { IndexDefinition } from "./index-definition.ts";
import type { Table } from "./table.ts";
import { Index, saveShape } from "./table-index.ts";

/**
 * Adds the columns and the SQLite index, fills them from the documents and records the definition; all inside the caller's transaction.
 * The table uses it after the commit (`Table.addIndex`). A violated uniqueness is SQLite's constraint error.
 */
export function buildIndex(db: Database, table: Table, definition: IndexDefinition): Index {
  db.prepare("INSERT INTO _indexes (collection, definition) VALUES (?, ?)").run(table.id, "");
  const [id] = db.prepare("SELECT last_insert_rowid()").get() as unknown as [number];
  const index = new Index(id, definition);
  for (const column of index.columns) db.exec(`ALTER TABLE ${table.sqlName} ADD COLUMN ${column} BLOB`);
  fill(db, table, index);
  const columns = index.columns.map((column, part) => `${column} ${definition.key[part]?.[1] === -1 ? "DESC" : "ASC"}`);
  const where = index.isComplete ? "" : ` WHERE ${index.columns[0]} IS NOT NULL`;
  const unique = definition.unique ? "UNIQUE " : "";
  db.exec(`CREATE ${unique}INDEX ${index.sqlName} ON ${table.sqlName} (${columns.join(", ")})${where}`);
  saveShape(db, index);
  return index;
}

function fill(db: Database, table: Table, index: Index): void {
  const set = index.columns.map((column) => `${column} = ?`).join(", ");
  const update = db.prepare(`UPDATE ${table.sqlName} SET ${set} WHERE id = ?`);
  const page = db.prepare(`SELECT id, doc FROM ${table.sqlName} WHERE id > ? ORDER BY id LIMIT 500`);
  let last: Uint8Array = Buffer.alloc(0);
  for (;;) {
    const rows = page.all(last) as unknown as [Uint8Array, Uint8Array][];
    for (const [id, bytes] of rows) {
      const keys: (Buffer | null)[] = [];
      index.keysOf(deserialize(bytes), keys, 0);
      update.run(...keys, id);
      last = id;
    }
    if (rows.length < 500) return;
  }
}

/** Removes an index from the file, inside the caller's transaction. */
export function removeIndex(db: Database, table: Table, index: Index): void {
  db.exec(`DROP INDEX ${index.sqlName}`);
  for (const column of index.columns) db.exec(`ALTER TABLE ${table.sqlName} DROP COLUMN ${column}`);
  db.exec(`DELETE FROM _indexes WHERE id = ${index.id}`);
}
