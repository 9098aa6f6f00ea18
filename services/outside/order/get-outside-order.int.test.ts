/** Goal: the book itself can be read, whole. Method: a node and its books. */

import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { refundOrder } from "../refund/refund-order.ts";
import { type OutsideNode, STRANGERS, startOutsideNode } from "../testing/outside-node.ts";

let node: OutsideNode;
beforeAll(async () => {
  node = await startOutsideNode();
});
afterAll(() => node.stop());

test("a paid order with its refunds and what its payer has left", async () => {
  const order = await node.order(await node.account(), "att_paid01");
  const refund = { channelId: "wechat-like", orderNumber: "att_paid01", merchantId: "mer_demomarket" } as const;
  await refundOrder(node.parts, { ...refund, refundNumber: "rfd_1", amount: 300n }, node.clock.now());
  const CNY = (minorUnits: bigint) => ({ minorUnits, currencyCode: "CNY" });
  expect(await node.outside.getOutsideOrder({ channelId: "wechat-like", orderNumber: "att_paid01" })).toEqual({
    ...{ channelId: "wechat-like", orderNumber: "att_paid01", merchantId: "mer_demomarket", amount: CNY(1_000n) },
    ...{ state: 2, refusal: "", transactionId: order.transactionId, createTime: node.clock.now() },
    ...{ payTime: node.clock.now(), reverseTime: undefined, refundedAmount: CNY(300n), payerBalance: CNY(99_300n) },
    refunds: [{ refundNumber: "rfd_1", amount: CNY(300n), createTime: node.clock.now() }],
  });
});

test("another party's order of the same number is another order", async () => {
  await node.order(await node.account("unionpay-like"), "att_same01");
  const asked = { channelId: "wechat-like", orderNumber: "att_same01" };
  await expect(node.outside.getOutsideOrder(asked)).rejects.toMatchObject({ reason: "OUTSIDE_ORDER_NOT_FOUND" });
  expect(await node.outside.getOutsideOrder({ ...asked, channelId: "unionpay-like" })).toMatchObject({ state: 2 });
});

test.each(STRANGERS)("%j: %s", async (caller, reason) => {
  const call = node.as(caller).getOutsideOrder({ channelId: "wechat-like", orderNumber: "att_1" });
  await expect(call).rejects.toMatchObject({ reason });
});
