/** What the restaurant does where payments was paid, or not reached, and nobody told it (P2, P6). Method: a restaurant that hears no events, and a client that breaks. */
import { afterEach, expect, test } from "@jest/globals";
import { ReasonError } from "../../../kernel/errors/reason.ts";
import { Refund, RefundState } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { ShareState } from "../../../proto/gen/paywindow/restaurant/v1/bill.ts";
import type { RestaurantParts } from "../restaurant-parts.ts";
import { type BrokenLine, breakLine } from "../testing/break-line.ts";
import { anId, type House, PASSWORD, startHouse } from "../testing/start-restaurant.ts";
import { dishRefundModel } from "./dish-refund-model.ts";
import { refundConsumers } from "./hear-refunds.ts";

let house: House;
afterEach(() => house.stop());

const recover = async () => {
  house.clock.advance(20_000);
  await house.run("recover-shares");
};

const confirm = async (tradeId: string) => {
  const wallet = house.payments();
  await wallet.setPaymentPassword({ paymentPassword: PASSWORD });
  await wallet.confirmTrade({ tradeId, paymentPassword: PASSWORD, fundingSourceId: "" });
};

test("P2: paid, and no news of it: the recovery asks payments, and the bill is PAID", async () => {
  house = await startHouse({ withoutEvents: true });
  const { orderId } = await house.ordered();
  const shareId = await house.share(orderId);
  await confirm((await house.diner().payShare({ shareId })).tradeId);
  expect((await house.diner().getBill({ orderId })).paid).toBe(false);
  await recover();
  expect((await house.diner().getBill({ orderId })).paid).toBe(true);
  expect(await house.verify()).toEqual([]);
});

test.each([
  ["before payments was reached", false],
  ["after payments had made the trade", true],
])(
  "P6: the line breaks %s: the share stays its payer's, the same call goes on, one trade pays it",
  async (_when, reached) => {
    const broken: BrokenLine = { call: "createTrade", reached };
    house = await startHouse({ interfere: breakLine(broken) });
    const { orderId } = await house.ordered();
    const shareId = await house.share(orderId);
    await expect(house.diner().payShare({ shareId })).rejects.toThrow();
    expect((await house.diner().getBill({ orderId })).shares[0]!.state).toBe(ShareState.SHARE_STATE_PAYING);
    await recover();
    broken.call = undefined;
    await recover();
    expect((await house.pay(shareId)).state).toBe(ShareState.SHARE_STATE_PAID);
    expect(await house.verify()).toEqual([]);
  },
);

test("cash that was noted at payments while we died: the recovery finds it, and it counts once", async () => {
  const broken: BrokenLine = { call: "recordTender", reached: true };
  house = await startHouse({ interfere: breakLine(broken), withoutEvents: true });
  const { orderId } = await house.ordered();
  const shareId = await house.share(orderId);
  await expect(house.waiter.takeCash({ shareId, receivedAmount: undefined })).rejects.toThrow();
  broken.call = undefined;
  await recover();
  expect((await house.diner().getBill({ orderId })).paid).toBe(true);
  expect(await house.verify()).toEqual([]);
});

test("a refund whose answer was lost is sent again under its own number: the money goes back once", async () => {
  const broken: BrokenLine = { call: undefined, reached: true };
  house = await startHouse({ interfere: breakLine(broken) });
  const { orderId, lineIds } = await house.ordered();
  await house.pay(await house.share(orderId));
  const funds = await house.balance(0);
  broken.call = "refundTrade";
  await house.manager.refundDish({ refundId: anId("rfn"), lineId: lineIds[0]!, quantity: 1 });
  broken.call = undefined;
  house.clock.advance(10_000);
  await house.run("send-refunds");
  await house.run("send-refunds");
  expect(await house.balance(0)).toBe(funds + 2_600n);
  expect(await house.verify()).toEqual([]);
});

const REFUSED = { code: "FAILED_PRECONDITION", retryable: false, zh: "不可", en: "no" } as const;

test.each([
  ["its channel failed at it", () => Refund.fromPartial({ state: RefundState.REFUND_STATE_FAILED })],
  [
    "payments refused it",
    () => {
      throw new ReasonError("payments", "MERCHANT_SUSPENDED", REFUSED, { metadata: {}, fields: [] });
    },
  ],
])(
  "P24: %s: the dish's refund can be asked for again under its own number, and arrives once",
  async (_why, instead) => {
    const broken: BrokenLine = { call: undefined, reached: false, instead };
    house = await startHouse({ interfere: breakLine(broken) });
    const { orderId, lineIds } = await house.ordered();
    await house.pay(await house.share(orderId));
    const funds = await house.balance(0);
    const refund = { refundId: anId("rfn"), lineId: lineIds[0]!, quantity: 1 };
    broken.call = "refundTrade";
    await house.manager.refundDish(refund);
    broken.call = undefined;
    expect(await house.balance(0)).toBe(funds);
    await house.manager.refundDish(refund);
    await house.manager.refundDish(refund);
    expect(await house.balance(0)).toBe(funds + 2_600n);
    expect(await house.verify()).toEqual([]);
  },
);

test("P24: a refund that the payer's bank sent back is sent again, an hour later", async () => {
  house = await startHouse();
  const { orderId, lineIds } = await house.ordered();
  await house.pay(await house.share(orderId));
  const refundId = anId("rfn");
  await house.manager.refundDish({ refundId, lineId: lineIds[0]!, quantity: 1 });
  const store = house.store("restaurant");
  const dishRefunds = dishRefundModel(store.connection);
  const stateOf = async () => (await dishRefunds.findOne({ refundId }).lean())?.state;
  const trade = { merchantId: "mer_demorestaurant" };
  const returned = { refund: Refund.fromPartial({ merchantRefundId: `${refundId}-0`, trade }) };
  const consumers = refundConsumers({ dishRefunds } as unknown as RestaurantParts);
  const heard = consumers.find(({ type }) => type === "payments.trade.refund_returned")!;
  const [now, traceparent, eventId] = [house.clock.now(), "", "evt_1"];
  await store.transaction((session) => heard.handle(returned, { session, now, traceparent, eventId, eventTime: now }));
  expect(await stateOf()).toBe("PENDING");
  await house.run("send-refunds");
  expect(await stateOf()).toBe("PENDING");
  house.clock.advance(60 * 60_000);
  await house.run("send-refunds");
  expect(await stateOf()).toBe("DONE");
});
