import type { Doc } from "../query/value.ts";

/** The documents of a cursor, and what they come from. */
export interface CursorSource {
  /** All documents at once. */
  load(): Promise<Doc[]>;
  /** The documents in pieces, for long reads; undefined where they can only be had at once. */
  pages?(): AsyncIterator<Doc[]> | undefined;
  explain(): Doc;
}

/** The part of the MongoDB driver's cursors that Mongoose and services use. Nothing is read before the first document is asked for. */
export class EmbeddedCursor implements AsyncIterable<Doc> {
  readonly #source: CursorSource;
  #pages: AsyncIterator<Doc[]> | undefined;
  #batch: Doc[] = [];
  #position = 0;
  #isStarted = false;
  #transform: ((doc: Doc) => Doc) | undefined;
  closed = false;

  constructor(source: CursorSource) {
    this.#source = source;
  }

  /** True once documents have been read: the query cannot change any more. */
  get isStarted(): boolean {
    return this.#isStarted;
  }

  async hasNext(): Promise<boolean> {
    while (!this.closed && this.#position >= this.#batch.length) {
      if (!(await this.#readMore())) return false;
    }
    return !this.closed;
  }

  /** Reads the next piece; false when there is none. */
  async #readMore(): Promise<boolean> {
    if (!this.#isStarted) {
      this.#isStarted = true;
      this.#pages = this.#source.pages?.();
      if (this.#pages === undefined) {
        this.#batch = await this.#source.load();
        return true;
      }
    }
    const page = await this.#pages?.next();
    if (page === undefined || page.done === true) return false;
    this.#batch = page.value;
    this.#position = 0;
    return true;
  }

  async next(): Promise<Doc | null> {
    if (this.#position >= this.#batch.length && !(await this.hasNext())) return null;
    const doc = this.#batch[this.#position++] as Doc;
    return this.#transform === undefined ? doc : this.#transform(doc);
  }

  async toArray(): Promise<Doc[]> {
    if (this.closed) return [];
    if (!this.#isStarted) {
      this.#isStarted = true;
      this.#batch = [];
      const documents = await this.#source.load();
      return this.#transform === undefined ? documents : documents.map(this.#transform);
    }
    const rest: Doc[] = [];
    for await (const doc of this) rest.push(doc);
    return rest;
  }

  async forEach(visit: (doc: Doc) => unknown): Promise<void> {
    for await (const doc of this) if (visit(doc) === false) return;
  }

  map(transform: (doc: Doc) => Doc): this {
    const earlier = this.#transform;
    this.#transform = earlier === undefined ? transform : (doc) => transform(earlier(doc));
    return this;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Doc> {
    for (let doc = await this.next(); doc !== null; doc = await this.next()) yield doc;
  }

  /** Starts again; the documents are read anew. */
  rewind(): void {
    this.#isStarted = false;
    this.#pages = undefined;
    this.#batch = [];
    this.#position = 0;
  }

  addCursorFlag(): this {
    return this;
  }

  batchSize(): this {
    return this;
  }

  async explain(): Promise<Doc> {
    return this.#source.explain();
  }

  async close(): Promise<void> {
    this.closed = true;
    this.#batch = [];
  }
}
