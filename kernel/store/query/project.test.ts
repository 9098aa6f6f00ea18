/** Goal: a projection keeps what MongoDB keeps. */
import { describe, expect, test } from "@jest/globals";
import { UnsupportedFeatureError } from "../errors.ts";
import { project } from "./project.ts";
import type { Doc } from "./value.ts";

const DOC = { _id: 1, a: { b: 1, c: 2 }, list: [{ b: 1, c: 2 }, 5, [{ b: 3 }]], d: 4n };

describe("project", () => {
  test.each<[Doc | undefined, Doc]>([
    [undefined, DOC],
    [{}, DOC],
    [{ d: 1 }, { _id: 1, d: 4n }],
    [{ d: true, _id: 0 }, { d: 4n }],
    [{ _id: 1 }, { _id: 1 }],
    [{ _id: 0 }, { a: DOC.a, list: DOC.list, d: 4n }],
    [{ "a.b": 1 }, { _id: 1, a: { b: 1 } }],
    [{ a: { b: 1 } }, { _id: 1, a: { b: 1 } }],
    [{ "d.x": 1 }, { _id: 1 }],
    [{ none: 1 }, { _id: 1 }],
    [{ "list.b": 1 }, { _id: 1, list: [{ b: 1 }, [{ b: 3 }]] }],
    [
      { a: 0, list: 0 },
      { _id: 1, d: 4n },
    ],
    [
      { a: 0, list: 0, _id: 1 },
      { _id: 1, d: 4n },
    ],
    [{ a: 0, list: 0, _id: 0 }, { d: 4n }],
    [
      { "a.b": 0, list: 0 },
      { _id: 1, a: { c: 2 }, d: 4n },
    ],
    [
      { "list.b": 0, a: 0 },
      { _id: 1, list: [{ c: 2 }, 5, [{}]], d: 4n },
    ],
    [
      { d: 1, a: 1 },
      { _id: 1, a: DOC.a, d: 4n },
    ],
  ])("%p", (projection, expected) => expect(project(DOC, projection)).toStrictEqual(expected));

  test("fields keep the document's order", () => {
    expect(Object.keys(project(DOC, { d: 1, a: 1 }))).toEqual(["_id", "a", "d"]);
  });

  test("a field named like a prototype's is only kept when asked for", () => {
    expect(project({ constructor: 1, a: 1 }, { a: 1 })).toEqual({ a: 1 });
  });

  test.each<[number, Doc]>([
    [31254, { a: 1, d: 0 }],
    [31253, { a: 0, d: 1 }],
    [31249, { a: 1, "a.b": 1 }],
    [2, { a: {} }],
  ])("code %i: %p", (code, projection) => {
    expect(() => project(DOC, projection)).toThrow(expect.objectContaining({ code }));
  });

  test.each<Doc>([{ list: { $slice: 1 } }, { list: { $elemMatch: { b: 1 } } }, { "list.$": 1 }, { x: "$a" }])(
    "unsupported: %p",
    (projection) => expect(() => project(DOC, projection)).toThrow(UnsupportedFeatureError),
  );
});
