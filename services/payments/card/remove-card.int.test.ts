/** Goal: a card that is removed pays no more, and only its owner removes it. Method: a real node over a real store. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { SHOPPER_1, SHOPPER_2 } from "../testing/builders.ts";
import { expectRefused } from "../testing/expect-refused.ts";
import { type PaymentsWorld, startPaymentsWorld } from "../testing/payments-world.ts";
import { putCard } from "../testing/put-card.ts";

const PASSWORD = "280517";
let world: PaymentsWorld;
beforeAll(async () => {
  world = await startPaymentsWorld();
  await putCard(world, SHOPPER_1, "crd_00000001");
  await putCard(world, SHOPPER_1, "crd_00000002");
  await putCard(world, SHOPPER_2, "crd_00000003");
  await world.as("shopper1").setPaymentPassword({ paymentPassword: PASSWORD });
});
afterAll(() => world.stop());

const remove = (cardId: string, paymentPassword = PASSWORD, who: Parameters<PaymentsWorld["as"]>[0] = "shopper1") =>
  world.as(who).removeCard({ cardId, paymentPassword });

test("X10: with the payment password, out of the list and out of the funding order", async () => {
  await remove("crd_00000001");
  const { cards, fundingOrder } = await world.as("shopper1").listCards({});
  expect(cards.map(({ cardId }) => cardId)).toEqual(["crd_00000002"]);
  expect(fundingOrder).toEqual(["balance", "crd_00000002"]);
});

test.each<[string, string, string, Parameters<PaymentsWorld["as"]>[0], (readonly string[])?]>([
  ["CALLER_UNKNOWN", "crd_00000002", PASSWORD, "anonymous", []],
  ["CALLER_NOT_ALLOWED", "crd_00000002", PASSWORD, "cashier", []],
  ["REQUEST_INVALID", "trd_00000002", PASSWORD, "shopper1", []],
  ["WALLET_NOT_FOUND", "crd_00000002", PASSWORD, { kind: "user", id: "usr_nowallet" }, []],
  ["CARD_NOT_FOUND", "crd_00000001", PASSWORD, "shopper1", []],
  ["CARD_NOT_FOUND", "crd_00000003", PASSWORD, "shopper1", []],
  ["PAYMENT_PASSWORD_NOT_SET", "crd_00000003", PASSWORD, "shopper2", []],
  ["PAYMENT_PASSWORD_NEEDED", "crd_00000002", "", "shopper1", []],
  ["PAYMENT_PASSWORD_WRONG", "crd_00000002", "731942", "shopper1", ["PaymentPassword"]],
])("%s for %s, and no card goes", async (reason, cardId, password, who, writes) => {
  await expectRefused(world, reason, () => remove(cardId, password, who), writes);
});

test("PAYMENT_PASSWORD_LOCKED, and no card goes", async () => {
  for (let n = 0; n < 5; n++) await remove("crd_00000002", "731942").catch(() => undefined);
  await expectRefused(world, "PAYMENT_PASSWORD_LOCKED", () => remove("crd_00000002"));
});
