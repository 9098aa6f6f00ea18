/** Goal: the user alone says what a payment code may spend without a password. Method: a real node over a real store. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { money } from "../../../kernel/money/money.ts";
import { cny } from "../testing/builders.ts";
import { expectRefused } from "../testing/expect-refused.ts";
import { type PaymentsWorld, startPaymentsWorld } from "../testing/payments-world.ts";

const PASSWORD = "280517";
let world: PaymentsWorld;
beforeAll(async () => {
  world = await startPaymentsWorld();
  await world.as("shopper1").setPaymentPassword({ paymentPassword: PASSWORD });
});
afterAll(() => world.stop());

const set = (fen: bigint, paymentPassword = PASSWORD, who: Parameters<PaymentsWorld["as"]>[0] = "shopper1") =>
  world.as(who).setPasswordFreeLimit({ limit: cny(fen), paymentPassword });
const limitOf = async (who: Parameters<PaymentsWorld["as"]>[0]) =>
  (await world.as(who).getWallet({})).passwordFreeLimit;

test("X10: 1,000.00 by standard; what the user has set holds, nothing at all included", async () => {
  expect(await limitOf("shopper1")).toEqual(cny(100_000n));
  for (const fen of [20_000n, 0n, 100_000n]) {
    expect(await set(fen)).toEqual({ limit: cny(fen) });
    expect(await limitOf("shopper1")).toEqual(cny(fen));
  }
});

test("before there is a payment password none is needed", async () => {
  expect(await set(5_000n, "", "shopper2")).toEqual({ limit: cny(5_000n) });
});

test.each<[string, () => Promise<unknown>, readonly string[]]>([
  ["CALLER_UNKNOWN", () => set(1n, PASSWORD, "anonymous"), []],
  ["REQUEST_INVALID", () => set(100_001n), []],
  ["REQUEST_INVALID", () => set(-1n), []],
  ["REQUEST_INVALID", () => set(1n, "28051"), []],
  ["WALLET_NOT_FOUND", () => set(1n, PASSWORD, { kind: "user", id: "usr_nowallet" }), []],
  ["PAYMENT_PASSWORD_NEEDED", () => set(1n, ""), []],
  ["PAYMENT_PASSWORD_WRONG", () => set(1n, "731942"), ["PaymentPassword"]],
  [
    "CURRENCY_NOT_HELD",
    () => world.as("shopper1").setPasswordFreeLimit({ limit: money(1n, "JPY"), paymentPassword: PASSWORD }),
    ["PaymentPassword"],
  ],
])("%s, and the limit stays", async (reason, call, writes) => {
  await expectRefused(world, reason, call, writes);
});

test("PAYMENT_PASSWORD_LOCKED, and the limit stays", async () => {
  for (let n = 0; n < 5; n++) await set(1n, "731942").catch(() => undefined);
  await expectRefused(world, "PAYMENT_PASSWORD_LOCKED", () => set(1n));
});
