/** Goal: the adapter and the WeChat-like wallet agree on what happened. Method: the real wallet over HTTP, and its own book behind it. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { aRefund, type OutsideWorld, patient, startOutsideWorld } from "../testing/outside-world.ts";

let world: OutsideWorld;
beforeAll(async () => {
  world = await startOutsideWorld("wechat-like");
});
afterAll(() => world.stop());

test("a scanned code pays, and queries and repetitions say the same", async () => {
  const payment = await world.attempt();
  const paid = await world.channel.pay(payment, patient());
  const book = await world.booked(payment);
  expect(paid).toEqual({ result: "PAID", channelTradeId: book.transactionId, payTime: world.clock.now() });
  expect(book).toMatchObject({ merchantId: "mer_demomarket", amount: { minorUnits: 1_000n }, state: 2 });
  expect(book.payerBalance?.minorUnits).toBe(99_000n);
  expect(await world.channel.query(payment, patient())).toEqual(paid);
  expect(await world.channel.pay(payment, patient())).toEqual(paid);
  expect((await world.booked(payment)).payerBalance?.minorUnits).toBe(99_000n);
});

test("P4: it is reversed from 15 s on, once, and then stays so", async () => {
  const payment = await world.attempt();
  await world.channel.pay(payment, patient());
  world.clock.advance(14_999);
  expect(await world.channel.reverse(payment, patient())).toMatchObject({ result: "UNKNOWN" });
  world.clock.advance(1);
  expect(await world.channel.reverse(payment, patient())).toEqual({ result: "REVERSED" });
  expect(await world.channel.reverse(payment, patient())).toEqual({ result: "REVERSED" });
  expect(await world.channel.query(payment, patient())).toEqual({ result: "REVERSED" });
  expect(await world.channel.pay(payment, patient())).toEqual({ result: "REVERSED" });
  expect((await world.booked(payment)).payerBalance?.minorUnits).toBe(100_000n);
});

test("P24: refunds in parts, each number once, never more than was paid", async () => {
  const payment = await world.attempt();
  await world.channel.pay(payment, patient());
  const first = aRefund(payment, 600n);
  expect(await world.channel.queryRefund(first, patient())).toEqual({ result: "NOT_FOUND" });
  expect(await world.channel.refund(first, patient())).toEqual({ result: "WAITING" });
  world.clock.advance(1_000);
  const refunded = { result: "REFUNDED", refundTime: world.clock.now() };
  expect(await world.channel.refund(first, patient())).toEqual(refunded);
  expect(await world.channel.queryRefund(first, patient())).toEqual(refunded);
  expect(await world.channel.refund(aRefund(payment, 401n), patient())).toEqual({
    result: "FAILED",
    channelCode: "REFUND_AMOUNT_EXCEEDED",
  });
  expect((await world.booked(payment)).payerBalance?.minorUnits).toBe(99_600n);
  // Refunded in part it is still paid, and no longer reversible.
  expect(await world.channel.query(payment, patient())).toMatchObject({ result: "PAID" });
  world.clock.advance(15_000);
  expect(await world.channel.reverse(payment, patient())).toEqual({ result: "TOO_LATE" });
});
