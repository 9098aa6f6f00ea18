/**
 * Goal: what a till takes in by itself is a paid trade and a memo in the books, once, and goes back the way it came. Method: a real node; every posting is
 * looked at, and the ledger's proof runs at the end.
 */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { money } from "../../../kernel/money/money.ts";
import { PaymentWay, Tender, type Trade, TradeState } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { type RecordTenderRequest, TillTender } from "../../../proto/gen/paywindow/payments/v1/tender.ts";
import { verifyLedger } from "../ledger/verify-ledger.ts";
import { aCreation, anId, aRefund, cny, MERCHANT, STORE } from "../testing/builders.ts";
import { expectRefused } from "../testing/expect-refused.ts";
import { type callers, type PaymentsWorld, startPaymentsWorld } from "../testing/payments-world.ts";
import { refusingWith, withSuspended } from "../testing/with-rule.ts";

let world: PaymentsWorld;
beforeAll(async () => {
  world = await startPaymentsWorld({ nodes: 3 });
});
afterAll(async () => {
  const { problems, mismatches } = await verifyLedger(world.store);
  await world.stop();
  expect({ problems, mismatches }).toEqual({ problems: 0, mismatches: [] });
});

const { TILL_TENDER_CASH: CASH, TILL_TENDER_EXTERNAL_CARD: CARD, TILL_TENDER_OTHER: OTHER } = TillTender;

const aTaking = (overrides: Partial<RecordTenderRequest> = {}): RecordTenderRequest => ({
  ...{
    merchantId: MERCHANT,
    storeId: STORE,
    merchantTradeId: anId("order"),
    amount: cny(8_650n),
    subject: "牛奶 2 盒",
  },
  ...{ tender: CASH, receivedAmount: cny(10_000n), reference: "", operatorId: "", terminalId: "", goodsCategory: "" },
  ...overrides,
});

const record = (request = aTaking(), who: keyof typeof callers = "cashier", node = 0): Promise<Trade> =>
  world.as(who, node).recordTender(request);

const DRAWER = `drawer:${STORE}:CNY`;
const SLIPS = `slips:${STORE}:CNY`;
const TAKINGS = `takings:${MERCHANT}:CNY`;
const available = async (id: string) => (await world.account(id)).available;
const postings = async (subjectId: string) => (await world.entries(subjectId)).flatMap((entry) => entry.postings);

describe("X16: a till records", () => {
  test("cash, and the change that it gave", async () => {
    const [drawer, takings] = [await available(DRAWER), await available(TAKINGS)];
    const payable = await available(`payable:${MERCHANT}:CNY`);
    const trade = await record();
    expect(trade).toMatchObject({
      ...{ state: TradeState.TRADE_STATE_SUCCESS, way: PaymentWay.PAYMENT_WAY_TILL, tender: Tender.TENDER_CASH },
      ...{ paidAmount: cny(8_650n), receivedAmount: cny(10_000n), changeAmount: cny(1_350n), payerUserId: "" },
      ...{ feeAmount: undefined, payTime: world.clock.now() },
    });
    expect(await postings(trade.tradeId)).toEqual([
      { debitAccountId: DRAWER, creditAccountId: TAKINGS, amount: 8_650n, currencyCode: "CNY" },
    ]);
    expect([await available(DRAWER), await available(TAKINGS)]).toEqual([drawer - 8_650n, takings + 8_650n]);
    expect(await available(`payable:${MERCHANT}:CNY`)).toBe(payable);
    expect(await world.events()).toContain("payments.trade.paid");
  });

  test.each<[string, TillTender, Tender, string]>([
    ["a card at another terminal", CARD, Tender.TENDER_EXTERNAL_CARD, "SLIP-0042"],
    ["a voucher", OTHER, Tender.TENDER_OTHER, ""],
  ])("%s", async (_, tender, expected, reference) => {
    const trade = await record(aTaking({ tender, reference, receivedAmount: undefined }));
    expect(trade).toMatchObject({ tender: expected, channelTradeId: reference, changeAmount: undefined });
    expect(await postings(trade.tradeId)).toMatchObject([{ debitAccountId: SLIPS, creditAccountId: TAKINGS }]);
  });

  test("what a trade that CreateTrade made was paid with", async () => {
    const { tradeId, merchantTradeId } = await world.as("cashier").createTrade(aCreation());
    const paid = await record(aTaking({ merchantTradeId, amount: cny(10_000n), receivedAmount: undefined }));
    expect(paid).toMatchObject({ tradeId, tender: Tender.TENDER_CASH, state: TradeState.TRADE_STATE_SUCCESS });
  });
});

test("P13: 30 equal recordings at once, over three nodes: one, and 30 equal answers", async () => {
  const request = aTaking();
  const before = await available(DRAWER);
  const answers = await Promise.all(Array.from({ length: 30 }, (_, n) => record(request, "cashier", n % 3)));
  expect(answers).toEqual(Array(30).fill(answers[0]));
  expect(await available(DRAWER)).toBe(before - 8_650n);
});

test("P18: no fee, whatever the contract says; and the contract's window for refunds", async () => {
  const contract = { category: "4511", feeRatePpm: 6_000, feeMin: 5n, feeMax: 0n, feeOnRefund: 0 as const };
  const operator = world.as("operator");
  await operator.setMerchantContract({
    merchantId: MERCHANT,
    contract: { ...contract, refundWindowDays: 0, channels: [] },
  });
  const trade = await record();
  expect(trade.feeAmount).toBeUndefined();
  expect(await postings(trade.tradeId)).toHaveLength(1);
  await operator.setMerchantContract({ merchantId: MERCHANT, contract: undefined });
  world.clock.advance(365 * 86_400_000);
  await world.as("cashier").refundTrade(aRefund(trade.tradeId, { amount: cny(1n) }));
});

test("X16, P22: a refund goes back into the customer's hand, out of the drawer it came from, and never more than was paid", async () => {
  const { tradeId } = await record();
  const drawer = await available(DRAWER);
  const refund = await world.as("cashier").refundTrade(aRefund(tradeId, { amount: cny(8_000n) }));
  expect(await postings(refund.refundId)).toEqual([
    { debitAccountId: TAKINGS, creditAccountId: DRAWER, amount: 8_000n, currencyCode: "CNY" },
  ]);
  expect(await available(DRAWER)).toBe(drawer + 8_000n);
  const more = () => world.as("cashier").refundTrade(aRefund(tradeId, { amount: cny(651n) }));
  await expectRefused(world, "REFUND_EXCEEDS_PAID", more);
});

describe("refused, and nothing is written", () => {
  const settled = async (close: boolean): Promise<Partial<RecordTenderRequest>> => {
    const { merchantTradeId } = await world.as("cashier").createTrade(aCreation({ lifetimeS: 60 }));
    if (close) await world.as("cashier").closeTrade({ merchantId: MERCHANT, tradeId: "", merchantTradeId });
    return { merchantTradeId, amount: cny(10_000n), receivedAmount: undefined };
  };
  const taken = async (): Promise<Partial<RecordTenderRequest>> => {
    const request = aTaking();
    await record(request);
    return request;
  };

  test.each<[string, () => Promise<Partial<RecordTenderRequest>>, (keyof typeof callers)?]>([
    ["CALLER_UNKNOWN", async () => ({}), "anonymous"],
    ["MERCHANT_NOT_FOUND", async () => ({}), "stranger"],
    ["MERCHANT_NOT_FOUND", async () => ({ merchantId: "mer_nobody" }), "service"],
    ["CALLER_NOT_ALLOWED", async () => ({}), "elsewhere"],
    ["MERCHANT_TRADE_ID_REUSED", async () => ({ ...(await taken()), amount: cny(1n) })],
    ["MERCHANT_TRADE_ID_REUSED", async () => ({ ...(await taken()), receivedAmount: cny(9_000n) })],
    ["TRADE_NOT_PAYABLE", () => settled(true)],
    [
      "TRADE_EXPIRED",
      async () => {
        const expired = await settled(false);
        world.clock.advance(60_000);
        return expired;
      },
    ],
  ])("%s", async (reason, prepare, who = "cashier") => {
    const request = aTaking(await prepare());
    await expectRefused(world, reason, () => record(request, who));
  });

  test.each<[string, Partial<RecordTenderRequest>]>([
    ["tender", { tender: TillTender.TILL_TENDER_UNSPECIFIED, receivedAmount: undefined }],
    ["received_amount.minor_units", { receivedAmount: cny(8_649n) }],
    ["received_amount.currency_code", { receivedAmount: money(10_000n, "USD") }],
    ["received_amount", { tender: CARD, reference: "1" }],
    ["reference", { tender: CARD, receivedAmount: undefined }],
    ["reference", { reference: "SLIP-1" }],
    ["amount.minor_units", { amount: cny(0n) }],
  ])("REQUEST_INVALID at %s", async (field, overrides) => {
    const refusal = await expectRefused(world, "REQUEST_INVALID", () => record(aTaking(overrides)));
    expect(refusal.fields).toEqual([field]);
  });

  test("T10: CATEGORY_PROHIBITED, but for the refusal and its rule", () =>
    refusingWith(world, "CATEGORY_PROHIBITED", async (rule) => {
      await expectRefused(world, "CATEGORY_PROHIBITED", () => record(), ["RiskRefusal"]);
      expect(await world.rows("RiskRefusal", { rule })).toMatchObject([{ rpc: "recordTender" }]);
    }));

  test("T8: FEATURE_SUSPENDED; but a merchant that may take nothing through the platform records on", async () => {
    const operator = world.as("operator");
    await operator.suspendMerchant({ merchantId: MERCHANT, features: [1], note: "x" });
    await record();
    await operator.suspendMerchant({ merchantId: MERCHANT, features: [10], note: "x" });
    const reason = "FEATURE_SUSPENDED";
    await expectRefused(world, reason, () => record());
    await operator.resumeMerchant({ merchantId: MERCHANT, features: [1, 10] });
  });
});

test("P14, T8: what was recorded is answered as it was after tills are suspended; nothing new is recorded", async () => {
  const taking = aTaking();
  const first = await record(taking);
  await withSuspended(world, ["TILL"], async () => {
    expect(await record(taking)).toEqual(first);
    await expectRefused(world, "FEATURE_SUSPENDED", () => record());
  });
});
