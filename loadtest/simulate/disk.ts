import { DatabaseSync, type StatementSync } from "node:sqlite";
import type { Dice } from "./dice.ts";

/** One row of a committed change, as the file holds it: `bytes` undefined = deleted. */
export interface RowWrite {
  readonly table: number;
  readonly id: string;
  readonly bytes: Uint8Array | undefined;
}

/** What one transaction (or one write outside any) changed. */
export type Unit = readonly RowWrite[];

export interface DiskSettings {
  readonly dice: Dice;
  /** How likely a commit finds the disk full or broken. */
  readonly failure: (disk: Disk) => number;
  /** Hears of every failure. */
  readonly failed: (disk: Disk) => void;
  /** Hears every commit that reached the file, transaction by transaction in their order. */
  readonly committed: (disk: Disk, units: readonly Unit[]) => void;
}

/** SQLITE_FULL and SQLITE_IOERR. */
const DISK_ERRORS = [13, 10] as const;

/** A write finds the disk full so much less often than a commit does, of which there are fewer. */
const SELDOM = 0.1;

const WRITE = /^(INSERT INTO|UPDATE|DELETE FROM) c(\d+) /;

/**
 * A machine's disk, seen from below the store: node:sqlite itself is watched, so what the invariants look at is what the file holds and nothing that the
 * code under test says of itself. Pulling the plug closes the file in the middle of whatever was open: SQLite keeps what was committed and nothing else.
 */
export class Disk {
  readonly #db: DatabaseSync;
  readonly #settings: DiskSettings;
  readonly #names = new Map<number, string>();
  #units: Unit[] = [];
  #open: RowWrite[] | undefined;
  isPlugged = true;

  constructor(db: DatabaseSync, settings: DiskSettings) {
    this.#db = db;
    this.#settings = settings;
  }

  /** Power off: what is not committed is gone, and nobody reaches the file any more. */
  unplug(): void {
    this.isPlugged = false;
    this.#db.close();
  }

  /** The collection that a table holds. */
  collectionOf(table: number): string {
    const known = this.#names.get(table);
    if (known) return known;
    const row = prepare.call(this.#db, "SELECT name FROM _collections WHERE id = ?").get(table) as { name: string };
    this.#names.set(table, row.name);
    return row.name;
  }

  /** Every row of a collection as the file holds it. */
  rowsOf(table: number): { id: string; bytes: Uint8Array }[] {
    const rows = prepare.call(this.#db, `SELECT id, doc FROM c${table}`).all() as { id: Buffer; doc: Uint8Array }[];
    return rows.map(({ id, doc }) => ({ id: Buffer.from(id).toString("latin1"), bytes: doc }));
  }

  tables(): number[] {
    return (prepare.call(this.#db, "SELECT id FROM _collections").all() as { id: number }[]).map(({ id }) => id);
  }

  watchStatement(sql: string, statement: StatementSync): StatementSync {
    const effect = this.#effectOf(sql);
    if (!effect) return statement;
    const run = statement.run.bind(statement) as (...args: unknown[]) => ReturnType<StatementSync["run"]>;
    statement.run = ((...args: unknown[]) => {
      effect.before?.();
      const result = run(...args);
      effect.after(args);
      return result;
    }) as StatementSync["run"];
    return statement;
  }

  watchExec(sql: string): void {
    if (sql.startsWith("ROLLBACK TO")) this.#open = undefined;
  }

  #effectOf(sql: string): { before?: () => void; after: (args: readonly unknown[]) => void } | undefined {
    const write = WRITE.exec(sql);
    if (write) {
      const [, verb = "", table] = write;
      return { before: () => this.#mayFail(SELDOM), after: (args) => this.#note(verb, Number(table), args) };
    }
    switch (sql) {
      case "SAVEPOINT t":
        return { after: () => this.#begin() };
      case "RELEASE t":
        return { after: () => this.#close() };
      case "ROLLBACK":
        return { after: () => this.#forget() };
      case "COMMIT":
        return { before: () => this.#mayFail(1), after: () => this.#tell() };
      default:
        return undefined;
    }
  }

  #note(verb: string, table: number, args: readonly unknown[]): void {
    const [id, bytes] = verb === "INSERT INTO" ? args : verb === "UPDATE" ? [args.at(-1), args[0]] : [args[0]];
    const write = {
      table,
      id: Buffer.from(id as Uint8Array).toString("latin1"),
      bytes: bytes ? Uint8Array.from(bytes as Uint8Array) : undefined,
    };
    if (this.#open) this.#open.push(write);
    else this.#units.push([write]);
  }

  #begin(): void {
    this.#open = [];
  }

  #forget(): void {
    this.#units = [];
  }

  #close(): void {
    if (this.#open && this.#open.length > 0) this.#units.push(this.#open);
    this.#open = undefined;
  }

  #mayFail(share: number): void {
    const { dice, failure, failed } = this.#settings;
    if (!dice.chance(share * failure(this))) return;
    failed(this);
    const errcode = dice.pick(DISK_ERRORS);
    throw Object.assign(new Error("the simulated disk failed"), { code: "ERR_SQLITE_ERROR", errcode });
  }

  #tell(): void {
    const units = this.#units;
    this.#units = [];
    if (units.length > 0) this.#settings.committed(this, units);
  }
}

const { prepare, exec } = DatabaseSync.prototype;

/** Watches every SQLite file that is opened from now on; `found` is told of each at its first use. */
export const watchDisks = (settings: DiskSettings, found: (path: string, disk: Disk) => void): void => {
  const disks = new WeakMap<DatabaseSync, Disk>();
  const diskOf = (db: DatabaseSync): Disk => {
    const known = disks.get(db);
    if (known) return known;
    const disk = new Disk(db, settings);
    disks.set(db, disk);
    found(db.location() ?? "", disk);
    return disk;
  };
  DatabaseSync.prototype.prepare = function watched(this: DatabaseSync, sql: string) {
    return diskOf(this).watchStatement(sql, prepare.call(this, sql));
  } as DatabaseSync["prepare"];
  DatabaseSync.prototype.exec = function watched(this: DatabaseSync, sql: string) {
    diskOf(this).watchExec(sql);
    exec.call(this, sql);
  };
};
