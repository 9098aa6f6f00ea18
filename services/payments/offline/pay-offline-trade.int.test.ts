/** PayOfflineTrade: a code that was read while the till had no network pays later, once, within the merchant's caps. Method: the real service, a clock that is moved. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { aKey } from "../../../kernel/harness/test-node.ts";
import type { MerchantContract } from "../../../proto/gen/paywindow/payments/v1/merchant.ts";
import { PayOfflineTradeRequest } from "../../../proto/gen/paywindow/payments/v1/offline.ts";
import { TradeState } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { anId, aPayment, cny, MERCHANT, SHOPPER_1, STORE } from "../testing/builders.ts";
import { expectRefused } from "../testing/expect-refused.ts";
import { type callers, type PaymentsWorld, startPaymentsWorld } from "../testing/payments-world.ts";
import { refusingWith, withSuspended } from "../testing/with-rule.ts";

let world: PaymentsWorld;
let terminalId: string;

beforeAll(async () => {
  world = await startPaymentsWorld();
});
afterAll(() => world.stop());

beforeEach(async () => {
  terminalId = anId("till");
  await checkIn();
  // Later than a till's clock may be wrong.
  world.clock.advance(10_000);
});

const checkIn = () => world.as("cashier").checkInTill({ merchantId: MERCHANT, storeId: STORE, terminalId });

/** What a till keeps of a sale of 100.00 CNY, its code read now. */
const aSale = async (change: Partial<PayOfflineTradeRequest> = {}): Promise<PayOfflineTradeRequest> => {
  const { merchantId, storeId, merchantTradeId, amount, subject, paymentCode } = aPayment({
    paymentCode: change.paymentCode ?? (await world.code()),
  });
  return {
    ...PayOfflineTradeRequest.create(),
    ...{ merchantId, storeId, merchantTradeId, amount, subject, paymentCode, terminalId },
    ...{ scanTime: world.clock.now(), ...change },
  };
};

const upload = (sale: PayOfflineTradeRequest, key = aKey(), who: keyof typeof callers = "cashier") =>
  world.as(who).payOfflineTrade(sale, { idempotencyKey: key });

const HOUR_MS = 3_600_000;
const takenNow = async () =>
  (await world.rows<{ taken: bigint }>("OfflineTill", { _id: `${STORE}:${terminalId}` }))[0]?.taken;

const takenOfStore = async () => (await world.rows<{ taken: bigint }>("OfflineStore", { _id: STORE }))[0]?.taken;

// Each test's till is a till of one store, which has as much as one of them.
afterEach(checkIn);

describe("a sale is paid when it arrives", () => {
  test("Y12, P38: hours after its code has died, and what the till has taken is counted", async () => {
    const sale = await aSale();
    world.clock.advance(5 * HOUR_MS);
    const before = await world.account(`wallet:${SHOPPER_1}:CNY`);
    expect(await upload(sale)).toMatchObject({
      ...{ merchantTradeId: sale.merchantTradeId, state: TradeState.TRADE_STATE_SUCCESS, terminalId },
      ...{ paidAmount: cny(10_000n), payerUserId: SHOPPER_1, payTime: world.clock.now() },
    });
    expect((await world.account(`wallet:${SHOPPER_1}:CNY`)).available).toBe(before.available - 10_000n);
    expect(await takenNow()).toBe(10_000n);
  });

  test("P14, V3: two tabs that upload the same sale charge once, together or one after the other", async () => {
    const [sale, key] = [await aSale(), aKey()];
    const before = await world.account(`wallet:${SHOPPER_1}:CNY`);
    const both = await Promise.all([upload(sale, key), upload(sale, key)]);
    expect(both[0]).toEqual(both[1]);
    world.clock.advance(HOUR_MS);
    expect(await upload(sale, key)).toEqual(both[0]);
    expect((await world.account(`wallet:${SHOPPER_1}:CNY`)).available).toBe(before.available - 10_000n);
    expect(await takenNow()).toBe(10_000n);
  });

  test("P10: a code that was photographed and shown at two tills pays at the one that arrives first", async () => {
    const sale = await aSale();
    await upload(sale);
    const photographed = await aSale({ paymentCode: sale.paymentCode });
    await expectRefused(world, "PAYMENT_CODE_SPENT", () => upload(photographed));
  });

  test("P10: a code that paid online first pays no offline sale, and the other way round", async () => {
    const paymentCode = await world.code();
    const sale = await aSale({ paymentCode });
    await upload(sale);
    const online = () => world.as("cashier").payTrade(aPayment({ paymentCode }), { idempotencyKey: aKey() });
    await expectRefused(world, "PAYMENT_CODE_SPENT", online);
  });
});

describe("P38: the caps", () => {
  test("in total: what a till takes between two contacts; many at once do not overshoot, and a contact begins anew", async () => {
    await world.fund(SHOPPER_1, 200_000n);
    const sales = [];
    for (let n = 0; n < 6; n++) {
      sales.push(await aSale({ amount: cny(20_000n) }));
      world.clock.advance(2_000);
    }
    const results = await Promise.allSettled(sales.map((sale) => upload(sale)));
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(5);
    expect(results.find((result) => result.status === "rejected")?.reason).toMatchObject({
      reason: "OFFLINE_TOTAL_EXCEEDED",
    });
    expect(await takenNow()).toBe(100_000n);
    world.clock.advance(10_000);
    await checkIn();
    expect(await takenNow()).toBe(0n);
    expect(await upload(await aSale())).toMatchObject({ state: TradeState.TRADE_STATE_SUCCESS });
  });

  test("in total of the store: other names for the till take no more, also at once, and its contact gives back what it took", async () => {
    await world.fund(SHOPPER_1, 500_000n);
    const names = [anId("a"), anId("b"), anId("c")];
    for (const name of names) {
      terminalId = name;
      await checkIn();
    }
    world.clock.advance(10_000);
    const sales = [];
    for (const name of names)
      for (let n = 0; n < 3; n++) {
        sales.push(await aSale({ amount: cny(20_000n), terminalId: name }));
        world.clock.advance(2_000);
      }
    const results = await Promise.allSettled(sales.map((sale) => upload(sale)));
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(5);
    expect(await takenOfStore()).toBe(100_000n);
    world.clock.advance(10_000);
    for (const name of names) {
      terminalId = name;
      await checkIn();
    }
    expect(await takenOfStore()).toBe(0n);
  });

  test("what is not paid is not counted", async () => {
    const poor = await world.addUser(anId("usr_poor").replaceAll("-", ""), 0n);
    const sale = await aSale({ paymentCode: await world.code(poor) });
    await expectRefused(world, "BALANCE_INSUFFICIENT", () => upload(sale), ["IdempotencyKey", "PaymentAttempt"]);
    expect(await takenNow()).toBe(0n);
    expect(await takenOfStore()).toBe(0n);
  });

  test("PAYER_LIMIT_EXCEEDED: nobody is there for the payment password; the code is spent", async () => {
    const users = world.store.connection.model("WalletUser");
    await users.updateOne({ _id: SHOPPER_1 }, { $set: { passwordFreeLimit: 5_000n } });
    const sale = await aSale();
    await expectRefused(world, "PAYER_LIMIT_EXCEEDED", () => upload(sale), ["IdempotencyKey", "PaymentAttempt"]);
    await users.updateOne({ _id: SHOPPER_1 }, { $unset: { passwordFreeLimit: 1 } });
    await expectRefused(world, "PAYMENT_CODE_SPENT", async () =>
      upload(await aSale({ paymentCode: sale.paymentCode })),
    );
  });

  test("PAYMENTS_TOO_FREQUENT passes with time: it spends no code and is not stored, and a minute later the sale is paid", async () => {
    const sale = await aSale();
    await refusingWith(world, "PAYMENTS_TOO_FREQUENT", () =>
      expectRefused(world, "PAYMENTS_TOO_FREQUENT", () => upload(sale), ["RiskRefusal"]),
    );
    expect(await takenNow()).toBe(0n);
    expect(await upload(sale)).toMatchObject({ state: TradeState.TRADE_STATE_SUCCESS });
  });

  test("OFFLINE_NOT_AGREED: a merchant whose contract says nothing of it", async () => {
    const sale = await aSale();
    const { contract } = await world.as("operator").getMerchantContract({ merchantId: MERCHANT });
    const set = (next: MerchantContract | undefined) =>
      world.as("operator").setMerchantContract({ merchantId: MERCHANT, contract: next });
    await set(contract && { ...contract, offline: undefined });
    await expectRefused(world, "OFFLINE_NOT_AGREED", () => upload(sale));
    await set(contract);
    expect(await upload(sale)).toMatchObject({ state: TradeState.TRADE_STATE_SUCCESS });
  });
});

/** What is prepared before the upload that is refused. */
type Case = readonly [reason: string, prepare: () => Promise<Partial<PayOfflineTradeRequest>>, (keyof typeof callers)?];

const REFUSED: readonly Case[] = [
  ["REQUEST_INVALID", async () => ({ scanTime: undefined })],
  ["REQUEST_INVALID", async () => ({ scanTime: new Date(world.clock.now().getTime() + 60_000) })],
  ["REQUEST_INVALID", async () => ({ terminalId: "" })],
  ["MERCHANT_NOT_FOUND", async () => ({}), "stranger"],
  ["CALLER_NOT_ALLOWED", async () => ({}), "elsewhere"],
  ["OFFLINE_TILL_UNKNOWN", async () => ({ terminalId: "invented today" })],
  [
    "OFFLINE_SCAN_TOO_OLD",
    async () => {
      const sale = await aSale();
      world.clock.advance(24 * HOUR_MS + 1_000);
      return sale;
    },
  ],
  [
    "OFFLINE_SCAN_BACKDATED",
    async () => {
      const sale = await aSale();
      world.clock.advance(30_000);
      await checkIn();
      return sale;
    },
  ],
  ["OFFLINE_TRADE_TOO_LARGE", async () => ({ amount: cny(20_001n) })],
  ["PAYMENT_CODE_FOREIGN", async () => ({ paymentCode: "131234567890123456" })],
  ["PAYMENT_CODE_UNKNOWN", async () => ({ paymentCode: "251234567890123456" })],
  [
    "PAYMENT_CODE_EXPIRED",
    async () => {
      const paymentCode = await world.code();
      // An older code, said to have been read now.
      world.clock.advance(91_000);
      return { paymentCode, scanTime: world.clock.now() };
    },
  ],
  // A code that was not there yet when it is said to have been read.
  [
    "PAYMENT_CODE_UNKNOWN",
    async () => {
      world.clock.advance(120_000);
      return { paymentCode: await world.code(), scanTime: new Date(world.clock.now().getTime() - 100_000) };
    },
  ],
];

test.each(REFUSED)("P38: %s, and no code is spent", async (reason, prepare, who = "cashier") => {
  const sale = { ...(await aSale()), ...(await prepare()) };
  const isCounted = reason === "PAYMENT_CODE_UNKNOWN" && sale.paymentCode.startsWith("28");
  await expectRefused(world, reason, () => upload(sale, aKey(), who), isCounted ? ["WrongCodes"] : []);
});

test("T8: MERCHANT_SUSPENDED holds for what was sold before", async () => {
  const sale = await aSale();
  await withSuspended(world, ["ALL"], () => expectRefused(world, "MERCHANT_SUSPENDED", () => upload(sale)));
});
