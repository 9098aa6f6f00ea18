import { deserialize } from "../bson.ts";
import type { Doc } from "../query/value.ts";
import type { Table } from "./table.ts";
import type { Index } from "./table-index.ts";

/** A document's keys in these indexes. */
interface KnownKeys {
  indexes: readonly Index[];
  values: (Buffer | null)[];
}

/** A document as it is stored, or will be. */
export class StoredDoc {
  readonly bytes: Uint8Array;
  readonly #keys: KnownKeys | undefined;
  #doc: Doc | undefined;

  constructor(bytes: Uint8Array, known: { doc?: Doc; keys?: KnownKeys } = {}) {
    this.bytes = bytes;
    this.#keys = known.keys;
    this.#doc = known.doc;
  }

  /** Shared: must not be changed or handed out. Most documents are written and not looked at again, so it is made when asked for. */
  get doc(): Doc {
    this.#doc ??= deserialize(this.bytes);
    return this.#doc;
  }

  /** Its keys in the table's indexes of now. */
  keysIn(table: Table): (Buffer | null)[] {
    return this.#keys?.indexes === table.indexes ? this.#keys.values : table.keysOf(this.doc);
  }
}
