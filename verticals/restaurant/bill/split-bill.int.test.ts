/** SplitBill: whole, by person, by item, evenly, an amount (V22). Method: the real restaurant, payments and content on one node. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { type Bill, SplitMode } from "../../../proto/gen/paywindow/restaurant/v1/bill.ts";
import { OrderState } from "../../../proto/gen/paywindow/restaurant/v1/order.ts";
import {
  aLine,
  anId,
  aSplit,
  endHouse,
  GREENS,
  type House,
  reasonOf,
  startHouse,
  TOFU,
} from "../testing/start-restaurant.ts";

let house: House;
beforeEach(async () => {
  house = await startHouse();
});
afterEach(() => endHouse(house));

const { SPLIT_MODE_BY_ITEM, SPLIT_MODE_BY_PERSON, SPLIT_MODE_EVENLY, SPLIT_MODE_PARTIAL, SPLIT_MODE_WHOLE } = SplitMode;
const fen = (minorUnits: bigint) => ({ minorUnits, currencyCode: "CNY" });
const amountsOf = ({ shares }: Bill) => shares.map(({ amount }) => amount?.minorUnits);
const orderStateOf = async (orderId: string) => (await house.waiter.getOrder({ orderId })).state;

test("V22: by person: everybody pays what they put into the cart, the staff's lines are a share of nobody's", async () => {
  const { orderId } = await house.open();
  await house.open("jn-b1-5t1w9d", 0, 1);
  const lineIds = [await house.put(orderId, GREENS), await house.put(orderId, TOFU, { quantity: 2 }, 1)];
  const ofWaiter = aLine(orderId, TOFU);
  await house.waiter.putLine(ofWaiter);
  await house.diner().sendOrder({ orderId, lineIds: [...lineIds, ofWaiter.lineId] });
  await house.diner().splitBill(aSplit(orderId, SPLIT_MODE_BY_PERSON));
  const bill = await house.waiter.getBill({ orderId });
  expect(bill.shares.map(({ personId, amount }) => [personId, amount?.minorUnits])).toEqual([
    ["usr_demoshopper1", 2_600n],
    ["usr_demoshopper2", 4_400n],
    ["", 2_200n],
  ]);
  for (const [index, { shareId }] of bill.shares.entries()) await house.pay(shareId, index % 2);
  expect(await orderStateOf(orderId)).toBe(OrderState.ORDER_STATE_PAID);
});

test("V22: evenly, exact to the fen: what does not divide is carried by the first shares, which say so", async () => {
  const { orderId } = await house.ordered([[GREENS, 1]]);
  await house.manager.giveDiscount({ orderId, discount: fen(1_600n) });
  const bill = await house.diner().splitBill(aSplit(orderId, SPLIT_MODE_EVENLY, { count: 3 }));
  expect(bill.shares.map(({ amount, carriesRemainder }) => [amount?.minorUnits, carriesRemainder])).toEqual([
    [334n, true],
    [333n, false],
    [333n, false],
  ]);
});

test("V22: by item, then an amount, then the rest; a line is in one share (LINE_IN_SHARE), and no more than the bill is shared", async () => {
  const { orderId, lineIds } = await house.ordered([
    [GREENS, 1],
    [TOFU, 1],
  ]);
  const byItem = { lineIds: [lineIds[0]!] };
  await house.diner().splitBill(aSplit(orderId, SPLIT_MODE_BY_ITEM, byItem));
  expect(await reasonOf(house.diner(0).splitBill(aSplit(orderId, SPLIT_MODE_BY_ITEM, byItem)))).toBe("LINE_IN_SHARE");
  expect(await reasonOf(house.diner().splitBill(aSplit(orderId, SPLIT_MODE_BY_ITEM, { lineIds: [anId("lin")] })))).toBe(
    "LINE_NOT_FOUND",
  );
  const partial = (amount: bigint) =>
    house.diner().splitBill(aSplit(orderId, SPLIT_MODE_PARTIAL, { amount: fen(amount) }));
  expect(await reasonOf(partial(2_201n))).toBe("SHARE_TOO_LARGE");
  await partial(2_000n);
  expect(amountsOf(await house.diner().splitBill(aSplit(orderId, SPLIT_MODE_WHOLE)))).toEqual([2_600n, 2_000n, 200n]);
  expect(await reasonOf(partial(1n))).toBe("BILL_FULLY_SHARED");
});

test("SHARE_TOO_SMALL, ID_REUSED, and the same split again is the same shares", async () => {
  const { orderId } = await house.ordered();
  await house.manager.giveDiscount({ orderId, discount: fen(2_590n) });
  expect(await reasonOf(house.diner().splitBill(aSplit(orderId, SPLIT_MODE_EVENLY, { count: 11 })))).toBe(
    "SHARE_TOO_SMALL",
  );
  const split = aSplit(orderId, SPLIT_MODE_WHOLE);
  expect(await house.diner().splitBill(split)).toEqual(await house.diner().splitBill(split));
  expect(await reasonOf(house.diner().splitBill({ ...split, mode: SPLIT_MODE_PARTIAL, amount: fen(1n) }))).toBe(
    "ID_REUSED",
  );
});
