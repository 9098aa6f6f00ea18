/**
 * Goal: whatever is bought, spent, refunded, sent back, reversed and left to end, in any order: the accounts sum to zero, the buckets are what is available, sales
 * and accounts agree, and when all is refunded nothing is left of it (V23). Method: random sequences over the pure rules.
 */
import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { catchUp } from "../points/catch-up.ts";
import { expire, hold, type Moved, merge, NO_POINTS, type Points, sumOf } from "../points/points.ts";
import type { Expiry } from "../programme/expiry.ts";
import type { Programme } from "../programme/programme.ts";
import { decidePaid, decideRefunds, type PaidSale, type Sale } from "./sale.ts";
import type { SaleRow } from "./sale-model.ts";

const DAY_MS = 86_400_000;
const START = new Date("2030-01-30T04:00:00.000Z").getTime();

interface World {
  points: Points;
  sales: PaidSale[];
  now: Date;
}

const programmeOf = (expiry: Expiry, pendingDays: number): Programme => ({
  ...{ merchantId: "mer_1234", version: 1, name: "", nameEn: "", cardPrefix: "880", levels: [], levelWindowDays: 0 },
  ...{ pointsPerYuan: 1, pendingDays, expiry, pointWorthFen: 1, setTime: new Date(START) },
});

const settle = (world: World): void => {
  const due = world.sales.filter(({ isFinal, finalTime }) => !isFinal && finalTime <= world.now);
  for (const { moved } of catchUp(world.points, due as unknown as SaleRow[], world.now)) world.points = moved.points;
  world.sales = world.sales.map((sale) => (due.includes(sale) ? { ...sale, isFinal: true } : sale));
};

const apply = (world: World, moves: readonly Moved[]): void => {
  for (const { points } of moves) world.points = points;
  world.points = expire(world.points, world.now)?.points ?? world.points;
};

const buy = (world: World, programme: Programme, fen: bigint, wish: bigint, isHeld: boolean): void => {
  const { available } = world.points.accounts;
  const pointsToSpend = available > 0n ? (wish < available ? wish : available) : 0n;
  const held = pointsToSpend > 0n && isHeld ? hold(world.points, pointsToSpend) : undefined;
  const sale: Sale = {
    ...{ merchantId: "mer_1234", storeId: "str_1234", merchantTradeId: "order", cardId: "mcd_1234" },
    ...{ state: isHeld ? "OPEN" : "RELEASED", programmeVersion: 1, amount: fen, pointWorthFen: 1 },
    ...{ pointsToSpend, beginTime: world.now, refunds: [], ...(held && { heldParts: held.parts }) },
  };
  const payment = { payTime: world.now, paidAmount: fen, earningAmount: fen };
  const decided = decidePaid(held?.points ?? world.points, sale, payment, { programme, now: world.now });
  world.sales.push(decided.sale);
  apply(world, decided.moves);
};

const refund = (world: World, index: number, share: number): void => {
  const at = index % Math.max(1, world.sales.length);
  const sale = world.sales[at];
  if (!sale) return;
  const refunded = sumOf(sale.refunds.filter(({ hasArrived }) => hasArrived).map(({ amount }) => ({ points: amount })));
  const amount = ((sale.paidAmount - refunded) * BigInt(share)) / 100n;
  if (amount === 0n) return;
  const refunds = [...sale.refunds, { refundId: `${sale.refunds.length}`, amount, hasArrived: true, asOf: world.now }];
  const decided = decideRefunds(world.points, { ...sale, refunds });
  world.sales[at] = decided.sale;
  apply(world, decided.moves);
};

const sendBack = (world: World, index: number): void => {
  const at = index % Math.max(1, world.sales.length);
  const sale = world.sales[at];
  if (!sale) return;
  const refunds = sale.refunds.map((one, number) => (number === 0 ? { ...one, hasArrived: false } : one));
  const decided = decideRefunds(world.points, { ...sale, refunds });
  world.sales[at] = decided.sale;
  apply(world, decided.moves);
};

const expectSound = ({ points: { accounts, buckets }, sales }: World): void => {
  expect(Object.values(accounts).reduce((sum, balance) => sum + balance, 0n)).toBe(0n);
  const all = [...buckets.values()];
  const usable = all.reduce((sum, { remaining }) => sum + remaining, 0n);
  expect(usable).toBe(accounts.available > 0n ? accounts.available : 0n);
  expect(
    all.filter(({ remaining, expired, forgiven }) => remaining < 0n || forgiven < 0n || forgiven > expired),
  ).toEqual([]);
  expect(all.reduce((sum, { expired, forgiven }) => sum + expired - forgiven, 0n)).toBe(accounts.expired);
  const left = (sale: PaidSale) => sale.earned - sale.takenBack;
  expect(sales.reduce((sum, sale) => sum + left(sale), 0n)).toBe(-accounts.issued);
  expect(sales.reduce((sum, sale) => sum + (sale.isFinal ? 0n : left(sale)), 0n)).toBe(accounts.pending);
  expect(sales.reduce((sum, sale) => sum + sumOf(sale.spentParts), 0n)).toBe(accounts.spent);
  for (const sale of sales) expect(sumOf(sale.spentParts)).toBe(sale.spent - sale.givenBack);
};

const fen = fc.bigInt({ min: 1n, max: 50_000n });
const index = fc.nat({ max: 20 });
const step = fc.oneof(
  fc.record({ kind: fc.constant("buy" as const), fen, wish: fc.bigInt({ min: 0n, max: 400n }), isHeld: fc.boolean() }),
  fc.record({ kind: fc.constant("refund" as const), index, share: fc.integer({ min: 1, max: 100 }) }),
  fc.record({ kind: fc.constant("sendBack" as const), index }),
  fc.record({ kind: fc.constant("pass" as const), days: fc.integer({ min: 0, max: 40 }) }),
);
const expiry = fc.constantFrom<Expiry>(
  { rule: "NONE", count: 0 },
  { rule: "DAYS", count: 3 },
  { rule: "MONTH_END", count: 0 },
  { rule: "YEAR_END", count: 0 },
);

test("V23, C15: ledger = balance after every step of any sequence, and nothing is doubled", () => {
  const sequence = fc.record({
    ...{ expiry, pendingDays: fc.constantFrom(0, 1, 7), merged: fc.bigInt({ min: 0n, max: 500n }) },
    steps: fc.array(step, { maxLength: 25 }),
  });
  fc.assert(
    fc.property(sequence, ({ expiry: rule, pendingDays, merged, steps }) => {
      const programme = programmeOf(rule, pendingDays);
      const world: World = { points: NO_POINTS, sales: [], now: new Date(START) };
      const expireTime = new Date(START + 5 * DAY_MS);
      if (merged > 0n) apply(world, [merge(world.points, { expireTime, points: merged })]);
      for (const one of steps) {
        if (one.kind === "buy") buy(world, programme, one.fen, one.wish, one.isHeld);
        else if (one.kind === "refund") refund(world, one.index, one.share);
        else if (one.kind === "sendBack") sendBack(world, one.index);
        else world.now = new Date(world.now.getTime() + one.days * DAY_MS);
        settle(world);
        expectSound(world);
      }
      // Everything is given back: nothing was earned, nothing is spent, and what came from plastic is usable or has ended.
      for (const [at] of world.sales.entries()) refund(world, at, 100);
      expectSound(world);
      const { issued, spent, pending, available, expired } = world.points.accounts;
      expect([issued, spent, pending]).toEqual([0n, 0n, 0n]);
      expect(available + expired).toBe(merged);
    }),
    { numRuns: 300 },
  );
});
