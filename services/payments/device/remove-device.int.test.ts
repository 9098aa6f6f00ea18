/** Goal: a phone that is lost is removed, and what it computes pays nothing any more (Y12). Method: a real node over a real store. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { aKey } from "../../../kernel/harness/test-node.ts";
import { computePaymentCode, tickOf } from "../payment-code/payment-code.ts";
import { aPayment } from "../testing/builders.ts";
import { expectRefused } from "../testing/expect-refused.ts";
import { type PaymentsWorld, startPaymentsWorld } from "../testing/payments-world.ts";

let world: PaymentsWorld;
beforeAll(async () => {
  world = await startPaymentsWorld();
});
afterAll(() => world.stop());

const register = (who: Parameters<PaymentsWorld["as"]>[0] = "shopper1", idempotencyKey = aKey()) =>
  world.as(who).registerDevice({ deviceName: "手机" }, { idempotencyKey });
const remove = (deviceId: string, who: Parameters<PaymentsWorld["as"]>[0] = "shopper1") =>
  world.as(who).removeDevice({ deviceId });

test("Y12: a code that the phone computed before is refused at once, like one that nobody made", async () => {
  const { deviceId, deviceNumber, deviceSecret } = await register();
  const key = { deviceNumber, deviceSecret: Buffer.from(deviceSecret, "base64url") };
  const paymentCode = computePaymentCode(key, tickOf(Math.floor(world.clock.now().getTime() / 1000)));
  await remove(deviceId);
  await expectRefused(
    world,
    "PAYMENT_CODE_UNKNOWN",
    () => world.as("cashier").payTrade(aPayment({ paymentCode }), { idempotencyKey: aKey() }),
    ["WrongCodes"],
  );
  await expectRefused(world, "DEVICE_NOT_FOUND", () => world.as("shopper1").issuePaymentCode({ deviceId }));
});

test("its place is free: five are registered, one removed, one more fits and no second", async () => {
  const user = await world.addUser("usr_sixphones", 1n);
  const devices = [];
  for (let n = 0; n < 5; n++) devices.push(await register(user));
  await expectRefused(world, "DEVICE_LIMIT_REACHED", () => register(user));
  await remove(devices[2]!.deviceId, user);
  await register(user);
  await expectRefused(world, "DEVICE_LIMIT_REACHED", () => register(user));
  expect((await world.as(user).listDevices({})).devices).toHaveLength(5);
});

test("ten removals at once free one place", async () => {
  const user = await world.addUser("usr_oncefreed", 1n);
  const { deviceId } = await register(user);
  const answers = await Promise.allSettled(Array.from({ length: 10 }, () => remove(deviceId, user)));
  expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect(await world.rows("WalletUser", { _id: user.id })).toMatchObject([{ deviceCount: 0 }]);
});

test.each<[string, string, Parameters<PaymentsWorld["as"]>[0]]>([
  ["CALLER_UNKNOWN", "dev_12345678", "anonymous"],
  ["CALLER_NOT_ALLOWED", "dev_12345678", "cashier"],
  ["REQUEST_INVALID", "trd_12345678", "shopper1"],
  ["WALLET_NOT_FOUND", "dev_12345678", { kind: "user", id: "usr_nowallet" }],
  ["DEVICE_NOT_FOUND", "dev_12345678", "shopper1"],
])("%s and removes nothing", async (reason, deviceId, who) => {
  await expectRefused(world, reason, () => remove(deviceId, who));
});

test("another user's phone is not there", async () => {
  const { deviceId } = await register("shopper2");
  await expectRefused(world, "DEVICE_NOT_FOUND", () => remove(deviceId));
});
