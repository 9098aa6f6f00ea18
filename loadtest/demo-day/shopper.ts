import type { Dice } from "../simulate/dice.ts";
import {
  becomeMember,
  buyBasket,
  type Counter,
  MARKET,
  MARKET_STORE,
  payByCode,
  pickLines,
  type Shop,
  setUpPhone,
} from "./counter.ts";
import { type Person, readMessage } from "./people.ts";
import { DayStopped, linger, type World, waitFor } from "./world.ts";

const WINDOW = "win_demomarket";
const CAMPAIGN = "cmp_demograb1";
/** 60.00, of which the coupon takes 5.00. */
const GIFT_BOX = { minorUnits: "6000", currencyCode: "CNY" };

interface Money {
  readonly minorUnits?: string;
}

/** Follows the shop's window. */
export const followShop = async ({ visitor, note }: Person): Promise<void> => {
  await visitor.post("follow the shop's window", "/v1/content/follow-window", { windowId: WINDOW });
  note("follow");
};

/** At the counter for gifts, where the shop's own program takes coupon and money in one call. */
const buyWithCoupon = async (shop: Shop, person: Person, counter: Counter, coupon: string) => {
  const sale = { merchantId: MARKET, storeId: MARKET_STORE, amount: GIFT_BOX, subject: "礼盒" };
  const pay = { step: "pay with a coupon", path: "/v1/marketing/pay-and-redeem" };
  const done = await payByCode<{ hold: { state: string; payable: Money } }>(shop, person, counter, {
    ...pay,
    body: () => ({
      ...{ ...sale, merchantTradeId: shop.cashier.newId("gift") },
      ...{ couponCode: coupon, terminalId: counter.tillId },
    }),
  });
  if (done.hold.state !== "COUPON_HOLD_STATE_REDEEMED") throw new DayStopped(pay.step, done.hold.state);
  person.note("return", Number(done.hold.payable.minorUnits));
};

/** Waits until so many points have come that are not usable yet. */
export const seePoints = async (world: World, person: Person, cardId: string, points = 1): Promise<void> => {
  const path = `/v1/membership/get-member-card?cardId=${cardId}`;
  await waitFor(world, "earn points", async () => {
    const card = await person.visitor.get<{ points?: { pending?: string } }>("look at the member card", path);
    return Number(card.points?.pending ?? 0) >= points ? true : undefined;
  });
  person.note("points");
};

/** Follows the window, claims a coupon, becomes a member, pays a basket by code, comes back with the coupon, and has points. */
export const goShopping = async (
  world: World,
  shop: Shop,
  person: Person,
  tillId: string,
  dice: Dice,
): Promise<void> => {
  const { visitor } = person;
  await followShop(person);
  const claim = { campaignId: CAMPAIGN };
  const coupon = await visitor.post<{ code: string }>("claim a coupon", "/v1/marketing/claim-coupon", claim);
  const cardId = await becomeMember(person);
  const counter = { tillId, deviceId: await setUpPhone(person) };
  await linger(world, dice);
  const receipt = await buyBasket(world, shop, person, counter, { lines: pickLines(shop, dice) }, dice);
  person.note("sale", Number(receipt.total.minorUnits));
  await seePoints(world, person, cardId);
  await readMessage(world, person, MARKET);
  await linger(world, dice);
  await buyWithCoupon(shop, person, counter, coupon.code);
};
