import type { Doc } from "../query/value.ts";

/** Where a cursor gets its documents from: called once, when the first one is asked for. */
export interface CursorSource {
  load(): Promise<Doc[]>;
  explain(): Doc;
}

/** The part of the MongoDB driver's cursors that Mongoose and services use. Reads once, at the first use. */
export class EmbeddedCursor implements AsyncIterable<Doc> {
  readonly #source: CursorSource;
  #documents: Promise<Doc[]> | undefined;
  #position = 0;
  #transform: ((doc: Doc) => Doc) | undefined;
  closed = false;

  constructor(source: CursorSource) {
    this.#source = source;
  }

  #load(): Promise<Doc[]> {
    this.#documents ??= this.#source.load();
    return this.#documents;
  }

  async next(): Promise<Doc | null> {
    if (this.closed) return null;
    const documents = await this.#load();
    const doc = documents[this.#position];
    if (doc === undefined) return null;
    this.#position++;
    return this.#transform === undefined ? doc : this.#transform(doc);
  }

  async hasNext(): Promise<boolean> {
    return !this.closed && this.#position < (await this.#load()).length;
  }

  async toArray(): Promise<Doc[]> {
    const documents = await this.#load();
    const rest = this.#position === 0 ? documents : documents.slice(this.#position);
    this.#position = documents.length;
    return this.#transform === undefined ? rest : rest.map(this.#transform);
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
    this.#documents = undefined;
    this.#position = 0;
  }

  addCursorFlag(): this {
    return this;
  }

  async explain(): Promise<Doc> {
    return this.#source.explain();
  }

  async close(): Promise<void> {
    this.closed = true;
    this.#documents = undefined;
  }
}
