/** Goal: however badly a party or its line behaves, a channel says no more than is known (P1), and asking again finds the truth. Method: each fault on every request, over HTTP. */
import { setImmediate as nextTurn } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import type { FaultRates } from "../../../proto/gen/paywindow/outside/v1/outside.ts";
import type { ChannelId, ChannelPayment, PaymentAnswer } from "./channel.ts";
import { aRefund, nextArrival, type OutsideWorld, patient, startOutsideWorld } from "./testing/outside-world.ts";

const CHANNELS: readonly ChannelId[] = ["bank-card", "wechat-like", "unionpay-like"];

/** What `pay` says under a fault, and what is in the party's book afterwards: paid, or nothing at all. */
const FAULTS: readonly (readonly [keyof FaultRates, PaymentAnswer["result"], "paid" | "nothing"])[] = [
  ["delay", "PAID", "paid"],
  ["dropRequest", "UNKNOWN", "nothing"],
  ["dropAnswer", "UNKNOWN", "paid"],
  ["duplicate", "PAID", "paid"],
  ["reorder", "PAID", "paid"],
  ["lateAnswer", "UNKNOWN", "paid"],
  ["wrongAmount", "UNKNOWN", "paid"],
  ["badSignature", "UNKNOWN", "paid"],
  ["garbage", "UNKNOWN", "paid"],
  ["serverError", "UNKNOWN", "paid"],
  ["accepted", "UNKNOWN", "paid"],
  ["hidden", "PAID", "paid"],
];

describe.each(CHANNELS)("%s", (channelId) => {
  let world: OutsideWorld;
  beforeAll(async () => {
    world = await startOutsideWorld(channelId);
  });
  afterEach(() => world.fault());
  afterAll(() => world.stop());

  /** Pays; a late answer is not waited for, as the caller hangs up when the party has done its part. */
  const payUnder = async (kind: keyof FaultRates, payment: ChannelPayment): Promise<PaymentAnswer> => {
    await world.fault(kind, { lateMs: 60_000 });
    const caller = new AbortController();
    const paying = world.channel.pay(payment, caller.signal);
    if (kind === "lateAnswer") {
      while ((await world.booked(payment).catch(() => undefined)) === undefined) await nextTurn();
      caller.abort();
    }
    return paying;
  };

  test.each(FAULTS)(
    "P1: %s: pay is %s, the book says %s, and a later query agrees with it",
    async (kind, said, book) => {
      const payment = await world.attempt();
      expect(await payUnder(kind, payment)).toMatchObject({ result: said });
      await world.fault();
      if (kind === "hidden") {
        // P6: for a while a query does not find what is paid.
        expect(await world.channel.query(payment, patient())).toEqual({ result: "NOT_FOUND" });
        world.clock.advance(2_000);
      }
      const asked = await world.channel.query(payment, patient());
      expect(asked.result).toBe(book === "paid" ? "PAID" : "NOT_FOUND");
      if (book === "paid") expect((await world.booked(payment)).payerBalance?.minorUnits).toBe(99_000n);
      else await expect(world.booked(payment)).rejects.toMatchObject({ reason: "OUTSIDE_ORDER_NOT_FOUND" });
    },
  );

  test.each(["dropAnswer", "badSignature", "garbage", "serverError", "accepted"] as const)(
    "P1: %s: query, reverse and refunds are unknown too, and their repetitions find what was done",
    async (kind) => {
      const [refunded, reversed] = [await world.attempt(), await world.attempt()];
      await world.channel.pay(refunded, patient());
      await world.channel.pay(reversed, patient());
      world.clock.advance(15_000);
      const refund = aRefund(refunded, 400n);
      await world.fault(kind);
      expect(await world.channel.query(refunded, patient())).toMatchObject({ result: "UNKNOWN" });
      expect(await world.channel.refund(refund, patient())).toMatchObject({ result: "UNKNOWN" });
      expect(await world.channel.queryRefund(refund, patient())).toMatchObject({ result: "UNKNOWN" });
      expect(await world.channel.reverse(reversed, patient())).toMatchObject({ result: "UNKNOWN" });
      await world.fault();
      world.clock.advance(1_000);
      expect(await world.channel.refund(refund, patient())).toMatchObject({ result: "REFUNDED" });
      expect(await world.channel.reverse(reversed, patient())).toEqual({ result: "REVERSED" });
      expect((await world.booked(refunded)).refundedAmount?.minorUnits).toBe(400n);
      expect((await world.booked(reversed)).payerBalance?.minorUnits).toBe(100_000n);
    },
  );

  test("P32: reordered: a reverse that was sent after the payment and came before it wins", async () => {
    const payment = await world.attempt();
    // By this seed each party's line holds back the first request and not the second.
    await world.faults(53, { reorder: 500 }, { delayMs: 60_000 });
    const arrival = nextArrival();
    const paying = world.channel.pay(payment, patient());
    await arrival;
    expect(await world.channel.reverse(payment, patient())).toEqual({ result: "REVERSED" });
    expect(await paying).toEqual({ result: "REVERSED" });
  });

  test("the same seed and the same requests meet the same faults", async () => {
    const run = async (): Promise<string[]> => {
      const rates = { dropRequest: 200, dropAnswer: 200, badSignature: 200 };
      await world.faults(42, rates);
      const results: string[] = [];
      for (let n = 0; n < 20; n++) results.push((await world.channel.query(unknownPayment, patient())).result);
      return results;
    };
    const unknownPayment = await world.attempt();
    const [first, second] = [await run(), await run()];
    expect(first).toEqual(second);
    expect(new Set(first)).toEqual(new Set(["UNKNOWN", "NOT_FOUND"]));
  });

  test("P1: under a storm of faults, whatever pay said, the book never says otherwise", async () => {
    const payments = await Promise.all(Array.from({ length: 40 }, () => world.attempt()));
    await world.faults(7, {
      ...{ dropRequest: 80, dropAnswer: 80, duplicate: 80, wrongAmount: 80, badSignature: 80 },
      ...{ garbage: 80, serverError: 80, accepted: 80, hidden: 80, delay: 80 },
    });
    const said = await Promise.all(payments.map((payment) => world.channel.pay(payment, patient())));
    await world.fault();
    world.clock.advance(2_000);
    for (const [index, payment] of payments.entries()) {
      const truth = await world.channel.query(payment, patient());
      expect(["PAID", "NOT_FOUND"]).toContain(truth.result);
      if (said[index]?.result === "PAID") expect(truth).toEqual(said[index]);
      else expect(said[index]?.result).toBe("UNKNOWN");
    }
    expect(new Set(said.map(({ result }) => result))).toEqual(new Set(["PAID", "UNKNOWN"]));
  });
});
