/** How refunds of dishes are sent: with back-off, until there is an end; a refusal is told once and shown. Method: the real payments behind a line that answers as the test says. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { ReasonError } from "../../../kernel/errors/reason.ts";
import { Refund, RefundState } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { DishRefundState } from "../../../proto/gen/paywindow/restaurant/v1/bill.ts";
import { type BrokenLine, breakLine } from "../testing/break-line.ts";
import { anId, endHouse, GREENS, type House, startHouse, TOFU } from "../testing/start-restaurant.ts";

let house: House;
let broken: BrokenLine;
let calls: number;
beforeEach(async () => {
  broken = { call: undefined, reached: false };
  calls = 0;
  house = await startHouse({ interfere: breakLine(broken) });
});
afterEach(() => endHouse(house));

const REFUSED = { code: "FAILED_PRECONDITION", retryable: false, zh: "不可", en: "no" } as const;
/** Payments answers so until the line is mended. */
const answers = (answer: () => unknown): void => {
  broken.call = "refundTrade";
  broken.instead = () => {
    calls += 1;
    return answer();
  };
};
const channelFails = () => Refund.fromPartial({ state: RefundState.REFUND_STATE_FAILED });
const pass = async (spanMs: number): Promise<void> => {
  house.clock.advance(spanMs);
  await house.run("send-refunds");
};
const paid = async () => {
  const { orderId, lineIds } = await house.ordered([
    [GREENS, 1],
    [TOFU, 1],
  ]);
  await house.pay(await house.share(orderId));
  return { orderId, refunds: lineIds.map((lineId) => ({ refundId: anId("rfn"), lineId, quantity: 1 })) };
};
const shown = async (orderId: string) => {
  const bill = await house.manager.getBill({ orderId });
  return [
    bill.refunds.map(({ state, failureReason }) => [state, failureReason]),
    bill.shares[0]!.refundedAmount?.minorUnits,
  ];
};

test("P24: a channel that keeps failing is asked ever more rarely, at last not at all: it shows as refused, and the manager asks again", async () => {
  const { orderId, refunds } = await paid();
  const funds = await house.balance(0);
  answers(channelFails);
  await house.manager.refundDish(refunds[0]!);
  expect(calls).toBe(1);
  await pass(1_999);
  expect(calls).toBe(1);
  await pass(1);
  expect(calls).toBe(2);
  await pass(2_000);
  expect(calls).toBe(2);
  expect(await shown(orderId)).toEqual([[[DishRefundState.DISH_REFUND_STATE_PENDING, ""]], 2_600n]);
  for (let hour = 0; hour < 40; hour++) await pass(3_600_000);
  expect(calls).toBe(25);
  expect(await shown(orderId)).toEqual([[[DishRefundState.DISH_REFUND_STATE_FAILED, ""]], undefined]);
  broken.call = undefined;
  await house.manager.refundDish(refunds[0]!);
  expect(await shown(orderId)).toEqual([[[DishRefundState.DISH_REFUND_STATE_DONE, ""]], 2_600n]);
  expect(await house.balance(0)).toBe(funds + 2_600n);
});

test("a final refusal is not repeated, is shown with its reason, and its money stays kept for it while another dish goes back", async () => {
  const { orderId, refunds } = await paid();
  answers(() => {
    throw new ReasonError("payments", "MERCHANT_SUSPENDED", REFUSED, { metadata: {}, fields: [] });
  });
  await house.manager.refundDish(refunds[0]!);
  await pass(3_600_000);
  expect(calls).toBe(1);
  expect(await shown(orderId)).toEqual([[[DishRefundState.DISH_REFUND_STATE_FAILED, "MERCHANT_SUSPENDED"]], undefined]);
  broken.call = undefined;
  await house.manager.refundDish(refunds[1]!);
  expect((await shown(orderId))[1]).toBe(2_200n);
  await house.manager.refundDish(refunds[0]!);
  expect((await shown(orderId))[1]).toBe(4_800n);
});

test("one refund that hangs keeps no other waiting", async () => {
  const { orderId, refunds } = await paid();
  let free = (): void => {};
  const hanging = new Promise<void>((resolve) => {
    free = resolve;
  });
  answers(async () => {
    throw new Error("the line broke");
  });
  for (const refund of refunds) await house.manager.refundDish(refund);
  const asked = new Promise<void>((both) => {
    answers(async () => {
      if (calls === 4) both();
      await hanging;
      throw new Error("the line broke");
    });
  });
  house.clock.advance(2_000);
  const run = house.run("send-refunds");
  await asked;
  free();
  await run;
  broken.call = undefined;
  await pass(4_000);
  expect((await shown(orderId))[1]).toBe(4_800n);
});
