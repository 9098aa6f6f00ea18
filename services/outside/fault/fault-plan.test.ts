/** The faults of a seed are the same every time, as often as their rates say, and one at a time. */
import { expect, test } from "@jest/globals";
import { FAULT_KINDS, type FaultKind, faultPlans, faultsOf } from "./fault-plan.ts";

const NONE = Object.fromEntries(FAULT_KINDS.map((kind) => [kind, 0])) as Record<FaultKind, number>;
const aPlan = (seed: number, rates: Partial<Record<FaultKind, number>>) => ({
  ...{ seed, rates: { ...NONE, ...rates }, delayMs: 1, lateMs: 2 },
});
const drawn = (count: number, next: () => { kind: FaultKind } | undefined) =>
  Array.from({ length: count }, () => next()?.kind ?? "none");

test("a seed gives one sequence, another seed another", () => {
  const plan = aPlan(7, { delay: 300, dropAnswer: 300 });
  expect(drawn(200, faultsOf(plan))).toEqual(drawn(200, faultsOf(plan)));
  expect(drawn(200, faultsOf({ ...plan, seed: 8 }))).not.toEqual(drawn(200, faultsOf(plan)));
});

test("each fault strikes about as often as its rate says", () => {
  const kinds = drawn(10_000, faultsOf(aPlan(1, { delay: 100, garbage: 50, crashAfter: 10 })));
  const share = (kind: string) => kinds.filter((one) => one === kind).length;
  expect(Math.abs(share("delay") - 1_000)).toBeLessThan(150);
  expect(Math.abs(share("garbage") - 500)).toBeLessThan(100);
  expect(Math.abs(share("crashAfter") - 100)).toBeLessThan(50);
  expect(share("none") + share("delay") + share("garbage") + share("crashAfter")).toBe(10_000);
});

test("rates that add up to 1,000 leave no request alone; zero, every one", () => {
  expect(drawn(1_000, faultsOf(aPlan(3, { duplicate: 1_000 })))).not.toContain("none");
  expect(new Set(drawn(1_000, faultsOf(aPlan(3, {}))))).toEqual(new Set(["none"]));
});

test("each party has a sequence of its own, and a hidden order comes to light after two seconds", () => {
  const plans = faultPlans();
  plans.set(["bank-card", "wechat-like"], aPlan(5, { delay: 500 }));
  expect(drawn(100, () => plans.next("bank-card"))).not.toEqual(drawn(100, () => plans.next("wechat-like")));
  expect(plans.next("unionpay-like")).toBeUndefined();
  const now = new Date(10_000);
  plans.hide("wechat-like:att_1", now);
  expect(plans.isHidden("wechat-like:att_1", new Date(11_999))).toBe(true);
  expect(plans.isHidden("wechat-like:att_2", now)).toBe(false);
  expect(plans.isHidden("wechat-like:att_1", new Date(12_000))).toBe(false);
});
