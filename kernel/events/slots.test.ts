/** Goal: never more at once than there are slots, and none is lost. Method: work that ends when the test says so. */
import { expect, test } from "@jest/globals";
import { Slots } from "./slots.ts";

test("so many run at once, the others wait in their order, and a failure frees its slot", async () => {
  const slots = new Slots(2);
  const begun: number[] = [];
  const ends: (() => void)[] = [];
  const run = (n: number): Promise<void> =>
    slots.run(async () => {
      begun.push(n);
      await new Promise<void>((resolve) => ends.push(resolve));
      if (n === 0) throw new Error("zero");
    });
  const outcomes = [0, 1, 2, 3].map((n) =>
    run(n).then(
      () => "done",
      (error: Error) => error.message,
    ),
  );
  await Promise.resolve();
  expect(begun).toEqual([0, 1]);
  expect(slots.tryTake()).toBe(false);
  ends[0]?.();
  expect(await outcomes[0]).toBe("zero");
  expect(begun).toEqual([0, 1, 2]);
  ends[1]?.();
  ends[2]?.();
  await outcomes[2];
  ends[3]?.();
  expect(await Promise.all(outcomes)).toEqual(["zero", "done", "done", "done"]);
  await slots.idle();
  expect(slots.tryTake()).toBe(true);
});
