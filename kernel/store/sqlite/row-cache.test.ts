/** Goal: the rows at hand stay within their bounds, and those in use stay. Method: the cache alone. */
import { expect, test } from "@jest/globals";
import { RowCache } from "./row-cache.ts";
import { StoredDoc } from "./stored-doc.ts";

const aRow = (bytes = 10): StoredDoc => new StoredDoc(new Uint8Array(bytes));

test("of more rows than fit, the longest unused go", () => {
  const cache = new RowCache();
  for (let key = 0; key < 512; key++) cache.set(String(key), aRow());
  cache.get("0");
  cache.set("one more", aRow());
  expect([cache.get("0"), cache.get("one more")]).not.toContain(undefined);
  expect(cache.get("1")).toBeUndefined();
});

test("large rows are bounded by their bytes, and what is replaced or deleted counts no more", () => {
  const cache = new RowCache();
  for (let time = 0; time < 10; time++) cache.set("same", aRow(200_000));
  cache.set("gone", aRow(300_000));
  cache.delete("gone");
  cache.set("other", aRow(300_000));
  expect([cache.get("same"), cache.get("other")]).not.toContain(undefined);
  cache.set("third", aRow(100_000));
  expect(cache.get("same")).toBeUndefined();
});

test("cleared, it holds nothing", () => {
  const cache = new RowCache();
  cache.set("a", aRow());
  cache.clear();
  expect(cache.get("a")).toBeUndefined();
});
