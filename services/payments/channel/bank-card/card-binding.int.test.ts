/** Goal: a card becomes a token that pays, and its number goes no further than the switch. Method: the real switch over HTTP. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type OutsideWorld, patient, startOutsideWorld } from "../testing/outside-world.ts";
import { type BindCard, type CardToBind, openCardBinding } from "./card-binding.ts";

let world: OutsideWorld;
let bindCard: BindCard;
beforeAll(async () => {
  world = await startOutsideWorld("bank-card");
  bindCard = openCardBinding(world.config, world.clock)!;
});
afterAll(() => world.stop());

const aCard = async (expiry = ""): Promise<CardToBind> =>
  world.outside.issueTestCard({ accountId: await world.account(), expiry });

test("X10: a card is bound to a token, the same every time, and the token pays", async () => {
  const card = await aCard();
  const bound = await bindCard(card, patient());
  expect(bound).toEqual({
    ...{
      result: "BOUND",
      token: expect.stringMatching(/^tok_/),
      lastFour: card.cardNumber.slice(-4),
      bankName: "测试银行",
    },
  });
  expect(await bindCard(card, patient())).toEqual(bound);
  if (bound.result !== "BOUND") return;
  expect(JSON.stringify(bound)).not.toContain(card.cardNumber.slice(0, 12));
  const payment = await world.attempt({ instrument: { cardToken: bound.token } });
  expect(await world.channel.pay(payment, patient())).toMatchObject({ result: "PAID" });
});

test.each<[string, (card: CardToBind) => CardToBind]>([
  ["that there is not", (card) => ({ ...card, cardNumber: "6229009900000007" })],
  [
    "with a wrong check digit",
    (card) => ({ ...card, cardNumber: card.cardNumber.replace(/.$/, (d) => `${(+d + 1) % 10}`) }),
  ],
  ["with another expiry", (card) => ({ ...card, expiry: "0199" })],
  ["of another holder", (card) => ({ ...card, holderName: "王芳" })],
])("a card %s is refused, and not said why", async (_, change) => {
  expect(await bindCard(change(await aCard()), patient())).toEqual({ result: "REFUSED", channelCode: "14" });
});

test("an expired card is refused; one that expires later no longer pays", async () => {
  expect(await bindCard(await aCard("1026"), patient())).toEqual({ result: "REFUSED", channelCode: "54" });
  const payment = await world.attempt();
  world.clock.advance(5 * 366 * 24 * 60 * 60_000);
  expect(await world.channel.pay(payment, patient())).toMatchObject({ result: "FAILED", refusal: "CARD_REFUSED" });
});

test("a token that nobody gave is refused", async () => {
  const payment = await world.attempt({ instrument: { cardToken: "tok_nobody123" } });
  expect(await world.channel.pay(payment, patient())).toMatchObject({ result: "FAILED", refusal: "CARD_REFUSED" });
});

test.each(["dropRequest", "dropAnswer", "badSignature", "garbage", "serverError", "accepted"] as const)(
  "%s: unavailable for now, and bound when tried again",
  async (fault) => {
    const card = await aCard();
    await world.fault(fault);
    expect(await bindCard(card, patient())).toMatchObject({ result: "UNAVAILABLE" });
    await world.fault();
    expect(await bindCard(card, patient())).toMatchObject({ result: "BOUND" });
  },
);

test("where there is no switch there is no binding; where it is away, it is unavailable", async () => {
  expect(openCardBinding({ ...world.config, demo: false, outsideUrl: undefined }, world.clock)).toBeUndefined();
  const away = openCardBinding({ ...world.config, outsideUrl: "http://127.0.0.1:9" }, world.clock);
  expect(await away?.(await aCard(), patient())).toEqual({ result: "UNAVAILABLE", cause: "nobody is there" });
});
