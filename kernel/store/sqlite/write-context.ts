import type { LockTable } from "./locks.ts";
import type { RecentKeys } from "./recent-keys.ts";
import type { Table } from "./table.ts";

/** What the writing functions need from the store. */
export interface WriteContext {
  readonly locks: LockTable;
  /** Where new keys are noted; undefined while no transaction is running. */
  readonly recent: RecentKeys | undefined;
  /** Opens the group; to be called before every statement that writes. */
  openGroup(): void;
  /** `database.collection` for messages. */
  namespaceOf(table: Table): string;
}
