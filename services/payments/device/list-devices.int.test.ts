/** Goal: a user sees their own phones, without secrets. Method: a real node over a real store. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { aKey } from "../../../kernel/harness/test-node.ts";
import { expectRefused } from "../testing/expect-refused.ts";
import { type PaymentsWorld, startPaymentsWorld } from "../testing/payments-world.ts";

let world: PaymentsWorld;
beforeAll(async () => {
  world = await startPaymentsWorld();
});
afterAll(() => world.stop());

test("oldest first, and how many there may be", async () => {
  const shopper = world.as("shopper1");
  const registered = [];
  for (const deviceName of ["手机", "平板"]) {
    registered.push(await shopper.registerDevice({ deviceName }, { idempotencyKey: aKey() }));
    world.clock.advance(1_000);
  }
  const [first, second] = registered.map(({ deviceId, deviceNumber }) => ({ deviceId, deviceNumber }));
  const createTime = new Date("2026-03-01T04:00:00.000Z");
  expect(await shopper.listDevices({})).toEqual({
    devices: [
      { ...first, deviceName: "手机", createTime },
      { ...second, deviceName: "平板", createTime: new Date(createTime.getTime() + 1_000) },
    ],
    maxDevices: 5,
  });
  expect((await world.as("shopper2").listDevices({})).devices).toEqual([]);
});

test.each<[string, Parameters<PaymentsWorld["as"]>[0]]>([
  ["CALLER_UNKNOWN", "anonymous"],
  ["CALLER_NOT_ALLOWED", "cashier"],
  ["WALLET_NOT_FOUND", { kind: "user", id: "usr_nowallet" }],
])("%s", async (reason, who) => {
  await expectRefused(world, reason, () => world.as(who).listDevices({}));
});
