import type { Doc } from "../query/value.ts";
import type { Index } from "./table-index.ts";

/** The columns that an update must set, with their new keys. */
export interface ChangedKeys {
  columns: string[];
  values: (Buffer | null)[];
  /** Some unique index has a new key. */
  touchesUnique: boolean;
}

const NOTHING_CHANGED: ChangedKeys = { columns: [], values: [], touchesUnique: false };

/** What an update from `before` to `after` changes in these indexes. */
export function changedKeysOf(indexes: readonly Index[], before: Doc, after: Doc): ChangedKeys {
  let changed: ChangedKeys | undefined;
  for (const index of indexes) {
    if (index.sameKeys(before, after)) continue;
    const length = index.columns.length;
    const old = new Array<Buffer | null>(length);
    const now = new Array<Buffer | null>(length);
    index.keysOf(before, old, 0);
    index.keysOf(after, now, 0);
    for (let part = 0; part < length; part++) {
      if (sameKey(old[part] as Buffer | null, now[part] as Buffer | null)) continue;
      changed ??= { columns: [], values: [], touchesUnique: false };
      changed.columns.push(index.columns[part] as string);
      changed.values.push(now[part] as Buffer | null);
      changed.touchesUnique ||= index.definition.unique;
    }
  }
  return changed ?? NOTHING_CHANGED;
}

function sameKey(a: Buffer | null, b: Buffer | null): boolean {
  if (a === null || b === null) return a === b;
  return a.equals(b);
}
