/** Goal: each adapter tells what really happened at its party. Method: the real parties over HTTP, and their own books behind them. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { ChannelId, ChannelPayment } from "./channel.ts";
import { openChannels } from "./open-channels.ts";
import { aNumber, aRefund, type OutsideWorld, patient, startOutsideWorld } from "./testing/outside-world.ts";

const CHANNELS: readonly ChannelId[] = ["bank-card", "wechat-like", "unionpay-like"];

describe.each(CHANNELS)("%s", (channelId) => {
  let world: OutsideWorld;
  beforeAll(async () => {
    world = await startOutsideWorld(channelId);
  });
  afterAll(() => world.stop());

  const balanceOf = async (payment: ChannelPayment) => (await world.booked(payment)).payerBalance?.minorUnits;
  /** An attempt on an account of these terms. */
  const attemptOn = async (terms: Parameters<OutsideWorld["account"]>[0], changes: Partial<ChannelPayment> = {}) =>
    world.attempt({ instrument: await world.instrument(await world.account(terms)), ...changes });

  test("pays, and queries and repetitions say the same", async () => {
    const payment = await world.attempt();
    const paid = await world.channel.pay(payment, patient());
    const book = await world.booked(payment);
    expect(paid).toEqual({ result: "PAID", channelTradeId: book.transactionId, payTime: world.clock.now() });
    expect(book).toMatchObject({ merchantId: "mer_demomarket", amount: { minorUnits: 1_000n }, state: 2 });
    expect(await world.channel.query(payment, patient())).toEqual(paid);
    expect(await world.channel.pay(payment, patient())).toEqual(paid);
    expect(await balanceOf(payment)).toBe(99_000n);
  });

  test("the parties' times are whole seconds, and yet no payment is older than its attempt", async () => {
    world.clock.advance(750);
    const payment = await world.attempt();
    expect(await world.channel.pay(payment, patient())).toMatchObject({ payTime: payment.createTime });
    world.clock.advance(250);
  });

  test("P13: one number at once from twenty sides takes the money once", async () => {
    const payment = await world.attempt();
    const answers = await Promise.all(Array.from({ length: 20 }, () => world.channel.pay(payment, patient())));
    expect(new Set(answers.map(({ result }) => result))).toEqual(new Set(["PAID"]));
    expect(await balanceOf(payment)).toBe(99_000n);
  });

  test("P1: its number with another amount is unknown, and the first stays", async () => {
    const payment = await world.attempt();
    await world.channel.pay(payment, patient());
    const other = { ...payment, amount: 2_000n };
    expect(await world.channel.pay(other, patient())).toMatchObject({ result: "UNKNOWN" });
    // P21: what is paid is another amount than the one that is asked for.
    expect(await world.channel.query(other, patient())).toMatchObject({ result: "UNKNOWN" });
    expect(await balanceOf(payment)).toBe(99_000n);
  });

  test("another currency than CNY is not sent at all; what the party cannot read is unknown", async () => {
    const foreign = await world.attempt({ currencyCode: "HKD" });
    const answer = await world.channel.pay(foreign, patient());
    expect(answer).toMatchObject({ result: "FAILED", refusal: "CHANNEL_REFUSED", notAccepted: true });
    const unreadable = await world.attempt({ merchantId: "惠民" });
    expect(await world.channel.pay(unreadable, patient())).toMatchObject({ result: "UNKNOWN" });
    for (const payment of [foreign, unreadable])
      await expect(world.booked(payment)).rejects.toMatchObject({ reason: "OUTSIDE_ORDER_NOT_FOUND" });
  });

  test("a payer with too little is refused, for good", async () => {
    const payment = await attemptOn({ balance: 999n });
    const refused = await world.channel.pay(payment, patient());
    expect(refused).toMatchObject({ result: "FAILED", refusal: "BALANCE_INSUFFICIENT" });
    expect(await world.channel.query(payment, patient())).toMatchObject({ result: "FAILED" });
    expect(await world.channel.reverse(payment, patient())).toEqual({ result: "REVERSED" });
    expect(await balanceOf(payment)).toBe(999n);
  });

  test("so are a frozen account and an amount beyond the party's limit", async () => {
    const frozen = await attemptOn({ frozen: true });
    expect(await world.channel.pay(frozen, patient())).toMatchObject({ result: "FAILED" });
    const large = await attemptOn({ balance: 9_000_000n }, { amount: 5_000_001n });
    const limited = { result: "FAILED", refusal: "PAYER_LIMIT_EXCEEDED" };
    expect(await world.channel.pay(large, patient())).toMatchObject(limited);
    expect([await balanceOf(frozen), await balanceOf(large)]).toEqual([100_000n, 9_000_000n]);
  });

  test.each([
    ["confirms", false, "PAID", 99_000n],
    ["refuses", true, "FAILED", 100_000n],
  ] as const)("a payer who is asked first: waits until they %s it", async (_, refuse, result, balance) => {
    const payment = await attemptOn({ confirmOver: 500n });
    expect(await world.channel.pay(payment, patient())).toEqual({ result: "WAITING" });
    expect(await world.channel.query(payment, patient())).toEqual({ result: "WAITING" });
    await world.outside.confirmOutsideOrder({ channelId, orderNumber: payment.attemptId, refuse });
    expect(await world.channel.query(payment, patient())).toMatchObject({ result });
    expect(await balanceOf(payment)).toBe(balance);
  });

  test("P4: a reverse is refused before the party's minimum age, done from it on, and then for ever", async () => {
    const { minReverseAgeMs } = world.channel.times;
    const payment = await world.attempt();
    await world.channel.pay(payment, patient());
    if (minReverseAgeMs > 0) {
      world.clock.advance(minReverseAgeMs - 1);
      expect(await world.channel.reverse(payment, patient())).toMatchObject({ result: "UNKNOWN" });
      world.clock.advance(1);
    }
    expect(await world.channel.reverse(payment, patient())).toEqual({ result: "REVERSED" });
    expect(await world.channel.reverse(payment, patient())).toEqual({ result: "REVERSED" });
    expect(await world.channel.query(payment, patient())).toEqual({ result: "REVERSED" });
    expect(await world.channel.pay(payment, patient())).toEqual({ result: "REVERSED" });
    expect(await balanceOf(payment)).toBe(100_000n);
  });

  test("P4: after the window it is too late, and the payment stands", async () => {
    const payment = await world.attempt();
    await world.channel.pay(payment, patient());
    world.clock.advance(world.channel.times.reverseWindowMs + 1);
    expect(await world.channel.reverse(payment, patient())).toEqual({ result: "TOO_LATE" });
    expect(await world.channel.query(payment, patient())).toMatchObject({ result: "PAID" });
    expect(await balanceOf(payment)).toBe(99_000n);
  });

  test("P5: a reverse that overtakes its payment leaves nothing to pay", async () => {
    const payment = await world.attempt();
    expect(await world.channel.query(payment, patient())).toEqual({ result: "NOT_FOUND" });
    expect(await world.channel.reverse(payment, patient())).toEqual({ result: "REVERSED" });
    expect(await world.channel.pay(payment, patient())).toEqual({ result: "REVERSED" });
    expect(await world.booked(payment)).toMatchObject({ amount: { minorUnits: 0n }, state: 4 });
  });

  test("P24: refunds in parts, each number once, never more than was paid", async () => {
    const payment = await world.attempt();
    await world.channel.pay(payment, patient());
    const refund = aRefund(payment, 600n);
    expect(await world.channel.queryRefund(refund, patient())).toEqual({ result: "NOT_FOUND" });
    await world.channel.refund(refund, patient());
    world.clock.advance(1_000);
    const done = await world.channel.refund(refund, patient());
    expect(done).toMatchObject({ result: "REFUNDED" });
    expect(await world.channel.queryRefund(refund, patient())).toEqual(done);
    const rest = await world.channel.refund(aRefund(payment, 401n), patient());
    expect(rest).toMatchObject({ result: "FAILED" });
    expect(await balanceOf(payment)).toBe(99_600n);
    // Refunded in part it is still paid, and no longer reversible.
    expect(await world.channel.query(payment, patient())).toMatchObject({ result: "PAID" });
    world.clock.advance(15_000);
    expect(await world.channel.reverse(payment, patient())).toEqual({ result: "TOO_LATE" });
  });

  test("P24: a refund that a frozen account could not take can be tried again under its number", async () => {
    const accountId = await world.account();
    const payment = await world.attempt({ instrument: await world.instrument(accountId) });
    await world.channel.pay(payment, patient());
    const freeze = (frozen: boolean) =>
      world.outside.createOutsideAccount({
        channelId,
        accountId,
        holderName: "赵敏",
        balance: undefined,
        confirmOver: 0n,
        frozen,
      });
    const refund = aRefund(payment);
    await freeze(true);
    expect(await world.channel.refund(refund, patient())).toMatchObject({ result: "FAILED" });
    await freeze(false);
    await world.channel.refund(refund, patient());
    world.clock.advance(1_000);
    expect(await world.channel.queryRefund(refund, patient())).toMatchObject({ result: "REFUNDED" });
    expect(await balanceOf(payment)).toBe(100_000n);
  });

  test("a caller who hangs up leaves an unknown result; one who finds nobody, an attempt that another channel may take", async () => {
    const payment = await world.attempt();
    expect(await world.channel.pay(payment, AbortSignal.abort())).toMatchObject({ result: "UNKNOWN" });
    const elsewhere = openChannels({ ...world.config, outsideUrl: "http://127.0.0.1:9" }, world.clock).get(channelId);
    expect(await elsewhere?.pay(payment, patient())).toEqual({
      ...{ result: "FAILED", channelCode: "CONNECTION_REFUSED", refusal: "CHANNEL_UNAVAILABLE", notAccepted: true },
    });
    expect(await elsewhere?.query(payment, patient())).toMatchObject({ result: "UNKNOWN" });
    expect(await elsewhere?.reverse(payment, patient())).toMatchObject({ result: "UNKNOWN" });
    expect(await elsewhere?.refund(aRefund(payment), patient())).toMatchObject({ result: "UNKNOWN" });
  });
});

describe.each(["wechat-like", "unionpay-like"] as const)("P10: the codes of %s", (channelId) => {
  let world: OutsideWorld;
  beforeAll(async () => {
    world = await startOutsideWorld(channelId);
  });
  afterAll(() => world.stop());

  const pay = async (instrument: ChannelPayment["instrument"]) =>
    world.channel.pay(await world.attempt({ instrument }), patient());

  test("pay once, whatever came of it", async () => {
    const poor = await world.instrument(await world.account({ balance: 1n }));
    expect(await pay(poor)).toMatchObject({ refusal: "BALANCE_INSUFFICIENT" });
    expect(await pay(poor)).toMatchObject({ result: "FAILED", refusal: "PAYMENT_CODE_SPENT" });
  });

  test("live 60 s", async () => {
    const accountId = await world.account();
    const [first, second] = [await world.instrument(accountId), await world.instrument(accountId)];
    world.clock.advance(60_000);
    expect(await pay(first)).toMatchObject({ result: "PAID" });
    world.clock.advance(1);
    expect(await pay(second)).toMatchObject({ result: "FAILED", refusal: "PAYMENT_CODE_EXPIRED" });
  });

  test("are known to their own wallet only", async () => {
    const code = channelId === "wechat-like" ? "130000000000000000" : "6200000000000000000";
    expect(await pay({ code })).toMatchObject({ result: "FAILED", refusal: "PAYMENT_CODE_UNKNOWN" });
  });
});

test("a node that is told of no parties has no channels", async () => {
  const settings = { demo: false, outsideKeysDir: `/tmp/${aNumber("nothing")}` };
  expect(openChannels(settings, { now: () => new Date(0) }).size).toBe(0);
});
