/** RefundDish: a dish goes back through the shares that paid it, to the fen (V22). Method: the real restaurant, payments and content on one node. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { SplitMode } from "../../../proto/gen/paywindow/restaurant/v1/bill.ts";
import { anId, aSplit, endHouse, GREENS, type House, reasonOf, startHouse, TOFU } from "../testing/start-restaurant.ts";

let house: House;
beforeEach(async () => {
  house = await startHouse();
});
afterEach(() => endHouse(house));

const { SPLIT_MODE_BY_ITEM, SPLIT_MODE_BY_PERSON, SPLIT_MODE_EVENLY, SPLIT_MODE_PARTIAL } = SplitMode;
const fen = (minorUnits: bigint) => ({ minorUnits, currencyCode: "CNY" });

test("V22: one dish is given back through the share that paid it; not twice, not more than was paid", async () => {
  const { orderId, lineIds } = await house.ordered([
    [GREENS, 2],
    [TOFU, 1],
  ]);
  await house.open("jn-b1-5t1w9d", 0, 1);
  const [greens, tofu] = lineIds as [string, string];
  const items = (lineId: string) => house.diner().splitBill(aSplit(orderId, SPLIT_MODE_BY_ITEM, { lineIds: [lineId] }));
  const [ofGreens, ofTofu] = [(await items(greens)).shares[0]!, (await items(tofu)).shares[1]!];
  const refund = { refundId: anId("rfn"), lineId: greens, quantity: 1 };
  expect(await reasonOf(house.manager.refundDish(refund))).toBe("LINE_NOT_PAID");
  await house.pay(ofGreens.shareId);
  await house.pay(ofTofu.shareId, 1);
  const funds = [await house.balance(0), await house.balance(1)];
  await house.manager.refundDish(refund);
  await house.manager.refundDish(refund);
  await house.run("send-refunds");
  expect([await house.balance(0), await house.balance(1)]).toEqual([funds[0]! + 2_600n, funds[1]]);
  expect(await reasonOf(house.manager.refundDish({ ...refund, quantity: 2 }))).toBe("ID_REUSED");
  expect(await reasonOf(house.manager.refundDish({ ...refund, refundId: anId("rfn"), quantity: 2 }))).toBe(
    "REFUND_EXCEEDS_PAID",
  );
  expect(await reasonOf(house.manager.refundDish({ ...refund, refundId: anId("rfn"), lineId: "lin_nobody0001" }))).toBe(
    "LINE_NOT_FOUND",
  );
});

test("V22: given back dish by dish from even shares of a discounted bill: together exactly what was paid", async () => {
  const funds = (await house.balance(0)) + (await house.balance(1));
  const { orderId, lineIds } = await house.ordered([
    [GREENS, 1],
    [TOFU, 1],
  ]);
  await house.open("jn-b1-5t1w9d", 0, 1);
  await house.manager.giveDiscount({ orderId, discount: fen(799n) });
  const bill = await house.diner().splitBill(aSplit(orderId, SPLIT_MODE_EVENLY, { count: 2 }));
  for (const [index, { shareId }] of bill.shares.entries()) await house.pay(shareId, index);
  for (const lineId of lineIds) await house.manager.refundDish({ refundId: anId("rfn"), lineId, quantity: 1 });
  expect((await house.balance(0)) + (await house.balance(1))).toBe(funds);
});

test.each([SPLIT_MODE_BY_PERSON, SPLIT_MODE_BY_ITEM])(
  "V22: an amount first, then by person or by item (mode %i): each dish goes back over the shares that paid it, together exactly what was paid",
  async (mode) => {
    const funds = (await house.balance(0)) + (await house.balance(1));
    const { orderId, lineIds } = await house.ordered([
      [GREENS, 1],
      [TOFU, 2],
    ]);
    await house.open("jn-b1-5t1w9d", 0, 1);
    const amount = fen(3_001n);
    await house.diner(1).splitBill(aSplit(orderId, SPLIT_MODE_PARTIAL, { amount }));
    await house.diner().splitBill(aSplit(orderId, mode, { lineIds }));
    const { shares } = await house.waiter.getBill({ orderId });
    expect(shares.map((share) => share.amount?.minorUnits)).toEqual([3_001n, 3_999n]);
    for (const [index, { shareId }] of shares.entries()) await house.pay(shareId, 1 - index);
    const give = (lineId: string) => house.manager.refundDish({ refundId: anId("rfn"), lineId, quantity: 1 });
    const first = await give(lineIds[0]!);
    expect(first.shares.map(({ refundedAmount }) => refundedAmount?.minorUnits)).toEqual([1_115n, 1_485n]);
    await give(lineIds[1]!);
    await give(lineIds[1]!);
    expect((await house.balance(0)) + (await house.balance(1))).toBe(funds);
  },
);
