import { expect } from "@jest/globals";
import { askDoors, type DoorsSay, type Managers } from "./ask-doors.ts";
import type { Customer } from "./customer.ts";
import { DayBook, type Deed, type Story } from "./day-book.ts";
import { persona } from "./people.ts";
import type { DayPlan, PlayedDay } from "./play-day.ts";
import type { World } from "./world.ts";

const MARKET = "mer_demomarket";
const HOSPITAL = "mer_demohospital";
const RESTAURANT = "mer_demorestaurant";

/** What a customer is told on such a day, each once: besides a receipt for each payment. Who pays follows, and is welcomed. */
const TOLD = [
  ...[`${MARKET} REPLY`, `${MARKET} BROADCAST 会员日`],
  ...[`${HOSPITAL} REPLY`, `${HOSPITAL} SERVICE 预约成功`, `${HOSPITAL} SERVICE 请到诊室就诊`],
  `${HOSPITAL} SERVICE 检验报告已出`,
  ...[`${RESTAURANT} REPLY`, `${RESTAURANT} SERVICE 到您了`, `${RESTAURANT} RECEIPT 账单已付清`],
];
/** Only where others have waited longer. */
const SOON = `${RESTAURANT} SERVICE 快到您了`;

const managersOf = (plan: DayPlan): Managers => {
  const world: World = { ...plan, book: new DayBook(), lingerMs: 0 };
  const of = (login: string) => persona(world, login);
  return { [MARKET]: of("manager1"), [HOSPITAL]: of("hospital1"), [RESTAURANT]: of("restaurant1") };
};

const sum = (amounts: readonly number[]): number => amounts.reduce((all, one) => all + one, 0);
const inOrder = (amounts: readonly number[]): number[] => amounts.toSorted((a, b) => a - b);

/** Money out is what the three merchants got, trade by trade, and what the story has told. */
const expectMoney = ({ person, receipts }: Customer, doors: DoorsSay, { steps }: Story): void => {
  const told = (...kinds: Deed[]): number[] => steps.filter(({ kind }) => kinds.includes(kind)).map(({ fen }) => fen);
  const spentAt = (merchantId: string): number[] =>
    Object.entries(doors.spent).flatMap(([trade, fen]) => (trade.startsWith(`${merchantId} `) ? [fen] : []));
  expect(doors.taken).toEqual(doors.spent);
  expect(doors.wallet).toEqual({ available: person.pocketMoney - sum(Object.values(doors.spent)), held: 0 });
  expect(inOrder(spentAt(MARKET))).toEqual(inOrder(receipts.map(({ total }) => Number(total.minorUnits))));
  expect(inOrder(spentAt(MARKET))).toEqual(inOrder(told("sale", "return")));
  expect(inOrder(spentAt(HOSPITAL))).toEqual(inOrder(told("appointment", "examination")));
  expect(spentAt(RESTAURANT)).toEqual(told("meal"));
  for (const fen of told("sale", "return", "appointment", "examination", "meal")) expect(fen).toBeGreaterThan(0);
};

/** Points are earned as the receipts promised, once for each purchase. */
const expectPoints = ({ receipts, memberCardId }: Customer, { earned, points }: DoorsSay): void => {
  const promised = receipts.map(({ member }) => Number(member?.pointsToEarn));
  expect(receipts.map(({ member }) => member?.cardId)).toEqual([memberCardId, memberCardId]);
  for (const { member } of receipts) expect(Number(member?.discount?.minorUnits)).toBeGreaterThan(0);
  expect(promised).toEqual(receipts.map(({ total }) => Math.floor(Number(total.minorUnits) / 100)));
  expect(Object.keys(earned).filter((entry) => !entry.startsWith("POINTS_REASON_EARNED "))).toEqual([]);
  expect(inOrder(Object.values(earned))).toEqual(inOrder(promised));
  expect(points).toEqual({ available: 0, pending: sum(promised), held: 0 });
};

/** Of each campaign one coupon was used, once; the second purchase earned another one where it came to 30.00. */
const expectCoupons = ({ receipts }: Customer, { coupons }: DoorsSay): void => {
  const next = Number(receipts[1]?.total.minorUnits) >= 3_000 ? ["cmp_demopaid1 ISSUED"] : [];
  expect(coupons).toEqual(["cmp_demofollow1 REDEEMED", ...next, "cmp_demopaid1 REDEEMED"]);
  for (const { coupon } of receipts) expect(Number(coupon?.discount.minorUnits)).toBeGreaterThan(0);
  expect(new Set(receipts.map(({ coupon }) => coupon?.couponId)).size).toBe(2);
};

/** Everything was told once, and read: what happened, and every payment with its amount. */
const expectMessages = ({ messages, unread, spent }: DoorsSay): void => {
  const receipts = Object.entries(spent).map(
    ([trade, fen]) => `${trade.split(" ")[0]} RECEIPT 付款成功 ${(fen / 100).toFixed(2)} CNY`,
  );
  expect(messages.filter((one) => one !== SOON)).toEqual([...TOLD, ...receipts].sort());
  expect(messages.filter((one) => one === SOON).length).toBeLessThanOrEqual(1);
  expect(unread).toBe(0);
};

/** The story as the start page told it is what wallet, merchants, card, coupons, inbox and hospital say, each asked at its door. */
export const expectWholeStory = async ({ book, customers }: PlayedDay, plan: DayPlan): Promise<void> => {
  const [customer] = customers as readonly [Customer];
  const story = book.totals.story as Story;
  expect(story.steps.filter(({ isDone }) => !isDone)).toEqual([]);
  const doors = await askDoors(customer, managersOf(plan));
  expectMoney(customer, doors, story);
  expectPoints(customer, doors);
  expectCoupons(customer, doors);
  expectMessages(doors);
  expect(doors).toMatchObject({ reports: [true], visits: ["APPOINTMENT_STATE_FINISHED rated"] });
};
