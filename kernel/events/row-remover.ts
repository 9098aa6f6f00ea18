import type { Model } from "mongoose";
import type { OutboxRow } from "./outbox-model.ts";

/** Removes settled rows, as many at once as have come while the last removal was under way. */
export class RowRemover {
  readonly #rows: Model<OutboxRow>;
  #ids: string[] = [];
  #next: Promise<void> | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(rows: Model<OutboxRow>) {
    this.#rows = rows;
  }

  /** Resolves when the row is gone. */
  remove(id: string): Promise<void> {
    this.#ids.push(id);
    this.#next ??= this.#last.then(() => this.#removeAll());
    return this.#next;
  }

  #removeAll(): Promise<void> {
    const ids = this.#ids;
    this.#ids = [];
    this.#next = undefined;
    const removal = this.#rows.deleteMany({ _id: { $in: ids } }).then(() => {});
    this.#last = removal.catch(() => {});
    return removal;
  }
}
