/** Goal: the user's order of sources is what a payment tries. Method: a real node over a real store, and `fundingsOf` itself. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { createSeal } from "../../../kernel/crypto/seal.ts";
import { cny, SHOPPER_1 } from "../testing/builders.ts";
import { expectRefused } from "../testing/expect-refused.ts";
import { type PaymentsWorld, startPaymentsWorld } from "../testing/payments-world.ts";
import { putCard } from "../testing/put-card.ts";
import { fundingsOf } from "../wallet/funding.ts";
import { toWalletUser, walletUserModel } from "../wallet/wallet-model.ts";
import { cardModel } from "./card-model.ts";

let world: PaymentsWorld;
beforeAll(async () => {
  world = await startPaymentsWorld();
  await putCard(world, SHOPPER_1, "crd_00000001");
  await world.as("service").openCreditLine({ userId: SHOPPER_1, creditLimit: cny(1n) });
});
afterAll(() => world.stop());

const set = (fundingOrder: string[], who: Parameters<PaymentsWorld["as"]>[0] = "shopper1") =>
  world.as(who).setFundingOrder({ fundingOrder });

const tried = async (fundingSourceId?: string) => {
  const { connection } = world.store;
  const payer = toWalletUser((await walletUserModel(connection).findById(SHOPPER_1).lean())!);
  const parts = { cards: cardModel(connection), seal: createSeal(undefined) };
  return fundingsOf(parts, payer, { currencyCode: "CNY", fundingSourceId });
};

test("X10: the balance first, then what the user has put behind it, in the user's order", async () => {
  expect((await tried()).map(({ kind }) => kind)).toEqual(["BALANCE", "CARD", "CREDIT"]);
  expect(await set(["credit", "crd_00000001"])).toEqual({ fundingOrder: ["balance", "credit", "crd_00000001"] });
  expect((await tried()).map(({ kind }) => kind)).toEqual(["BALANCE", "CREDIT", "CARD"]);
});

test("a source that is named stands alone, and one that the payer has not is none", async () => {
  expect(await tried("crd_00000001")).toEqual([
    {
      kind: "CARD",
      channelId: "bank-card",
      cardId: "crd_00000001",
      issuer: "测试银行",
      cardToken: "token of crd_00000001",
    },
  ]);
  expect((await tried("credit")).map(({ kind }) => kind)).toEqual(["CREDIT"]);
  expect(await tried("crd_00000009")).toEqual([]);
});

test.each<[string, string[], Parameters<PaymentsWorld["as"]>[0]]>([
  ["CALLER_UNKNOWN", ["credit", "crd_00000001"], "anonymous"],
  ["CALLER_NOT_ALLOWED", ["credit", "crd_00000001"], "cashier"],
  ["WALLET_NOT_FOUND", [], { kind: "user", id: "usr_nowallet" }],
  ["REQUEST_INVALID", ["credit"], "shopper1"],
  ["REQUEST_INVALID", ["credit", "crd_00000001", "credit"], "shopper1"],
  ["REQUEST_INVALID", ["credit", "crd_00000002"], "shopper1"],
  ["REQUEST_INVALID", ["balance", "credit", "crd_00000001"], "shopper1"],
])("%s for %j, and the order stays", async (reason, order, who) => {
  await expectRefused(world, reason, () => set(order, who));
});
