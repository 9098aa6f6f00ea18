/** Goal: a user's bill is whole, whatever moved the money, and is found again. Method: a real node over a real store, each kind a few times, pages of every size. */
import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import mongoose from "mongoose";
import type { Caller } from "../../../kernel/auth/caller.ts";
import { aKey } from "../../../kernel/harness/test-node.ts";
import { BillKind, type ListBillsRequest } from "../../../proto/gen/paywindow/payments/v1/wallet.ts";
import { anId, aPayment, aRefund, cny } from "../testing/builders.ts";
import { expectRefused } from "../testing/expect-refused.ts";
import { type PaymentsWorld, startPaymentsWorld } from "../testing/payments-world.ts";

const { BILL_KIND_PAYMENT, BILL_KIND_REFUND, BILL_KIND_TRANSFER_IN, BILL_KIND_TRANSFER_OUT } = BillKind;
let world: PaymentsWorld;
let user: Caller;
let other: Caller;
let paidIds: string[];

const list = async (overrides: Partial<ListBillsRequest> = {}, who: Parameters<PaymentsWorld["as"]>[0] = user) =>
  world.as(who).listBills({ kinds: [], search: "", pageSize: 0, pageToken: "", ...overrides });
const titles = async (overrides: Partial<ListBillsRequest>) => (await list(overrides)).bills.map(({ title }) => title);

const pay = async (subject: string, fen: bigint): Promise<string> => {
  const request = aPayment({ paymentCode: await world.code(user), amount: cny(fen), subject });
  return (await world.as("cashier").payTrade(request, { idempotencyKey: aKey() })).tradeId;
};
const transfer = (from: Caller, to: Caller, fen: bigint, note: string) =>
  world.as(from).transferMoney({
    ...{ transferRequestId: anId("transfer"), payeeUserId: to.id, payeePhone: "", note },
    ...{ amount: cny(fen), paymentPassword: "" },
  });

beforeAll(async () => {
  world = await startPaymentsWorld();
  user = await world.addUser("usr_bills1", 90_000n);
  other = await world.addUser("usr_bills2", 50_000n);
  paidIds = [await pay("牛奶 Milk", 1_000n), await pay("面包 (全麦)", 2_000n)];
  world.clock.advance(60_000);
  await world.as("cashier").refundTrade(aRefund(paidIds[0]!, { amount: cny(600n), refundReason: "少一盒" }));
  await transfer(user, other, 3_000n, "午饭");
  world.clock.advance(60_000);
  await transfer(other, user, 4_000n, "电影票");
});
afterAll(() => world.stop());

test("O7: every kind is on it, newest first, each side reads its own", async () => {
  const { bills, nextPageToken } = await list();
  expect(nextPageToken).toBe("");
  expect(bills.map(({ kind, title, amount }) => [kind, title, amount!.minorUnits])).toEqual(
    expect.arrayContaining([
      [BILL_KIND_PAYMENT, "牛奶 Milk", 1_000n],
      [BILL_KIND_PAYMENT, "面包 (全麦)", 2_000n],
      [BILL_KIND_REFUND, "少一盒", 600n],
      [BILL_KIND_TRANSFER_OUT, "午饭", 3_000n],
      [BILL_KIND_TRANSFER_IN, "电影票", 4_000n],
    ]),
  );
  expect(bills).toHaveLength(5);
  const times = bills.map(({ billTime }) => billTime!.getTime());
  expect(times).toEqual(times.toSorted((a, b) => b - a));
  const [newest] = bills;
  expect(newest).toMatchObject({ kind: BILL_KIND_TRANSFER_IN, counterparty: "赵**", state: "SUCCESS" });
  expect(bills.find(({ billId }) => billId === paidIds[0])).toMatchObject({
    ...{ counterparty: "惠民超市", state: "SUCCESS", refundedAmount: cny(600n) },
  });
  const theirs = (await list({}, other)).bills.map(({ kind, title }) => [kind, title]);
  expect(theirs).toEqual([
    [BILL_KIND_TRANSFER_OUT, "电影票"],
    [BILL_KIND_TRANSFER_IN, "午饭"],
  ]);
});

describe("it is narrowed", () => {
  const at = (minutes: number) => new Date(Date.UTC(2026, 2, 1, 4, minutes));
  test.each<[string, Partial<ListBillsRequest>, string[]]>([
    ["by kind", { kinds: [BILL_KIND_REFUND, BILL_KIND_TRANSFER_IN] }, ["电影票", "少一盒"]],
    ["by text, upper and lower case alike", { search: "mILK" }, ["牛奶 Milk"]],
    ["by text that would be an expression", { search: "(全麦)" }, ["面包 (全麦)"]],
    ["by text that nothing holds", { search: ".*" }, []],
    ["by the name of another user: nothing", { search: "赵" }, []],
    ["from an instant on", { fromTime: at(2) }, ["电影票"]],
    ["up to an instant", { toTime: at(1) }, ["面包 (全麦)", "牛奶 Milk"]],
    ["by amount", { minAmount: cny(2_000n), maxAmount: cny(3_000n) }, ["午饭", "面包 (全麦)"]],
    ["by all at once", { kinds: [BILL_KIND_PAYMENT], search: "牛奶", fromTime: at(0), minAmount: cny(1_001n) }, []],
  ])("%s", async (_, overrides, expected) => {
    expect((await titles(overrides)).toSorted()).toEqual(expected.toSorted());
  });
});

test.each([1, 2, 3, 5])("pages of %d give the same list", async (pageSize) => {
  const whole = (await list({ pageSize: 100 })).bills;
  const found = [];
  let pageToken = "";
  do {
    const page = await list({ pageSize, pageToken });
    expect(page.bills.length).toBeLessThanOrEqual(pageSize);
    found.push(...page.bills);
    pageToken = page.nextPageToken;
  } while (pageToken !== "");
  expect(found).toEqual(whole);
});

test("a longer page asks the store no more often", async () => {
  const asked = async (pageSize: number) => {
    const exec = jest.spyOn(mongoose.Query.prototype, "exec");
    await list({ pageSize });
    const count = exec.mock.calls.length;
    exec.mockRestore();
    return count;
  };
  const short = await asked(1);
  expect(short).toBeGreaterThan(0);
  expect(await asked(5)).toBe(Math.max(short, 6));
});

test.each<[string, Partial<ListBillsRequest>, Parameters<PaymentsWorld["as"]>[0]]>([
  ["CALLER_UNKNOWN", {}, "anonymous"],
  ["CALLER_NOT_ALLOWED", {}, "cashier"],
  ["REQUEST_INVALID", { pageSize: 101 }, "shopper1"],
  ["REQUEST_INVALID", { pageToken: "bm90IGEgdG9rZW4" }, "shopper1"],
  ["REQUEST_INVALID", { search: "x".repeat(65) }, "shopper1"],
  ["REQUEST_INVALID", { minAmount: cny(0n) }, "shopper1"],
  ["REQUEST_INVALID", { kinds: [BillKind.BILL_KIND_UNSPECIFIED] }, "shopper1"],
])("%s", async (reason, overrides, who) => {
  await expectRefused(world, reason, () => list(overrides, who));
});
