import type { StatementSync } from "node:sqlite";
import type { Doc } from "../query/value.ts";
import { type ChangedKeys, changedKeysOf } from "./changed-keys.ts";
import type { Database } from "./database.ts";
import type { Plan } from "./plan-index.ts";
import { RowCache } from "./row-cache.ts";
import { StoredDoc } from "./stored-doc.ts";
import { type Index, saveShape } from "./table-index.ts";

/**
 * One collection as one SQLite table: `id` (the encoded _id, primary key, WITHOUT ROWID), `doc` (BSON), and the key columns of each index.
 * Knows SQL and nothing of transactions.
 */
export class Table {
  readonly id: number;
  readonly name: string;
  readonly #db: Database;
  /** Name of the SQLite table. */
  readonly sqlName: string;
  readonly #recent = new RowCache();
  #indexes: Index[] = [];
  #width = 0;
  #get!: StatementSync;
  #insert!: StatementSync;
  #delete!: StatementSync;
  #replace!: StatementSync;

  constructor(db: Database, id: number, name: string, indexes: Index[]) {
    this.#db = db;
    this.id = id;
    this.name = name;
    this.sqlName = `c${id}`;
    this.#use(indexes);
  }

  get indexes(): readonly Index[] {
    return this.#indexes;
  }

  #use(indexes: Index[]): void {
    this.#indexes = indexes;
    const columns = indexes.flatMap((index) => index.columns);
    this.#width = columns.length;
    const names = ["id", "doc", ...columns];
    this.#get = this.#db.prepare(`SELECT doc FROM ${this.sqlName} WHERE id = ?`);
    this.#delete = this.#db.prepare(`DELETE FROM ${this.sqlName} WHERE id = ?`);
    this.#replace = this.#db.prepare(`UPDATE ${this.sqlName} SET doc = ? WHERE id = ?`);
    const holes = names.map(() => "?").join(",");
    this.#insert = this.#db.prepare(`INSERT INTO ${this.sqlName} (${names.join(",")}) VALUES (${holes})`);
  }

  /** Creates the table itself; the catalogue row is the caller's. */
  static createSql(id: number): string {
    return `CREATE TABLE c${id} (id BLOB NOT NULL PRIMARY KEY, doc BLOB NOT NULL) WITHOUT ROWID`;
  }

  /** Drops the table and its catalogue rows. */
  drop(): void {
    this.#db.exec(`DROP TABLE ${this.sqlName}`);
    this.#db.exec(`DELETE FROM _indexes WHERE collection = ${this.id}; DELETE FROM _collections WHERE id = ${this.id}`);
  }

  /** The document, undefined when there is none. */
  get(id: Buffer): StoredDoc | undefined {
    const key = id.toString("latin1");
    const known = this.#recent.get(key);
    if (known !== undefined) return known;
    const found = this.#get.get(id) as unknown as [Uint8Array] | undefined;
    return found === undefined ? undefined : this.#keep(key, found[0]);
  }

  /** Keys of all index columns in order. */
  keysOf(doc: Doc): (Buffer | null)[] {
    const keys = new Array<Buffer | null>(this.#width);
    let offset = 0;
    for (const index of this.#indexes) {
      index.keysOf(doc, keys, offset);
      offset += index.columns.length;
    }
    return keys;
  }

  /** What an update from `before` to `after` changes in the indexes. */
  changedKeys(before: Doc, after: Doc): ChangedKeys {
    return changedKeysOf(this.#indexes, before, after);
  }

  insert(id: Buffer, bytes: Uint8Array, keys: (Buffer | null)[]): void {
    this.#saveShapes();
    this.#insert.run(id, bytes, ...keys);
    this.#keep(id.toString("latin1"), bytes);
  }

  update(id: Buffer, bytes: Uint8Array, changed: ChangedKeys): void {
    if (changed.columns.length === 0) this.#replace.run(bytes, id);
    else {
      this.#saveShapes();
      const set = changed.columns.map((column) => `, ${column} = ?`).join("");
      this.#db.prepare(`UPDATE ${this.sqlName} SET doc = ?${set} WHERE id = ?`).run(bytes, ...changed.values, id);
    }
    this.#keep(id.toString("latin1"), bytes);
  }

  /** A document made anew from the bytes: the one that they were made of may share parts with its writer's. */
  #keep(key: string, bytes: Uint8Array): StoredDoc {
    const row = new StoredDoc(bytes);
    this.#recent.set(key, row);
    return row;
  }

  delete(id: Buffer): void {
    this.#delete.run(id);
    this.#recent.delete(id.toString("latin1"));
  }

  /** Documents in the order of the plan, read lazily: the caller must finish or leave the loop before it writes. */
  *read(plan: Plan, limit: number, offset: number): Generator<Uint8Array> {
    const sql = `SELECT doc ${this.#from(plan)}${plan.order === "" ? "" : ` ORDER BY ${plan.order}`} LIMIT ? OFFSET ?`;
    const rows = this.#db.prepare(sql).iterate(...plan.params, limit, offset);
    for (const row of rows) yield (row as unknown as [Uint8Array])[0];
  }

  #from(plan: Plan): string {
    return `FROM ${this.sqlName} ${plan.force} WHERE ${plan.where}`;
  }

  /** At most `size` documents of the plan with ids above `after`, in the order of ids. */
  readPage(plan: Plan, after: Uint8Array, size: number): Uint8Array[] {
    const statement = this.#db.prepare(`SELECT doc ${this.#from(plan)} AND id > ? ORDER BY id LIMIT ?`);
    return (statement.all(...plan.params, after, size) as unknown as [Uint8Array][]).map(([bytes]) => bytes);
  }

  /** The first document of the plan. */
  readFirst(plan: Plan): Uint8Array | undefined {
    const order = plan.order === "" ? "" : ` ORDER BY ${plan.order}`;
    const statement = this.#db.prepare(`SELECT doc ${this.#from(plan)}${order} LIMIT 1`);
    return (statement.get(...plan.params) as unknown as [Uint8Array] | undefined)?.[0];
  }

  /** Number of rows of the plan. */
  count(plan: Plan): number {
    const statement = this.#db.prepare(`SELECT count(*) ${this.#from(plan)}`);
    return (statement.get(...plan.params) as unknown as [number])[0];
  }

  /** The id of the committed document that holds these keys of a unique index. */
  findUnique(index: Index, keys: (Buffer | null)[]): Uint8Array | undefined {
    const where = index.columns.map((column) => `${column} = ?`).join(" AND ");
    const statement = this.#db.prepare(
      `SELECT id FROM ${this.sqlName} INDEXED BY ${index.sqlName} WHERE ${where} LIMIT 1`,
    );
    return (statement.get(...keys) as unknown as [Uint8Array] | undefined)?.[0];
  }

  /** Makes a built index serve. */
  addIndex(index: Index): void {
    this.#use([...this.#indexes, index]);
  }

  /** Makes the table forget a removed index. */
  forgetIndex(index: Index): void {
    this.#use(this.#indexes.filter((other) => other !== index));
  }

  /** After a rollback the file may hold other rows than before it, and have forgotten what the indexes hold. */
  forgetAfterRollback(): void {
    this.#recent.clear();
    for (const index of this.#indexes) index.isShapeSaved = false;
  }

  #saveShapes(): void {
    for (const index of this.#indexes) if (!index.isShapeSaved) saveShape(this.#db, index);
  }
}
