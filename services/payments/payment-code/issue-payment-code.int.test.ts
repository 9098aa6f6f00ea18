/** Goal: an issued code pays, lives 60 s, and is nobody else's. Method: a real node over a real store. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { aKey } from "../../../kernel/harness/test-node.ts";
import { aPayment, SHOPPER_1 } from "../testing/builders.ts";
import { expectRefused } from "../testing/expect-refused.ts";
import { type PaymentsWorld, startPaymentsWorld } from "../testing/payments-world.ts";

let world: PaymentsWorld;
beforeAll(async () => {
  world = await startPaymentsWorld();
});
afterAll(() => world.stop());

const issue = (who: Parameters<PaymentsWorld["as"]>[0] = "shopper1", deviceId = "") =>
  world.as(who).issuePaymentCode({ deviceId });
const pay = (paymentCode: string) =>
  world.as("cashier").payTrade(aPayment({ paymentCode }), { idempotencyKey: aKey() });

test("P10: 18 digits, prefix 28, good for 60 s", async () => {
  const { paymentCode, expireTime } = await issue();
  expect(paymentCode).toMatch(/^28\d{16}$/);
  expect(expireTime).toEqual(new Date(world.clock.now().getTime() + 60_000));
  world.clock.advance(60_000);
  expect(await pay(paymentCode)).toMatchObject({ payerUserId: SHOPPER_1 });
});

test("P10: each call gives another code, each of which pays", async () => {
  world.clock.advance(120_000);
  const [first, second] = [await issue(), await issue()];
  expect(second.paymentCode).not.toBe(first.paymentCode);
  expect(second.expireTime!.getTime() - first.expireTime!.getTime()).toBe(1_000);
  for (const { paymentCode } of [second, first])
    expect(await pay(paymentCode)).toMatchObject({ payerUserId: SHOPPER_1 });
});

test("the user's first device makes it, and no second one is registered for it", async () => {
  world.clock.advance(120_000);
  await issue();
  expect(await world.rows("Device", { userId: SHOPPER_1 })).toHaveLength(1);
});

test("or the device that is named", async () => {
  const { deviceId, deviceNumber } = await world
    .as("shopper1")
    .registerDevice({ deviceName: "二号机" }, { idempotencyKey: aKey() });
  expect((await issue("shopper1", deviceId)).paymentCode.slice(2, 10)).toBe(deviceNumber);
});

test("a caller who asks faster than a code a second is told to wait, and codes never run more than 30 s ahead", async () => {
  world.clock.advance(120_000);
  const codes = [];
  for (let n = 0; n < 31; n++) codes.push(await issue());
  await expectRefused(world, "RATE_LIMITED", () => issue());
  expect(await pay(codes.at(-1)!.paymentCode)).toMatchObject({ payerUserId: SHOPPER_1 });
});

test.each<[string, () => Promise<[Parameters<PaymentsWorld["as"]>[0], string]>]>([
  ["CALLER_UNKNOWN", async () => ["anonymous", ""]],
  ["CALLER_NOT_ALLOWED", async () => ["cashier", ""]],
  ["REQUEST_INVALID", async () => ["shopper1", "trd_12345"]],
  ["WALLET_NOT_FOUND", async () => [{ kind: "user", id: "usr_nowallet" }, ""]],
  ["DEVICE_NOT_FOUND", async () => ["shopper1", "dev_nothing1"]],
  [
    "DEVICE_NOT_FOUND",
    async () => {
      const theirs = await world.as("shopper2").registerDevice({ deviceName: "phone" }, { idempotencyKey: aKey() });
      return ["shopper1", theirs.deviceId];
    },
  ],
])("%s and writes nothing", async (reason, prepare) => {
  const [who, deviceId] = await prepare();
  await expectRefused(world, reason, () => issue(who, deviceId));
});
