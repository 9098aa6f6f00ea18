import { deserialize } from "../../kernel/store/bson.ts";
import type { Disk, Unit } from "./disk.ts";

/** One row before and after a transaction; absent before: new, absent after: deleted. */
export interface Change<Row = unknown> {
  readonly collection: string;
  readonly id: string;
  readonly before: Row | undefined;
  readonly after: Row | undefined;
}

/** What one store holds, kept beside it from what reached its disk. */
export class Mirror {
  readonly #collections = new Map<string, Map<string, unknown>>();

  /** A row by its id; ids of all our rows are texts. */
  get<Row>(collection: string, id: string | undefined): Row | undefined {
    return id === undefined ? undefined : (this.#rowsOf(collection).get(id) as Row | undefined);
  }

  *all<Row>(collection: string): Generator<Row> {
    yield* this.#rowsOf(collection).values() as Iterable<Row>;
  }

  size(collection: string): number {
    return this.#rowsOf(collection).size;
  }

  /** Takes in one transaction; what it changed, one change per row. */
  apply(disk: Disk, unit: Unit): Change[] {
    const changes = new Map<string, Change>();
    for (const { table, id, bytes } of unit) {
      const collection = disk.collectionOf(table);
      const after = bytes && deserialize(bytes);
      const key = after ? String(after["_id"]) : this.#keyOf(collection, id);
      const rows = this.#rowsOf(collection);
      const name = `${collection} ${key}`;
      const before = changes.has(name) ? changes.get(name)!.before : rows.get(key);
      changes.set(name, { collection, id: key, before, after });
      if (after) rows.set(key, after);
      else rows.delete(key);
      if (after) this.#keys.set(`${collection} ${id}`, key);
    }
    return [...changes.values()];
  }

  /** What the file holds otherwise than this mirror says: nothing, or somebody wrote past it. */
  differences(disk: Disk): string[] {
    const found: string[] = [];
    for (const table of disk.tables()) {
      const collection = disk.collectionOf(table);
      const rows = disk.rowsOf(table);
      const mirrored = this.#rowsOf(collection);
      if (rows.length !== mirrored.size) found.push(`${collection}: ${rows.length} rows, mirrored ${mirrored.size}`);
      for (const { bytes } of rows) {
        const row = deserialize(bytes);
        const known = mirrored.get(String(row["_id"]));
        if (textOf(known) !== textOf(row)) found.push(`${collection} ${String(row["_id"])} is not what was committed`);
      }
    }
    return found;
  }

  readonly #keys = new Map<string, string>();

  #keyOf(collection: string, id: string): string {
    return this.#keys.get(`${collection} ${id}`) ?? id;
  }

  #rowsOf(collection: string): Map<string, unknown> {
    const rows = this.#collections.get(collection) ?? new Map<string, unknown>();
    this.#collections.set(collection, rows);
    return rows;
  }
}

/** A row as text: equal texts, equal rows. */
export const textOf = (row: unknown): string =>
  JSON.stringify(row, (_, value) => (typeof value === "bigint" ? `${value}n` : value)) ?? "";

/** Bytes in a row, which the store's codec may wrap. */
export const bytesOf = (value: unknown): Uint8Array =>
  value instanceof Uint8Array ? value : (value as { buffer: Uint8Array }).buffer;
