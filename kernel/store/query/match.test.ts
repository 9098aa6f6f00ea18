/** Goal: filters select what MongoDB selects. Method: a table of filters and documents, and mingo as a second opinion on plain JSON. */
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { Query } from "mingo";
import { mongo } from "mongoose";
import { normalise } from "../bson.ts";
import { UnsupportedFeatureError } from "../errors.ts";
import { FILTER_CASES } from "../testing/filter-cases.ts";
import { compileFilter } from "./match.ts";
import type { Doc } from "./value.ts";

describe("compileFilter", () => {
  test.each(FILTER_CASES)("%p", (filter, matching, others) => {
    const matches = compileFilter(normalise(filter) as Doc);
    for (const doc of matching) expect([doc, matches(doc)]).toEqual([doc, true]);
    for (const doc of others) expect([doc, matches(doc)]).toEqual([doc, false]);
  });

  test.each<Doc>([
    { $where: "true" },
    { $text: { $search: "x" } },
    { $expr: { $eq: [1, 1] } },
    { $jsonSchema: {} },
    { a: { $near: [0, 0] } },
    { a: { $geoWithin: {} } },
    { a: { $bitsAllSet: 1 } },
    { a: { $gt: mongo.Decimal128.fromString("1") } },
    { a: { $not: { $wat: 1 } } },
    { $and: [{ a: { $elemMatch: { $wat: 1 } } }] },
  ])("names what is unsupported: %p", (filter) => {
    expect(() => compileFilter(filter)).toThrow(UnsupportedFeatureError);
  });

  test.each<Doc>([
    { $or: [] },
    { $and: {} },
    { $or: [1] },
    { a: { $in: 1 } },
    { a: { $all: 1 } },
    { a: { $size: -1 } },
    { a: { $mod: [0, 1] } },
    { a: { $mod: [1] } },
    { a: { $type: "wat" } },
    { a: { $regex: 1 } },
    { a: { $regex: "(" } },
    { a: { $options: "i" } },
    { a: { $not: 1 } },
    { a: { $not: {} } },
    { a: { $elemMatch: 1 } },
    { a: { $gt: /x/ } },
    { a: { $ne: /x/ } },
    { a: { $gt: 1, b: 2 } },
  ])("refuses what MongoDB refuses: %p", (filter) => {
    expect(() => compileFilter(filter)).toThrow(expect.objectContaining({ name: "MongoServerError", code: 2 }));
  });

  test("a bigint that no int64 can hold is refused, not wrapped", () => {
    expect(() => normalise({ a: 2n ** 63n })).toThrow(RangeError);
  });

  test("a Decimal128 in a document is never compared by guess", () => {
    const matches = compileFilter({ a: { $gte: 1 } });
    expect(() => matches({ a: mongo.Decimal128.fromString("2") })).toThrow(UnsupportedFeatureError);
  });
});

describe("the matcher and mingo agree on plain JSON", () => {
  const scalar = fc.oneof(fc.integer({ min: -2, max: 2 }), fc.constantFrom("a", "b", ""), fc.boolean());
  const doc = fc.record(
    {
      a: fc.oneof(scalar, fc.array(scalar, { maxLength: 3 })),
      b: fc.oneof(
        scalar,
        fc.record({ c: scalar }, { requiredKeys: [] }),
        fc.array(fc.record({ c: scalar }), { minLength: 1, maxLength: 2 }),
      ),
    },
    { requiredKeys: [] },
  );
  const operators = fc.oneof(
    scalar,
    fc.record({ $eq: scalar }),
    fc.record({ $ne: scalar }),
    fc.record({ $in: fc.array(scalar, { maxLength: 3 }) }),
    fc.record({ $nin: fc.array(scalar, { maxLength: 3 }) }),
    fc.record({ $gt: scalar }),
    fc.record({ $lte: scalar }),
    fc.record({ $exists: fc.boolean() }),
  );
  // mingo tests $size and $elemMatch below an array against the collected values, MongoDB against each: only at the top
  const onArrays = fc.oneof(
    operators,
    fc.record({ $size: fc.nat(3) }),
    fc.record({ $elemMatch: fc.record({ $gte: scalar }) }),
  );
  const leaf = fc.oneof(
    fc.record({ a: onArrays }),
    fc.record({ "b.c": operators }),
    fc.record({ a: operators, "b.c": operators }),
  );
  const filter = fc.oneof(
    leaf,
    fc.record({ $and: fc.array(leaf, { minLength: 1, maxLength: 2 }) }),
    fc.record({ $or: fc.array(leaf, { minLength: 1, maxLength: 2 }) }),
    fc.record({ $nor: fc.array(leaf, { minLength: 1, maxLength: 2 }) }),
  );

  test("on every document", () => {
    fc.assert(
      fc.property(filter, doc, (query, candidate) => {
        expect(compileFilter(query as Doc)(candidate)).toBe(new Query(query).test(candidate));
      }),
      { numRuns: 3000 },
    );
  });
});
