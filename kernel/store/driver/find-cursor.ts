import { mongo } from "mongoose";
import { project } from "../query/project.ts";
import type { Doc } from "../query/value.ts";
import { explain } from "../sqlite/explain.ts";
import type { Query } from "../sqlite/read.ts";
import { isPageable, selectPage } from "../sqlite/read-page.ts";
import { EmbeddedCursor } from "./cursor.ts";
import { findDocuments, isEmpty, type Place } from "./operations.ts";
import { filterOf, type Options, queryOf } from "./options.ts";

/** A cursor over `find`, whose query may be completed by chained calls until the first document is read. */
export class FindCursor extends EmbeddedCursor {
  readonly #query: Query;
  #projection: Doc | undefined;

  constructor(place: Place, filter: unknown, options: Options) {
    super({
      load: () => place.engine.execute(place.transaction, () => findDocuments(place, this.#query, this.#projection)),
      pages: () =>
        isPageable(place.table, place.transaction, this.#query)
          ? pagesOf(place, this.#query, this.#projection)
          : undefined,
      explain: () => explain(place.table, this.#query),
    });
    this.#query = queryOf(filter, options);
    this.#projection = options?.["projection"] as Doc | undefined;
  }

  #change(change: Partial<Query>): this {
    if (this.isStarted) throw new mongo.MongoCursorInUseError();
    Object.assign(this.#query, change);
    return this;
  }

  filter(filter: unknown): this {
    return this.#change({ filter: filterOf(filter) });
  }

  sort(sort: unknown, direction?: unknown): this {
    return this.#change({ sort: queryOf({}, { sort: direction === undefined ? sort : [[sort, direction]] }).sort });
  }

  skip(skip: number): this {
    return this.#change({ skip: queryOf({}, { skip }).skip });
  }

  limit(limit: number): this {
    return this.#change({ limit: queryOf({}, { limit }).limit });
  }

  hint(hint: unknown): this {
    return this.#change({ hint });
  }

  maxTimeMS(maxTimeMs: number): this {
    return this.#change({ maxTimeMs });
  }

  project(projection: Doc): this {
    this.#change({});
    this.#projection = projection;
    return this;
  }
}

/** A long read in pieces: other operations run between them, so documents may change while it goes on, as with MongoDB's cursors. */
async function* pagesOf(place: Place, query: Query, projection: Doc | undefined): AsyncGenerator<Doc[]> {
  const cut = projection === undefined || isEmpty(projection) ? undefined : projection;
  let after: Buffer | undefined;
  do {
    const page = await place.engine.execute(null, () => selectPage(place.table, query, after));
    yield page.rows.map(({ doc }) => (cut === undefined ? doc : project(doc, cut)));
    after = page.after;
  } while (after !== undefined);
}
