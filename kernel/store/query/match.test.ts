/** Goal: filters select what MongoDB selects. Method: a table of filters and documents, and mingo as a second opinion on plain JSON. */
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { Query } from "mingo";
import { mongo } from "mongoose";
import { UnsupportedFeatureError } from "../errors.ts";
import { compileFilter } from "./match.ts";
import type { Doc } from "./value.ts";

const { Long, ObjectId } = mongo;
const id = new ObjectId();

/** filter, documents that match, documents that do not */
const CASES: readonly (readonly [Doc, readonly Doc[], readonly Doc[]])[] = [
  [{}, [{}, { a: 1 }], []],
  [{ a: 1 }, [{ a: 1 }, { a: 1n }, { a: [2, 1] }], [{}, { a: "1" }, { a: null }, { a: { b: 1 } }]],
  [{ a: 1n }, [{ a: 1 }, { a: 1n }], [{ a: 2n }]],
  [{ a: Long.fromNumber(7) }, [{ a: 7n }, { a: 7 }], [{ a: 8n }]],
  [{ a: 2n ** 53n + 1n }, [{ a: 2n ** 53n + 1n }], [{ a: 2n ** 53n }, { a: 2 ** 53 }]],
  [{ a: id }, [{ a: id }, { a: new ObjectId(id.toHexString()) }], [{ a: new ObjectId() }, { a: id.toHexString() }]],
  [{ a: new Date(5) }, [{ a: new Date(5) }], [{ a: new Date(6) }, { a: 5 }]],
  [{ a: Buffer.from("x") }, [{ a: Buffer.from("x") }], [{ a: Buffer.from("y") }]],
  [{ a: null }, [{}, { a: null }, { a: [null] }], [{ a: 0 }, { a: [] }]],
  [{ a: undefined }, [{}, { a: null }], [{ a: 0 }]],
  [{ a: [1, 2] }, [{ a: [1, 2] }, { a: [[1, 2]] }], [{ a: [2, 1] }, { a: [1, 2, 3] }]],
  [{ a: { b: 1 } }, [{ a: { b: 1 } }, { a: [{ b: 1 }] }], [{ a: { b: 1, c: 1 } }, { a: 1 }]],
  [{ "a.b": 1 }, [{ a: { b: 1 } }, { a: [{ b: 2 }, { b: 1 }] }, { a: { b: [1] } }], [{ a: 1 }, { a: [[{ b: 1 }]] }]],
  [{ "a.b": null }, [{}, { a: {} }, { a: 5 }, { a: [{ c: 1 }] }], [{ a: [] }, { a: [1] }, { a: { b: 1 } }]],
  [{ "a.1": 5 }, [{ a: [4, 5] }, { a: { 1: 5 } }], [{ a: [5] }, { a: [5, 4] }]],
  [{ "a.0.b": 1 }, [{ a: [{ b: 1 }] }], [{ a: [{ b: 2 }, { b: 1 }] }]],
  [{ constructor: null }, [{}], [{ constructor: 1 }]],
  [{ a: { $eq: /x/ } }, [{ a: /x/ }], [{ a: "x" }]],
  [{ a: { $ne: 1 } }, [{}, { a: 2 }, { a: [2] }], [{ a: 1 }, { a: 1n }, { a: [1, 2] }]],
  [{ a: { $ne: null } }, [{ a: 0 }], [{}, { a: null }]],
  [
    { a: { $gt: 1 } },
    [{ a: 2 }, { a: 2n }, { a: 1.5 }, { a: [0, 2] }],
    [{ a: 1 }, { a: "2" }, {}, { a: null }, { a: Number.NaN }],
  ],
  [{ a: { $gte: 5n } }, [{ a: 5 }, { a: 5n }], [{ a: 4n }, { a: 4.9 }]],
  [{ a: { $gt: 1, $lt: 3 } }, [{ a: 2 }, { a: [0, 5] }], [{ a: 3 }, { a: [0, 1] }]],
  [{ a: { $lt: "b" } }, [{ a: "a" }], [{ a: "b" }, { a: 1 }]],
  [{ a: { $lte: new Date(5) } }, [{ a: new Date(5) }], [{ a: new Date(6) }, { a: 5 }]],
  [{ a: { $gte: null } }, [{}, { a: null }], [{ a: 1 }]],
  [{ a: { $gt: null } }, [], [{}, { a: null }, { a: 1 }]],
  [{ a: { $gt: [1] } }, [{ a: [2] }, { a: [1, 0] }], [{ a: [1] }, { a: 2 }]],
  [{ a: { $gte: Number.NaN } }, [{ a: Number.NaN }], [{ a: 1 }]],
  [
    { a: { $in: ["x", 2, null, /^y/] } },
    [{ a: "x" }, { a: 2n }, {}, { a: "yes" }, { a: ["q", "x"] }],
    [{ a: "no" }, { a: 3 }],
  ],
  [{ a: { $in: [] } }, [], [{}, { a: 1 }]],
  [{ a: { $nin: [1, null] } }, [{ a: 2 }], [{}, { a: 1 }, { a: [1, 2] }]],
  [{ a: { $exists: true } }, [{ a: null }, { a: 0 }, { a: [] }], [{}, { b: 1 }]],
  [{ a: { $exists: false } }, [{}], [{ a: null }]],
  [{ a: { $exists: 0 } }, [{}], [{ a: 1 }]],
  [{ "a.b": { $exists: true } }, [{ a: [{ c: 1 }, { b: 1 }] }], [{ a: [1] }, { a: {} }]],
  [{ a: { $type: "number" } }, [{ a: 1 }, { a: 1n }, { a: [1.5] }], [{ a: "1" }, {}]],
  [{ a: { $type: ["string", 18] } }, [{ a: "x" }, { a: 1n }], [{ a: 1 }, { a: null }]],
  [{ a: { $type: "array" } }, [{ a: [] }], [{ a: 1 }]],
  [{ a: { $type: "date" } }, [{ a: new Date(0) }], [{ a: 0 }]],
  [{ a: /^ab/i }, [{ a: "ABC" }, { a: ["x", "abz"] }], [{ a: "xab" }, { a: 1 }]],
  [{ a: { $regex: "^ab", $options: "i" } }, [{ a: "ABC" }], [{ a: "cab" }]],
  [{ a: { $regex: /b$/ } }, [{ a: "ab" }], [{ a: "ba" }]],
  [{ a: { $not: { $gt: 5 } } }, [{ a: 5 }, {}, { a: "x" }], [{ a: 6 }]],
  [{ a: { $not: { $gt: 5, $lt: 9 } } }, [{ a: 9 }, { a: 5 }], [{ a: 6 }]],
  [{ a: { $not: /x/ } }, [{ a: "y" }, {}], [{ a: "x" }]],
  [{ $and: [{ a: 1 }, { b: 2 }] }, [{ a: 1, b: 2 }], [{ a: 1 }, { b: 2 }]],
  [{ $or: [{ a: 1 }, { b: 2 }] }, [{ a: 1 }, { b: 2 }], [{ a: 2, b: 1 }]],
  [{ $nor: [{ a: 1 }, { b: 2 }] }, [{}, { a: 2 }], [{ a: 1 }, { b: 2 }]],
  [{ a: { $all: [1, 2] } }, [{ a: [2, 1, 3] }], [{ a: [1] }, { a: 1 }]],
  [{ a: { $all: [1] } }, [{ a: 1 }, { a: [1, 2] }], [{ a: 2 }]],
  [{ a: { $all: [] } }, [], [{ a: [] }, {}]],
  [
    { a: { $all: [{ $elemMatch: { b: 1 } }, { $elemMatch: { b: 2 } }] } },
    [{ a: [{ b: 1 }, { b: 2 }] }],
    [{ a: [{ b: 1 }] }],
  ],
  [
    { a: { $elemMatch: { b: 1, c: 2 } } },
    [{ a: [{ b: 1, c: 2 }] }],
    [{ a: [{ b: 1 }, { c: 2 }] }, { a: { b: 1, c: 2 } }],
  ],
  [{ a: { $elemMatch: { $gt: 1, $lt: 3 } } }, [{ a: [0, 2] }], [{ a: [0, 5] }, { a: 2 }]],
  [{ a: { $elemMatch: { $ne: 1 } } }, [{ a: [1, 2] }], [{ a: [1, 1] }, { a: [] }]],
  [{ a: { $elemMatch: { $or: [{ b: 1 }, { c: 1 }] } } }, [{ a: [{ c: 1 }] }], [{ a: [{ b: 2 }] }]],
  [{ a: { $size: 2 } }, [{ a: [1, [2, 3]] }], [{ a: [1] }, { a: 2 }, { a: [[1, 2]] }]],
  [{ a: { $mod: [4, 1] } }, [{ a: 5 }, { a: 9n }, { a: 5.7 }], [{ a: 4 }, { a: "5" }]],
  [{ $comment: "why", a: 1 }, [{ a: 1 }], [{}]],
];

describe("compileFilter", () => {
  test.each(CASES)("%p", (filter, matching, others) => {
    const matches = compileFilter(filter);
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
    expect(() => compileFilter({ a: 2n ** 63n })).toThrow(RangeError);
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
