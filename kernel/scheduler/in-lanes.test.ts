/** Goal: bounded work at a time, each item once. Method: work that the test holds back. */
import { expect, test } from "@jest/globals";
import { inLanes } from "./in-lanes.ts";

/** Work that ends when it is told to. */
const held = () => {
  const begun: number[] = [];
  const ends = new Map<number, () => void>();
  const work = (item: number): Promise<void> => {
    begun.push(item);
    return new Promise((resolve) => ends.set(item, resolve));
  };
  const end = async (item: number): Promise<void> => {
    ends.get(item)?.();
    await new Promise(setImmediate);
  };
  return { begun, work, end };
};

test("so many at a time, in their order, each once; one that hangs keeps no other lane waiting", async () => {
  const { begun, work, end } = held();
  const done = inLanes([1, 2, 3, 4], { lanes: 2 }, work);
  expect(begun).toEqual([1, 2]);
  await end(2);
  await end(3);
  expect(begun).toEqual([1, 2, 3, 4]);
  await end(4);
  await end(1);
  await done;
  expect(begun).toEqual([1, 2, 3, 4]);
});

test("what has not begun when the signal comes is left", async () => {
  const { begun, work, end } = held();
  const stopping = new AbortController();
  const done = inLanes([1, 2, 3], { lanes: 1, signal: stopping.signal }, work);
  stopping.abort();
  await end(1);
  await done;
  expect(begun).toEqual([1]);
});

test("a rejection is passed on", async () => {
  await expect(inLanes([1], { lanes: 3 }, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
});
