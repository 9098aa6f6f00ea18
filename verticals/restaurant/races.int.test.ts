/** Several nodes of the restaurant, payments and content over one store: ten phones on one cart, six payers on one bill. Method: calls at once, over all nodes. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { PaymentsServiceDefinition } from "../../proto/gen/paywindow/payments/v1/payments.ts";
import { ShareState, SplitMode } from "../../proto/gen/paywindow/restaurant/v1/bill.ts";
import { OrderState } from "../../proto/gen/paywindow/restaurant/v1/order.ts";
import { aLine, aSplit, GREENS, type House, PASSWORD, STORE, startHouses, TOFU } from "./testing/start-restaurant.ts";

let nodes: House[];
beforeAll(async () => {
  nodes = await startHouses(3);
});
afterAll(() => nodes[0]!.stop());

const nodeOf = (index: number): House => nodes[index % nodes.length]!;
const drainAll = async () => {
  for (const node of nodes) await node.drain();
};

test("V20: ten phones on one cart, each line sent twice: no line lost, none doubled, and one of ten sends it", async () => {
  const users = Array.from({ length: 10 }, (_, index) => `usr_phone0${index}`);
  const orders = await Promise.all(
    users.map((user, index) => nodeOf(index).diner(user).openTable({ qrCode: "jn-v1-1x9f3e", partySize: 10 })),
  );
  const orderId = orders[0]!.orderId;
  expect(new Set(orders.map((order) => order.orderId)).size).toBe(1);
  const lines = users.flatMap((user) => [GREENS, TOFU].map((dish) => ({ user, line: aLine(orderId, dish) })));
  const puts = [...lines, ...lines].map(({ user, line }, index) => nodeOf(index).diner(user).putLine(line));
  await Promise.all(puts);
  const lineIds = lines.map(({ line }) => line.lineId);
  const sends = users.map((user, index) => nodeOf(index).diner(user).sendOrder({ orderId, lineIds }));
  const sent = await Promise.all(sends);
  expect(sent.map(({ total }) => total?.minorUnits)).toEqual(users.map(() => 48_000n));
  const order = await nodeOf(0).waiter.getOrder({ orderId });
  expect(order.lines.map(({ lineId }) => lineId).sort()).toEqual([...lineIds].sort());
  expect(new Set(order.lines.map(({ sendNumber }) => sendNumber))).toEqual(new Set([1]));
  const { items } = await nodeOf(0).cook.listKitchenItems({ storeId: STORE, stationId: "" });
  expect(items).toHaveLength(20);
  await drainAll();
  expect(await nodeOf(0).verify()).toEqual([]);
});

test("V22: six payers on one bill: six split at once and one split counts, all reach for every share, each is paid once, the sum is right", async () => {
  const [first] = nodes as [House];
  const { orderId } = await first.ordered([[GREENS, 5]]);
  await first.open("jn-b1-5t1w9d", 0, 1);
  const balances = async () => [await first.balance(0), await first.balance(1)];
  const funds = await balances();
  const splits = await Promise.allSettled(
    Array.from({ length: 6 }, (_, index) =>
      nodeOf(index)
        .diner(index % 2)
        .splitBill(aSplit(orderId, SplitMode.SPLIT_MODE_EVENLY, { count: 6 })),
    ),
  );
  expect(splits.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  const { shares } = await first.waiter.getBill({ orderId });
  expect(shares.map(({ amount }) => amount?.minorUnits)).toEqual([2_167n, 2_167n, 2_167n, 2_167n, 2_166n, 2_166n]);
  for (const who of [0, 1]) await first.payments(who).setPaymentPassword({ paymentPassword: PASSWORD });
  const takes = shares.flatMap(({ shareId }, index) =>
    [0, 1, 0, 1, 0, 1].map((who, payer) =>
      nodeOf(index + payer)
        .diner(who)
        .payShare({ shareId })
        .then((share) => ({ who, share })),
    ),
  );
  const taken = (await Promise.allSettled(takes)).flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  const payerOf = new Map(taken.map(({ who, share }) => [share.shareId, { who, tradeId: share.tradeId }]));
  expect(payerOf.size).toBe(6);
  expect(new Set(taken.map(({ share }) => `${share.shareId} ${share.payerUserId}`)).size).toBe(6);
  const confirms = [...payerOf.values(), ...payerOf.values()].map(({ who, tradeId }, index) => {
    const caller = { kind: "user", id: `usr_demoshopper${who + 1}` } as const;
    const wallet = nodeOf(index).node.client(PaymentsServiceDefinition);
    return wallet.confirmTrade({ tradeId, paymentPassword: PASSWORD, fundingSourceId: "" }, { caller });
  });
  await Promise.allSettled(confirms);
  await drainAll();
  const bill = await first.waiter.getBill({ orderId });
  expect([bill.paid, bill.paidAmount?.minorUnits]).toEqual([true, 13_000n]);
  expect(bill.shares.every(({ state }) => state === ShareState.SHARE_STATE_PAID)).toBe(true);
  const now = await balances();
  expect(funds[0]! + funds[1]! - now[0]! - now[1]!).toBe(13_000n);
  expect((await first.waiter.getOrder({ orderId })).state).toBe(OrderState.ORDER_STATE_PAID);
  expect(await first.verify()).toEqual([]);
});
