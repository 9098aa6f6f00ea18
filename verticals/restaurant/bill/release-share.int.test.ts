/** ReleaseShare: a share that is not paid is given up, when payments has closed its trade and not before (V22). Method: the real restaurant, payments and content on one node. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { ShareState } from "../../../proto/gen/paywindow/restaurant/v1/bill.ts";
import { type BrokenLine, breakLine } from "../testing/break-line.ts";
import { endHouse, type House, PASSWORD, reasonOf, startHouse } from "../testing/start-restaurant.ts";

let house: House;
beforeEach(async () => {
  house = await startHouse();
});
afterEach(() => endHouse(house));

test("V22: a share that somebody pays is nobody else's (SHARE_TAKEN); given up by its payer it is free to be cut anew", async () => {
  const { orderId } = await house.ordered();
  await house.open("jn-b1-5t1w9d", 0, 1);
  const shareId = await house.share(orderId);
  const { tradeId } = await house.diner().payShare({ shareId });
  expect(await reasonOf(house.diner(1).payShare({ shareId }))).toBe("SHARE_TAKEN");
  expect(await reasonOf(house.diner(1).releaseShare({ shareId }))).toBe("SHARE_TAKEN");
  expect(await reasonOf(house.waiter.takeCash({ shareId, receivedAmount: undefined }))).toBe("SHARE_TAKEN");
  const bill = await house.diner().releaseShare({ shareId });
  expect([bill.shares, bill.unsharedAmount?.minorUnits]).toEqual([[], 2_600n]);
  const wallet = house.payments();
  await wallet.setPaymentPassword({ paymentPassword: PASSWORD });
  const late = wallet.confirmTrade({ tradeId, paymentPassword: PASSWORD, fundingSourceId: "" });
  expect(await reasonOf(late)).toBe("TRADE_NOT_PAYABLE");
  expect((await house.pay(await house.share(orderId), 1)).payerUserId).toBe("usr_demoshopper2");
});

test("cash that never reached payments is not noted by giving the share up: it is released, and the late note finds it closed", async () => {
  const broken: BrokenLine = { call: undefined, reached: false };
  await house.stop();
  house = await startHouse({ interfere: breakLine(broken) });
  const { orderId } = await house.ordered();
  const shareId = await house.share(orderId);
  broken.call = "recordTender";
  await expect(house.waiter.takeCash({ shareId, receivedAmount: undefined })).rejects.toThrow();
  broken.call = undefined;
  const bill = await house.waiter.releaseShare({ shareId });
  expect([bill.shares, bill.paidAmount?.minorUnits, bill.paid]).toEqual([[], 0n, false]);
  expect(await reasonOf(house.waiter.takeCash({ shareId, receivedAmount: undefined }))).toBe("SHARE_TAKEN");
  expect((await house.pay(await house.share(orderId))).state).toBe(ShareState.SHARE_STATE_PAID);
});

test("cash that payments has is kept: the share is paid, not given up", async () => {
  const broken: BrokenLine = { call: undefined, reached: true };
  await house.stop();
  house = await startHouse({ interfere: breakLine(broken) });
  const { orderId } = await house.ordered();
  const shareId = await house.share(orderId);
  broken.call = "recordTender";
  await expect(house.waiter.takeCash({ shareId, receivedAmount: undefined })).rejects.toThrow();
  broken.call = undefined;
  expect((await house.waiter.releaseShare({ shareId })).paid).toBe(true);
});
