/** Goal: the order of a queue and what a missed call costs (V10, V11). Method: queues of a few, and many by chance from a fixed seed. */
import { expect, test } from "@jest/globals";
import { DEFAULT_SETTINGS, plusMonths } from "../settings.ts";
import { compareRanks, costOfMissing, estimateOf, GAP, priorityOf, rankBehind, WEIGHTS } from "./queue.ts";

const NOW = new Date("2030-06-01T00:00:00Z");
const queueOf = (weights: readonly number[]) =>
  weights.map((rankWeight, index) => ({ _id: `t${index}`, rankWeight, rank: (index + 1) * GAP })).sort(compareRanks);

test("V11: what weighs more comes first, among equals who came first", () => {
  expect(queueOf([0, 50, 0, 40, 50]).map(({ _id }) => _id)).toEqual(["t1", "t4", "t3", "t0", "t2"]);
});

test("V11: of several reasons the one that weighs most counts; age is of the record, emergency of the nurse", () => {
  const of = (birthYear: number, conditions: ("PREGNANT" | "SOLDIER")[], isEmergency = false) =>
    priorityOf({ birthYear, conditions }, isEmergency, DEFAULT_SETTINGS, NOW);
  expect(of(1990, [])).toBe("NORMAL");
  expect(of(1965, [])).toBe("ELDERLY");
  expect(of(1966, ["SOLDIER"])).toBe("SOLDIER");
  expect(of(1995, ["SOLDIER", "PREGNANT"])).toBe("PREGNANT");
  expect(of(1950, ["PREGNANT"], true)).toBe("EMERGENCY");
  expect(WEIGHTS.EMERGENCY).toBeGreaterThan(WEIGHTS.ELDERLY);
});

test("V10: five places, five places, the end, void", () => {
  const costs = [0, 1, 2, 3, 9].map((missed) => costOfMissing(missed, DEFAULT_SETTINGS));
  expect(costs).toEqual([5, 5, "end", "void", "void"]);
});

test.each([
  [[0, 0, 0, 0, 0, 0, 0], 5],
  [[50, 40, 0, 0, 0, 0], 5],
  [[50, 40, 40, 40, 40, 0, 0], 5],
  [[0, 0, 0], 3],
  [[], 0],
])("V10: behind five of %j stands at place %i", (weights, place) => {
  const waiting = queueOf(weights);
  const moved = { _id: "moved", ...rankBehind(waiting, 5, 100) };
  expect([...waiting, moved].sort(compareRanks).findIndex(({ _id }) => _id === "moved")).toBe(place);
});

test("V10: where everybody is passed twice before they come, each stands exactly five places back, each time", () => {
  let seed = 7;
  const chance = (below: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return seed % below;
  };
  let queue = queueOf(Array.from({ length: 40 }, () => [0, 0, 0, 20, 40][chance(5)]!));
  const passes = new Map<string, number>();
  for (let round = 0; queue.length > 6; round++) {
    const [first, ...waiting] = queue;
    const times = passes.get(first!._id) ?? 0;
    passes.set(first!._id, times + 1);
    const moved = { _id: first!._id, ...rankBehind(waiting, 5, 100 + round) };
    queue = (times < 2 ? [...waiting, moved] : waiting).sort(compareRanks);
    if (times < 2) expect(queue[5]?._id).toBe(moved._id);
  }
  expect(passes.size).toBeGreaterThan(33);
});

test("an estimate is a range, grows with those ahead, and counts who is with the doctor", () => {
  const visitMs = 10 * 60_000;
  expect(estimateOf(0, false, visitMs)).toEqual({ low: 0, high: 0 });
  expect(estimateOf(0, true, visitMs)).toEqual({ low: 0, high: 13 });
  expect(estimateOf(3, true, visitMs)).toEqual({ low: 21, high: 52 });
});

test("V10: three months later is the same day, or the last of a shorter month", () => {
  expect(plusMonths(new Date("2030-11-30T08:00:00Z"), 3).toISOString()).toBe("2031-02-28T08:00:00.000Z");
  expect(plusMonths(new Date("2030-05-31T08:00:00Z"), -3).toISOString()).toBe("2030-02-28T08:00:00.000Z");
});
