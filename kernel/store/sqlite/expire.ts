import type { Doc } from "../query/value.ts";
import { encodeKey } from "./encode-key.ts";
import type { Engine } from "./engine.ts";
import { select } from "./read.ts";
import type { Table } from "./table.ts";
import { documentLock } from "./transaction.ts";
import { remove } from "./write.ts";

/** How many documents one operation removes, so that others get their turn between. */
const BATCH_SIZE = 500;

/**
 * Removes what the TTL indexes let go at `now` and returns how many documents that were. Documents that a transaction has locked wait for the next time.
 * As in MongoDB a document may outlive its time by a minute: rules compare times themselves.
 */
export async function expireDocuments(engine: Engine, now: Date): Promise<number> {
  let removed = 0;
  for (const table of engine.collections.tables.values()) {
    for (const { definition } of table.indexes) {
      if (definition.expireAfterSeconds === undefined) continue;
      const [path] = definition.key[0] as [string, number];
      const latest = new Date(now.getTime() - definition.expireAfterSeconds * 1000);
      const due: Doc = { [path]: { $lte: latest } };
      const filter = definition.partialFilterExpression ? { $and: [due, definition.partialFilterExpression] } : due;
      for (let count = BATCH_SIZE; count === BATCH_SIZE; removed += count) {
        count = await engine.execute(null, () => removeBatch(engine, table, filter));
      }
    }
  }
  return removed;
}

function removeBatch(engine: Engine, table: Table, filter: Doc): number {
  let count = 0;
  for (const row of select(table, null, { filter, limit: BATCH_SIZE })) {
    const key = documentLock(table, encodeKey(row.doc._id).toString("latin1"));
    if (engine.locks.heldByOther(key, null) !== undefined) continue;
    remove(engine, table, null, row);
    count++;
  }
  return count;
}
