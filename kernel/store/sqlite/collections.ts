import { duplicateKeyError } from "../server-errors.ts";
import { buildIndex, removeIndex } from "./build-index.ts";
import { type Database, isConstraintError } from "./database.ts";
import type { Group } from "./group.ts";
import type { IndexDefinition } from "./index-definition.ts";
import { Table } from "./table.ts";
import { type Index, IndexText } from "./table-index.ts";

/** The collections of one store and their indexes, as the catalogue in the file has them. Every change is durable on return. */
export class Collections {
  readonly #name: string;
  readonly #db: Database;
  readonly #group: Group;
  readonly #tables = new Map<string, Table>();

  /** @param name of the database, for messages. */
  constructor(name: string, db: Database, group: Group) {
    this.#name = name;
    this.#db = db;
    this.#group = group;
    this.#loadTables();
  }

  #loadTables(): void {
    const indexes = this.#db
      .prepare("SELECT id, collection, definition FROM _indexes ORDER BY id")
      .all() as unknown as [number, number, string][];
    const collections = this.#db.prepare("SELECT id, name FROM _collections").all() as unknown as [number, string][];
    for (const [id, name] of collections) {
      const own = indexes
        .filter(([, collection]) => collection === id)
        .map(([index, , text]) => IndexText.read(index, text));
      this.#tables.set(name, new Table(this.#db, id, name, own));
    }
  }

  get tables(): ReadonlyMap<string, Table> {
    return this.#tables;
  }

  /** The table of a collection, created when it is first used. */
  table(name: string): Table {
    return this.#tables.get(name) ?? this.createTable(name);
  }

  createTable(name: string): Table {
    const table = this.#group.exclusively(() => {
      this.#db.prepare("INSERT INTO _collections (name) VALUES (?)").run(name);
      const [id] = this.#db.prepare("SELECT last_insert_rowid()").get() as unknown as [number];
      this.#db.exec(Table.createSql(id));
      return new Table(this.#db, id, name, []);
    });
    this.#tables.set(name, table);
    return table;
  }

  dropTable(table: Table): void {
    this.#group.exclusively(() => table.drop());
    this.#tables.delete(table.name);
  }

  createIndex(table: Table, definition: IndexDefinition): void {
    try {
      table.addIndex(this.#group.exclusively(() => buildIndex(this.#db, table, definition)));
    } catch (error) {
      if (!isConstraintError(error)) throw error;
      const keyPattern = Object.fromEntries(definition.key);
      throw duplicateKeyError(`${this.#name}.${table.name}`, definition.name, keyPattern, {});
    }
  }

  dropIndex(table: Table, index: Index): void {
    this.#group.exclusively(() => removeIndex(this.#db, table, index));
    table.forgetIndex(index);
  }
}
