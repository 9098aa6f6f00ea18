/** Refunds that were made past the restaurant: at the merchant's desk, or by taking a trade back. Method: the real payments; the desk is the merchant's cashier there. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import type { EventContext } from "../../../kernel/events/event.ts";
import {
  PaymentsServiceDefinition,
  type Refund,
  RefundState,
} from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { restaurantParts } from "../restaurant-parts.ts";
import { anId, endHouse, GREENS, type House, reasonOf, STORE, startHouse, TOFU } from "../testing/start-restaurant.ts";
import { refundConsumers } from "./hear-refunds.ts";
import { merchantTradeIdOf } from "./share.ts";
import { shareModel } from "./share-model.ts";

let house: House;
beforeEach(async () => {
  house = await startHouse();
});
afterEach(() => endHouse(house));

const MERCHANT = "mer_demorestaurant";
const fen = (minorUnits: bigint) => ({ minorUnits, currencyCode: "CNY" });
const till = {
  caller: { kind: "staff", id: "stf_desk1", tenantId: MERCHANT, siteIds: [STORE], roles: ["manager"] },
} as const;

const tradeOf = async (shareId: string) => {
  const share = await shareModel(house.store("restaurant").connection).findById(shareId).lean();
  return { merchantId: MERCHANT, tradeId: "", merchantTradeId: merchantTradeIdOf(share!) };
};
const refundAtDesk = async (shareId: string, minorUnits: bigint, merchantRefundId = anId("desk")) => {
  const payments = house.node.client(PaymentsServiceDefinition);
  const asked = { merchantRefundId, amount: fen(minorUnits), refundReason: "" };
  const refund = await payments.refundTrade({ ...(await tradeOf(shareId)), ...asked }, till);
  await house.drain();
  return refund;
};
const backOf = async (orderId: string) =>
  (await house.waiter.getBill({ orderId })).shares.map(({ refundedAmount }) => refundedAmount?.minorUnits);
const paid = async () => {
  const { orderId, lineIds } = await house.ordered([
    [GREENS, 1],
    [TOFU, 1],
  ]);
  const shareId = await house.share(orderId);
  await house.pay(shareId);
  return { orderId, lineIds: lineIds as [string, string], shareId };
};
const giveBack = (lineId: string, refundId = anId("rfn")) =>
  house.manager.refundDish({ refundId, lineId, quantity: 1 });

test("V22: some of a share refunded at the desk: the bill shows it, and dishes go back up to what the trade still holds", async () => {
  const { orderId, lineIds, shareId } = await paid();
  const funds = await house.balance(0);
  await refundAtDesk(shareId, 3_000n);
  expect(await backOf(orderId)).toEqual([3_000n]);
  await giveBack(lineIds[0]);
  expect(await backOf(orderId)).toEqual([4_800n]);
  expect(await reasonOf(giveBack(lineIds[1]))).toBe("REFUND_EXCEEDS_PAID");
  expect(await house.balance(0)).toBe(funds + 4_800n);
});

test("a dish of the restaurant's own is counted once, though payments tells of it too", async () => {
  const { orderId, lineIds } = await paid();
  await giveBack(lineIds[0]);
  await house.drain();
  expect(await backOf(orderId)).toEqual([2_600n]);
});

test("a paid trade that is taken back arrives as refunded: all of the share is back, and no dish is", async () => {
  const { orderId, lineIds, shareId } = await paid();
  const payments = house.node.client(PaymentsServiceDefinition);
  await payments.reverseTrade({ ...(await tradeOf(shareId)), keepPaid: false }, till);
  await house.drain();
  expect([await backOf(orderId), (await house.waiter.getBill({ orderId })).paid]).toEqual([[4_800n], true]);
  expect(await reasonOf(giveBack(lineIds[0]))).toBe("REFUND_EXCEEDS_PAID");
});

test("P24, P29: told twice it counts once; what the bank sent back is the share's again, until it arrives after all", async () => {
  const { orderId, shareId } = await paid();
  const refund = await refundAtDesk(shareId, 3_000n);
  const store = house.store("restaurant");
  const host = { store, outbox: { append: async () => {} }, client: () => undefined, log: undefined };
  const consumers = refundConsumers(restaurantParts(host as never));
  let event = 0;
  const tell = (type: string, told: Refund) =>
    store.transaction((session) => {
      const [now, consumer] = [house.clock.now(), consumers.find((one) => one.type === type)!];
      const context: EventContext = { session, now, traceparent: "", eventId: `evt_${++event}`, eventTime: now };
      return consumer.handle({ refund: told }, context);
    });
  await tell("payments.trade.refunded", refund);
  expect(await backOf(orderId)).toEqual([3_000n]);
  const returned = { ...refund, state: RefundState.REFUND_STATE_FAILED };
  await tell("payments.trade.refund_returned", returned);
  await tell("payments.trade.refund_returned", returned);
  expect(await backOf(orderId)).toEqual([undefined]);
  await tell("payments.trade.refunded", refund);
  expect(await backOf(orderId)).toEqual([3_000n]);
});
