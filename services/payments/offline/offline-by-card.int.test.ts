/** What a till took without a network through a channel counts as long as the channel has not refused it. Method: a real node, a scripted bank, a clock that is moved. */
import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import type { Caller } from "../../../kernel/auth/caller.ts";
import { aKey } from "../../../kernel/harness/test-node.ts";
import { type FixedClock, fixedClock } from "../../../kernel/time/clock.ts";
import { PayOfflineTradeRequest } from "../../../proto/gen/paywindow/payments/v1/offline.ts";
import { TradeState } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { anId, aPayment, cny, MERCHANT, STORE } from "../testing/builders.ts";
import { type PaymentsWorld, startPaymentsWorld } from "../testing/payments-world.ts";
import { putCard } from "../testing/put-card.ts";
import { scriptedChannel } from "../testing/scripted-channel.ts";

const clock: FixedClock = fixedClock("2026-03-01T04:00:00.000Z");
const bank = scriptedChannel({ channelId: "bank-card", clock });
let world: PaymentsWorld;
let payer: Caller;
let terminalId: string;
beforeAll(async () => {
  world = await startPaymentsWorld({ channels: [bank], clock });
});
afterAll(() => world.stop());

beforeEach(async () => {
  payer = await world.addUser(anId("usr_card").replaceAll("-", ""), 0n);
  await putCard(world, payer.id, anId("crd_").replaceAll("-", ""));
  terminalId = anId("till");
  await checkIn();
  clock.advance(10_000);
});

const checkIn = () => world.as("cashier").checkInTill({ merchantId: MERCHANT, storeId: STORE, terminalId });
const upload = async () => {
  const sale = aPayment({ paymentCode: await world.code(payer) });
  const request = { ...PayOfflineTradeRequest.create(), ...sale, terminalId, scanTime: clock.now() };
  return world.as("cashier").payOfflineTrade(request, { idempotencyKey: aKey() });
};
const taken = async () => {
  const [till] = await world.rows<{ taken: bigint }>("OfflineTill", { _id: `${STORE}:${terminalId}` });
  const [store] = await world.rows<{ taken: bigint }>("OfflineStore", { _id: STORE });
  return [till?.taken, store?.taken];
};

test("P38: what the bank takes is counted, what it refuses is given back to both sums", async () => {
  expect(await upload()).toMatchObject({ state: TradeState.TRADE_STATE_SUCCESS });
  expect(await taken()).toEqual([10_000n, 10_000n]);
  bank.plan("pay", { payment: "FAILED" });
  await expect(upload()).rejects.toMatchObject({ reason: "CHANNEL_REFUSED" });
  expect(await taken()).toEqual([10_000n, 10_000n]);
  await checkIn();
});

test("P38, P4: one that is taken back later is given back then, and only to the count that it is in", async () => {
  bank.plan("pay", { payment: "WAITING" }, { payment: "WAITING" });
  expect(await upload()).toMatchObject({ state: TradeState.TRADE_STATE_PAYING });
  expect(await taken()).toEqual([10_000n, 10_000n]);
  await world.wait(600);
  expect(await taken()).toEqual([0n, 0n]);
  await upload();
  clock.advance(10_000);
  await checkIn();
  expect(await taken()).toEqual([0n, 0n]);
  await world.wait(600);
  expect(await taken()).toEqual([0n, 0n]);
});

test("P11, P38: a payment that goes over to the payer's next source counts once", async () => {
  await world.as("service").openCreditLine({ userId: payer.id, creditLimit: cny(50_000n) });
  bank.plan("pay", { payment: "NOT_ACCEPTED" });
  expect(await upload()).toMatchObject({ state: TradeState.TRADE_STATE_SUCCESS });
  expect(await taken()).toEqual([10_000n, 10_000n]);
  await checkIn();
});
