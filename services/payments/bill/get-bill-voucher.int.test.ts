/** Goal: every line that moved money has a receipt that names the entry; no other has, and nobody reads another's. Method: a real node over a real store. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { aKey } from "../../../kernel/harness/test-node.ts";
import { fixedClock } from "../../../kernel/time/clock.ts";
import { anId, aPayment, aRefund, cny, SHOPPER_2 } from "../testing/builders.ts";
import { expectRefused } from "../testing/expect-refused.ts";
import { type PaymentsWorld, startPaymentsWorld } from "../testing/payments-world.ts";
import { scriptedChannel } from "../testing/scripted-channel.ts";

const clock = fixedClock("2026-03-01T04:00:00.000Z");
const bank = scriptedChannel({ channelId: "bank-card", clock });

let world: PaymentsWorld;
let ids: { paid: string; refunded: string; transferred: string; held: string };
beforeAll(async () => {
  world = await startPaymentsWorld({ channels: [bank], clock });
  const cashier = world.as("cashier");
  const take = async () => aPayment({ paymentCode: await world.code(), amount: cny(1_000n) });
  const paid = await cashier.payTrade(await take(), { idempotencyKey: aKey() });
  const refund = await cashier.refundTrade(aRefund(paid.tradeId, { amount: cny(600n) }));
  const held = await cashier.authorizeTrade(await take(), { idempotencyKey: aKey() });
  const transfer = await world.as("shopper1").transferMoney({
    ...{ transferRequestId: anId("transfer"), payeeUserId: SHOPPER_2, payeePhone: "", note: "午饭" },
    ...{ amount: cny(2_000n), paymentPassword: "" },
  });
  ids = { paid: paid.tradeId, refunded: refund.refundId, transferred: transfer.transferId, held: held.tradeId };
});
afterAll(() => world.stop());

const voucher = (billId: string, who: Parameters<PaymentsWorld["as"]>[0] = "shopper1") =>
  world.as(who).getBillVoucher({ billId });

test("a payment's: whose, to whom, what for, and the entry that moved the money; the same number at every call", async () => {
  const first = await voucher(ids.paid);
  const [entry] = await world.entries(ids.paid);
  expect(first).toMatchObject({
    bill: { billId: ids.paid, counterparty: "惠民超市", title: "牛奶 2 盒", amount: cny(1_000n) },
    ...{
      holderName: "李小明",
      tradeId: ids.paid,
      entryId: entry!._id,
      voucherNumber: expect.stringMatching(/^\d{20}$/),
    },
    counterpartyNumber: expect.stringMatching(/^order-/),
  });
  world.clock.advance(1_000);
  const second = await voucher(ids.paid);
  expect(second).toEqual({ ...first, issueTime: world.clock.now() });
});

test("a refund's and a transfer's, the latter for both sides, each with its own number", async () => {
  expect(await voucher(ids.refunded)).toMatchObject({ tradeId: ids.paid, bill: { amount: cny(600n) } });
  const [mine, theirs] = [await voucher(ids.transferred), await voucher(ids.transferred, "shopper2")];
  expect(mine).toMatchObject({ holderName: "李小明", bill: { counterparty: "王**" } });
  expect(theirs).toMatchObject({ holderName: "王芳", bill: { counterparty: "李**" }, counterpartyNumber: "" });
  expect(mine.entryId).toBe(theirs.entryId);
  expect(mine.voucherNumber).not.toBe(theirs.voucherNumber);
});

test("P24: a refund's to a card, made at the second try: the entry by which it arrived", async () => {
  const holder = await world.addUser("usr_cardholder1", 1n);
  await world.addCard("usr_cardholder1");
  const request = aPayment({ paymentCode: await world.code(holder), amount: cny(1_000n) });
  const { tradeId } = await world.as("cashier").payTrade(request, { idempotencyKey: aKey() });
  const refund = aRefund(tradeId, { amount: cny(600n) });
  bank.plan("refund", { refund: "FAILED" });
  const { refundId } = await world.as("cashier").refundTrade(refund);
  await expectRefused(world, "BILL_NOT_SETTLED", () => voucher(refundId, holder));
  await world.as("cashier").refundTrade(refund);
  const arrived = (await world.entries(`${refundId}.2`)).find(({ reason }) => reason === "REFUND_DONE");
  expect(await voucher(refundId, holder)).toMatchObject({ entryId: arrived!._id, bill: { amount: cny(600n) } });
});

test.each<[string, () => string, Parameters<PaymentsWorld["as"]>[0]]>([
  ["CALLER_UNKNOWN", () => ids.paid, "anonymous"],
  ["CALLER_NOT_ALLOWED", () => ids.paid, "cashier"],
  ["REQUEST_INVALID", () => "usr_demoshopper1", "shopper1"],
  ["WALLET_NOT_FOUND", () => ids.paid, { kind: "user", id: "usr_nowallet" }],
  ["BILL_NOT_FOUND", () => "trd_12345678", "shopper1"],
  ["BILL_NOT_FOUND", () => "rpy_12345678", "shopper1"],
  ["BILL_NOT_FOUND", () => ids.paid, "shopper2"],
  ["BILL_NOT_FOUND", () => ids.refunded, "shopper2"],
  ["BILL_NOT_FOUND", () => ids.transferred, { kind: "user", id: "usr_stranger0003" }],
  ["BILL_NOT_SETTLED", () => ids.held, "shopper1"],
])("%s", async (reason, billId, who) => {
  if (typeof who === "object" && who.id === "usr_stranger0003") await world.addUser(who.id, 1n);
  await expectRefused(world, reason, () => voucher(billId(), who));
});
