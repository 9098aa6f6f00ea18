/** Goal: a registered phone can pay offline, and nobody registers phones without end. Method: a real node over a real store. */
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { mongo } from "mongoose";
import { aKey } from "../../../kernel/harness/test-node.ts";
import { computePaymentCode, tickOf } from "../payment-code/payment-code.ts";
import { aPayment, SHOPPER_1 } from "../testing/builders.ts";
import { everyRow } from "../testing/every-row.ts";
import { expectRefused } from "../testing/expect-refused.ts";
import { type callers, type PaymentsWorld, startPaymentsWorld } from "../testing/payments-world.ts";

let world: PaymentsWorld;
let sealed: PaymentsWorld;
beforeAll(async () => {
  world = await startPaymentsWorld();
  sealed = await startPaymentsWorld({ secretKey: randomBytes(32) });
});
afterAll(async () => {
  await world.stop();
  await sealed.stop();
});

const register = (
  who: Parameters<PaymentsWorld["as"]>[0] = "shopper1",
  deviceName = "小明的手机",
  idempotencyKey = aKey(),
) => world.as(who).registerDevice({ deviceName }, { idempotencyKey });

test("Y2: a phone that was registered pays with a code that it computed by itself", async () => {
  const device = await register();
  expect(device).toEqual({
    deviceId: expect.stringMatching(/^dev_/),
    deviceNumber: expect.stringMatching(/^\d{8}$/),
    deviceSecret: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/),
    serverTime: world.clock.now(),
  });
  const deviceSecret = Buffer.from(device.deviceSecret, "base64url");
  const tick = tickOf(Math.floor(world.clock.now().getTime() / 1000));
  const paymentCode = computePaymentCode({ deviceNumber: device.deviceNumber, deviceSecret }, tick);
  const trade = await world.as("cashier").payTrade(aPayment({ paymentCode }), { idempotencyKey: aKey() });
  expect(trade.payerUserId).toBe(SHOPPER_1);
});

test("P14: the same key gives the same phone", async () => {
  const key = aKey();
  const first = await register("shopper1", "phone", key);
  const before = await world.snapshot();
  world.clock.advance(1_000);
  expect(await register("shopper1", "phone", key)).toEqual(first);
  expect(await world.snapshot()).toEqual(before);
  await expectRefused(world, "IDEMPOTENCY_KEY_REUSED", () => register("shopper1", "other", key));
});

const occursIn = (rows: Buffer, secret: string): boolean =>
  rows.includes(secret) || rows.includes(Buffer.from(secret, "base64url"));

test("with PAYWINDOW_SECRET_KEY no row holds a device's secret, and the phone pays and asks again all the same", async () => {
  const idempotencyKey = aKey();
  const registration = () => sealed.as("shopper1").registerDevice({ deviceName: "phone" }, { idempotencyKey });
  const device = await registration();
  expect(occursIn(await everyRow(sealed), device.deviceSecret)).toBe(false);
  expect(await registration()).toEqual(device);
  const deviceSecret = Buffer.from(device.deviceSecret, "base64url");
  const tick = tickOf(Math.floor(sealed.clock.now().getTime() / 1000));
  const paymentCode = computePaymentCode({ deviceNumber: device.deviceNumber, deviceSecret }, tick);
  const trade = await sealed.as("cashier").payTrade(aPayment({ paymentCode }), { idempotencyKey: aKey() });
  expect(trade.payerUserId).toBe(SHOPPER_1);
});

test("without a key the device's row alone holds the secret, not the stored answer", async () => {
  const { deviceSecret } = await register();
  const stored = await world.store.connection.model("IdempotencyKey").collection.find({}).toArray();
  const answers = Buffer.concat(stored.map((row) => Buffer.from(mongo.BSON.serialize(row))));
  expect(stored.length).toBeGreaterThan(0);
  expect(occursIn(answers, deviceSecret)).toBe(false);
  expect(occursIn(await everyRow(world), deviceSecret)).toBe(true);
});

test("DEVICE_NOT_FOUND where it was removed since: the same key gives no other phone", async () => {
  const key = aKey();
  const { deviceId } = await register("shopper2", "phone", key);
  await world.as("shopper2").removeDevice({ deviceId });
  await expectRefused(world, "DEVICE_NOT_FOUND", () => register("shopper2", "phone", key));
});

test("the answers of two users under one key never meet", async () => {
  const key = aKey();
  const [mine, theirs] = [await register("shopper1", "phone", key), await register("shopper2", "phone", key)];
  expect(mine.deviceId).not.toBe(theirs.deviceId);
});

test.each<[string, () => Promise<Parameters<PaymentsWorld["as"]>[0]>, string]>([
  ["CALLER_UNKNOWN", async () => "anonymous" satisfies keyof typeof callers, "phone"],
  ["CALLER_NOT_ALLOWED", async () => "cashier", "phone"],
  ["REQUEST_INVALID", async () => "shopper1", ""],
  ["REQUEST_INVALID", async () => "shopper1", "x".repeat(65)],
  ["WALLET_NOT_FOUND", async () => ({ kind: "user", id: "usr_nowallet" }), "phone"],
  [
    "DEVICE_LIMIT_REACHED",
    async () => {
      const user = await world.addUser("usr_manyphones", 1n);
      for (let phone = 0; phone < 5; phone++) await register(user);
      return user;
    },
    "phone",
  ],
])("%s and writes nothing", async (reason, prepare, deviceName) => {
  const who = await prepare();
  await expectRefused(world, reason, () => register(who, deviceName));
});
