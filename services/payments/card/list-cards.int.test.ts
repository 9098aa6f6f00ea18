/** Goal: a user sees their own cards and how they pay. Method: payments on a real node; rows as BindCard writes them. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { SHOPPER_1 } from "../testing/builders.ts";
import { expectRefused } from "../testing/expect-refused.ts";
import { type PaymentsWorld, startPaymentsWorld } from "../testing/payments-world.ts";
import { putCard } from "../testing/put-card.ts";

let world: PaymentsWorld;
beforeAll(async () => {
  world = await startPaymentsWorld();
});
afterAll(() => world.stop());

test("none at first, then oldest first, without tokens", async () => {
  expect(await world.as("shopper1").listCards({})).toEqual({ cards: [], fundingOrder: ["balance"] });
  await putCard(world, SHOPPER_1, "crd_00000001");
  await putCard(world, SHOPPER_1, "crd_00000002");
  const { cards, fundingOrder } = await world.as("shopper1").listCards({});
  const card = { lastDigits: "1111", bankName: "测试银行", bindTime: world.clock.now() };
  expect(cards).toEqual(["crd_00000001", "crd_00000002"].map((cardId) => ({ cardId, ...card })));
  expect(fundingOrder).toEqual(["balance", "crd_00000001", "crd_00000002"]);
  expect((await world.as("shopper2").listCards({})).cards).toEqual([]);
});

test.each<[string, Parameters<PaymentsWorld["as"]>[0]]>([
  ["CALLER_UNKNOWN", "anonymous"],
  ["CALLER_NOT_ALLOWED", "cashier"],
  ["WALLET_NOT_FOUND", { kind: "user", id: "usr_nowallet" }],
])("%s", async (reason, who) => {
  await expectRefused(world, reason, () => world.as(who).listCards({}));
});
