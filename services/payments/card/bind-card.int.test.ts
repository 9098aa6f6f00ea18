/** Goal: a card is bound by token and its number is nowhere afterwards. Method: payments, identity and the bank switch on one node; every row and log line is searched. */
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import { createSeal } from "../../../kernel/crypto/seal.ts";
import { SHOPPER_1 } from "../testing/builders.ts";
import { type CardWorld, startCardWorld } from "../testing/card-world.ts";
import { everyRow } from "../testing/every-row.ts";
import { putCard } from "../testing/put-card.ts";
import { type CardRow, cardModel, openCardToken } from "./card-model.ts";

let world: CardWorld;
beforeAll(async () => {
  world = await startCardWorld();
});
afterAll(() => world.stop());

const reasonOf = async (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => "BOUND",
    ({ reason }) => reason,
  );

test("X10: a card is bound by its token, joins the funding order, and neither its number nor the code is in any row", async () => {
  const card = await world.card();
  const phoneCode = await world.code();
  const bound = await world.shopper.bindCard({ ...card, phoneCode });
  expect(bound).toEqual({
    cardId: expect.stringMatching(/^crd_/),
    lastDigits: card.cardNumber.slice(-4),
    bankName: expect.any(String),
    bindTime: world.clock.now(),
  });
  expect((await world.shopper.listCards({})).fundingOrder).toEqual(["balance", bound.cardId]);
  const stored = Buffer.concat([
    await everyRow({ store: world.store("payments") }),
    await everyRow({ store: world.store("identity") }),
  ]);
  expect(stored.includes(card.cardNumber)).toBe(false);
});

test("the same card again is the same card", async () => {
  const card = await world.card();
  const first = await world.bind(card);
  expect(await world.bind(card)).toEqual(first);
  expect((await world.shopper.listCards({})).cards.filter(({ cardId }) => cardId === first.cardId)).toHaveLength(1);
});

test("X10: PHONE_CODE_WRONG, and a code binds once", async () => {
  const [card, other] = [await world.card(), await world.card()];
  const phoneCode = await world.code();
  const wrong = phoneCode === "000000" ? "000001" : "000000";
  expect(await reasonOf(world.shopper.bindCard({ ...card, phoneCode: wrong }))).toBe("PHONE_CODE_WRONG");
  await world.shopper.bindCard({ ...card, phoneCode });
  expect(await reasonOf(world.shopper.bindCard({ ...other, phoneCode }))).toBe("PHONE_CODE_EXPIRED");
});

test("CARD_NOT_ACCEPTED for a card with another expiry", async () => {
  const card = await world.card();
  expect(await reasonOf(world.bind({ ...card, expiry: "0130" }))).toBe("CARD_NOT_ACCEPTED");
});

test("what refuses a request names the field and never the number", async () => {
  const card = await world.card();
  const cardNumber = `${card.cardNumber.slice(0, -1)}${(Number(card.cardNumber.at(-1)) + 1) % 10}`;
  const error = await world.shopper.bindCard({ ...card, cardNumber, phoneCode: "12" }).catch((thrown) => thrown);
  expect(error).toMatchObject({ reason: "REQUEST_INVALID" });
  expect(error.fields.map(({ field }: { field: string }) => field)).toEqual(["card_number", "phone_code"]);
  expect(JSON.stringify([error, error.message, error.fields, error.metadata])).not.toContain(cardNumber);
});

test("X10: a known name must be the holder's, and with a card in that name the user is of level 2", async () => {
  const users = world.store("payments").connection.model("WalletUser");
  await users.updateOne({ _id: SHOPPER_1 }, { $set: { realNameLevel: 0 } });
  expect(await reasonOf(world.bind(await world.card()))).toBe("REAL_NAME_NEEDED");
  const identityNumber = "11010519491231002X";
  expect(await world.shopper.submitRealName({ realName: "李小明", identityNumber })).toMatchObject({ level: 1 });
  expect(await reasonOf(world.bind(await world.card("王芳")))).toBe("CARD_HOLDER_DIFFERS");
  await world.bind(await world.card("李小明"));
  expect(await world.shopper.getRealName({})).toMatchObject({ level: 2 });
});

test("CARD_LIMIT_REACHED with ten cards", async () => {
  const have = (await world.shopper.listCards({})).cards.length;
  for (let n = have; n < 10; n++)
    await putCard({ ...world, store: world.store("payments") }, SHOPPER_1, `crd_0000000${n}`);
  const asked = world.shopper.bindCard({ ...(await world.card()), phoneCode: "000000" });
  expect(await reasonOf(asked)).toBe("CARD_LIMIT_REACHED");
});

test("CARD_LIMIT_REACHED for the eleventh, however late the tenth came", async () => {
  const cards = world.store("payments").connection.model("BankCard");
  const [spare] = await cards.find({ userId: SHOPPER_1 }).lean<{ _id: string }[]>();
  await cards.deleteOne({ _id: spare!._id });
  const card = await world.card();
  // Nine are counted before the bank is asked; there are ten when it has answered.
  const countDocuments = cards.countDocuments.bind(cards);
  const spy = jest.spyOn(cards, "countDocuments").mockImplementationOnce(((filter: object) => ({
    session: async () => {
      const count = await countDocuments(filter);
      await putCard({ ...world, store: world.store("payments") }, SHOPPER_1, "crd_000000tenth");
      return count;
    },
  })) as never);
  expect(await reasonOf(world.bind(card))).toBe("CARD_LIMIT_REACHED");
  spy.mockRestore();
  expect(await cards.countDocuments({ userId: SHOPPER_1 })).toBe(10);
});

test("WALLET_NOT_FOUND and BANK_UNAVAILABLE", async () => {
  const nowhere = await startCardWorld({ outsideUrl: "http://127.0.0.1:9" });
  try {
    const card = await nowhere.card();
    expect(await reasonOf(nowhere.bind(card))).toBe("BANK_UNAVAILABLE");
    await nowhere.store("payments").connection.model("WalletUser").deleteOne({ _id: SHOPPER_1 });
    expect(await reasonOf(nowhere.bind(card))).toBe("WALLET_NOT_FOUND");
  } finally {
    await nowhere.stop();
  }
});

test("X10: where the platform seals by SM4, a card's token is sealed so, and opens", async () => {
  const settings = { secretKey: randomBytes(32), sealCipher: "sm4" } as const;
  const national = await startCardWorld(settings);
  try {
    const { cardId } = await national.bind(await national.card());
    const cards = cardModel(national.store("payments").connection);
    const row = await cards.findById(cardId).lean<CardRow>();
    expect(row?.sealedBy).toMatch(/^sm4:/);
    expect(openCardToken(createSeal(settings.secretKey), row!)).toMatch(/\S/);
  } finally {
    await national.stop();
  }
});
