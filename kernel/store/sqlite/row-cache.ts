import type { StoredDoc } from "./stored-doc.ts";

const MAX_ROWS = 512;
const MAX_BYTES = 512 * 1024;

/**
 * The rows of a table that were last read or written, as the file holds them now. A file has one owner, so nobody changes them behind its back, and work
 * comes back to a row soon: what a transaction has read it writes, and what was written is read by whoever hears of it.
 */
export class RowCache {
  /** By document key, the longest unused first. */
  readonly #rows = new Map<string, StoredDoc>();
  #bytes = 0;

  get(key: string): StoredDoc | undefined {
    const row = this.#rows.get(key);
    if (row === undefined) return undefined;
    this.#rows.delete(key);
    this.#rows.set(key, row);
    return row;
  }

  set(key: string, row: StoredDoc): void {
    this.delete(key);
    this.#rows.set(key, row);
    this.#bytes += row.bytes.length;
    for (const oldest of this.#rows.keys()) {
      if (this.#rows.size <= MAX_ROWS && this.#bytes <= MAX_BYTES) return;
      this.delete(oldest);
    }
  }

  delete(key: string): void {
    const row = this.#rows.get(key);
    if (row === undefined) return;
    this.#rows.delete(key);
    this.#bytes -= row.bytes.length;
  }

  /** To be called when writes were undone. */
  clear(): void {
    this.#rows.clear();
    this.#bytes = 0;
  }
}
