import type { Dice } from "../simulate/dice.ts";
import {
  becomeMember,
  buyBasket,
  type Counter,
  type Line,
  MARKET,
  pickLines,
  type Receipt,
  type Shop,
  setUpPhone,
} from "./counter.ts";
import type { PublicName } from "./day-book.ts";
import { goDining, type TableCodes } from "./diner.ts";
import { type HeldCard, heldCardOf, seeDoctor } from "./patient.ts";
import { type Person, readMessage } from "./people.ts";
import { followShop, seePoints } from "./shopper.ts";
import type { Visitor } from "./visitor.ts";
import { linger, type World, waitFor } from "./world.ts";

/** Rice and eggs: enough for the coupon that a purchase of 30.00 earns. */
const STAPLES: readonly Line[] = [
  { barcode: "6922005012120", quantity: 1 },
  { barcode: "6948177016162", quantity: 1 },
];
/** Who follows the shop gets one of the first; who has paid 30.00 there one of the second. */
const FOLLOWERS = "cmp_demofollow1";
const REGULARS = "cmp_demopaid1";

/** Those who come to all three, in turn: the first of them is the one whom the start page follows. */
const REGULAR_CUSTOMERS: readonly { readonly cardNumber: string; readonly publicName: PublicName }[] = [
  { cardNumber: "RH20260005", publicName: { zh: "张女士", en: "Ms Zhang" } },
  { cardNumber: "RH20260003", publicName: { zh: "李先生", en: "Mr Li" } },
];

/** How many of them a day can have. */
export const MAX_CUSTOMERS = REGULAR_CUSTOMERS.length;

/** A customer of all three. */
export interface Regular {
  readonly card: HeldCard;
  readonly publicName: PublicName;
}

/** The customer of that number, who holds a visit card of the hospital's. */
export const regularOf = (index: number): Regular => {
  const { cardNumber, publicName } = REGULAR_CUSTOMERS[index % MAX_CUSTOMERS]!;
  return { card: heldCardOf(cardNumber), publicName };
};

/** What a customer goes through: the shop, its office, and the restaurant's tables. */
export interface Town {
  readonly shop: Shop;
  /** The shop's manager, who writes to its followers. */
  readonly office: Visitor;
  readonly codes: TableCodes;
}

/** What a customer took home. */
export interface Customer {
  readonly person: Person;
  readonly card: HeldCard;
  readonly memberCardId: string;
  /** Of the first purchase, and of the one with the coupon that the first has earned. */
  readonly receipts: readonly Receipt[];
}

interface Coupon {
  readonly code: string;
  readonly campaignId: string;
  readonly state: string;
}

const waitForCoupon = (world: World, { visitor }: Person, campaignId: string): Promise<Coupon> =>
  waitFor(world, "get a coupon", async () => {
    const path = `/v1/marketing/list-my-coupons?merchantId=${MARKET}&usableOnly=true`;
    const { coupons = [] } = await visitor.get<{ coupons?: Coupon[] }>("look at the coupons", path);
    return coupons.find((one) => one.campaignId === campaignId);
  });

/** What is in the basket, with the member's code of the moment and a coupon of that campaign. */
const buyAsMember = async (
  world: World,
  shop: Shop,
  person: Person,
  { counter, cardId, campaignId, lines }: { counter: Counter; cardId: string; campaignId: string; lines: Line[] },
  dice: Dice,
): Promise<Receipt> => {
  const { code: couponCode } = await waitForCoupon(world, person, campaignId);
  const path = "/v1/membership/issue-member-code";
  const shown = await person.visitor.post<{ memberCode: string }>("show the member card", path, { cardId });
  return buyBasket(world, shop, person, counter, { lines, memberCode: shown.memberCode, couponCode }, dice);
};

/** The shop's office writes to all its followers; where it is just doing so, this customer is among them. */
const invite = async (world: World, office: Visitor, person: Person): Promise<void> => {
  const title = { zh: "会员日", en: "Members' day" };
  const body = { zh: "今天来店，优惠券还在等您。", en: "Come in today: your coupon is waiting." };
  const letter = { merchantId: MARKET, title, body, link: "/coupons" };
  await office.attempt("write to all followers", "/v1/content/send-broadcast", letter, ["BROADCAST_UNDER_WAY"]);
  await readMessage(world, person, MARKET, title.zh);
  person.note("invited");
};

const paidFor = ({ total }: Receipt): number => Number(total.minorUnits);

/** Waits until there is a receipt for each payment, and has read everything then. */
const readEverything = async (world: World, { visitor }: Person): Promise<void> => {
  const list = "/v1/payments/list-wallet-trades?pageSize=100";
  const { trades = [] } = await visitor.get<{ trades?: { state: string }[] }>("look at the payments", list);
  const paid = trades.filter(({ state }) => state === "TRADE_STATE_SUCCESS").length;
  await waitFor(world, "have all receipts", async () => {
    const path = "/v1/content/list-messages?pageSize=100";
    const { messages = [] } = await visitor.get<{ messages?: { title?: { zh: string } }[] }>("look at all mail", path);
    return messages.filter(({ title }) => title?.zh.startsWith("付款成功")).length >= paid ? true : undefined;
  });
  await visitor.post("read all messages", "/v1/content/mark-read", { all: true });
};

/** Every purchase of the customer's earns what its receipt has promised. */
const pointsOf = (receipts: readonly Receipt[]): number =>
  receipts.reduce((sum, { member }) => sum + Number(member?.pointsToEarn ?? 0), 0);

/**
 * One customer through it all: follows the shop's window, buys with its coupon as a member, sees the doctor, dines with a friend, is written to by the shop,
 * and comes back with the coupon that the first purchase has earned.
 */
export const liveTheDay = async (
  world: World,
  { shop, office, codes }: Town,
  { card }: Regular,
  [person, friend]: readonly [Person, Person],
  dice: Dice,
): Promise<Customer> => {
  await followShop(person);
  const cardId = await becomeMember(person);
  const counter = { tillId: "till-1", deviceId: await setUpPhone(person) };
  await linger(world, dice);
  const staples = { counter, cardId, campaignId: FOLLOWERS, lines: [...STAPLES] };
  const first = await buyAsMember(world, shop, person, staples, dice);
  person.note("sale", paidFor(first));
  await seePoints(world, person, cardId, pointsOf([first]));
  await linger(world, dice);
  await seeDoctor(world, person, { ...card, relation: "RELATION_SELF" }, dice);
  await linger(world, dice);
  await goDining(world, [person, friend], codes, dice);
  await linger(world, dice);
  await invite(world, office, person);
  const more = { counter, cardId, campaignId: REGULARS, lines: pickLines(shop, dice) };
  const second = await buyAsMember(world, shop, person, more, dice);
  person.note("return", paidFor(second));
  await seePoints(world, person, cardId, pointsOf([first, second]));
  await readEverything(world, person);
  return { person, card, memberCardId: cardId, receipts: [first, second] };
};
