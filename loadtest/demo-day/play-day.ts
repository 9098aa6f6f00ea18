import { setTimeout as pause } from "node:timers/promises";
import { Dice } from "../simulate/dice.ts";
import { holdClinic } from "./clinic-staff.ts";
import { readShelf } from "./counter.ts";
import { type Customer, liveTheDay, MAX_CUSTOMERS, regularOf, type Town } from "./customer.ts";
import { DayBook } from "./day-book.ts";
import { goDining } from "./diner.ts";
import { MAX_VISITS, patientCardOf, seeDoctor } from "./patient.ts";
import { type Newcomer, newPerson, type Person, persona } from "./people.ts";
import { cookDishes, readTableCodes, serveTables } from "./restaurant-staff.ts";
import { goShopping } from "./shopper.ts";
import { rest, type World } from "./world.ts";

/** How a day goes. */
export interface DayPlan extends Pick<World, "address" | "mllpPort" | "dayId" | "signal"> {
  /** Who comes when and does what: the same seed, the same day. */
  readonly seed: number;
  /** Who come to all three and back, each with a friend for the meal; at most MAX_CUSTOMERS. The first is followed on the start page. */
  readonly customers: number;
  readonly shoppers: number;
  /** With the customers at most MAX_VISITS, as the demonstration has that many visit cards. */
  readonly patients: number;
  /** Parties at the restaurant, besides the customers. */
  readonly tables: number;
  /** Within this time all have come. */
  readonly playMs: number;
  readonly patienceMs: number;
}

/** A day that is over. */
export interface PlayedDay {
  readonly book: DayBook;
  /** Those who came to all three, with what they took home. */
  readonly customers: readonly Customer[];
}

/** How many visitors are there at the same time, at most. */
const MAX_AT_ONCE = 10;
const TILLS = 3;
/** Parties of these sizes, in turn by chance. */
const PARTY_SIZES = [1, 2, 2, 3];

interface Visit {
  readonly atMs: number;
  run(): Promise<void>;
}

/** One after the other by their time, so many at once. The first whose visit fails ends it for all, at once. */
const receive = async (world: World, visits: readonly Visit[], begin: number): Promise<void> => {
  const inside = new Set<Promise<void>>();
  const failed = Promise.withResolvers<never>();
  failed.promise.catch(() => {});
  const unlessFailed = (wait: Promise<unknown>): Promise<unknown> => Promise.race([wait, failed.promise]);
  for (const { atMs, run } of visits.toSorted((a, b) => a.atMs - b.atMs)) {
    await unlessFailed(rest(world, Math.max(0, begin + atMs - performance.now())));
    const visit = run()
      .catch(failed.reject)
      .finally(() => inside.delete(visit));
    inside.add(visit);
    if (inside.size >= MAX_AT_ONCE) await unlessFailed(Promise.race(inside));
  }
  await unlessFailed(Promise.all(inside));
};

/** They take so much longer about everything than others, as whoever opens the start page is to see them on their way. */
const CUSTOMERS_PACE = 4;
/** So much that two purchases, a visit and a meal can be paid: 500.00. */
const CUSTOMERS_MONEY = 50_000;

interface Kind {
  readonly count: number;
  /** The first letter of their ids. */
  readonly letter: string;
  act(index: number, id: string, dice: Dice): Promise<void>;
}

/** Every visit with dice of its own, so that what one does is the same whoever else is there. Who has the longest way comes first. */
const planVisits = ({ seed, playMs }: DayPlan, kinds: readonly Kind[]): Visit[] =>
  kinds.flatMap(({ count, letter, act }, kind) =>
    Array.from({ length: count }, (_, index): Visit => {
      const dice = new Dice(seed * 1_000 + kind * 100 + index);
      const atMs = letter === "c" ? (index * playMs) / 4 : dice.below(playMs);
      return { atMs, run: () => act(index, `${letter}${index}`, dice) };
    }),
  );

type Come = (id: string, dice: Dice, who?: Newcomer) => Promise<Person>;

/** Of those who come to all three; what they took home is added to `customers`. */
const customersOf = (world: World, plan: DayPlan, town: Town, come: Come, customers: Customer[]): Kind => ({
  ...{ count: Math.min(plan.customers, MAX_CUSTOMERS), letter: "c" },
  act: async (index, id, dice) => {
    const regular = regularOf(index);
    const isFollowed = index === 0;
    if (isFollowed) world.book.beginStory(regular.publicName);
    const who = { name: regular.card.name, pocketMoney: CUSTOMERS_MONEY, isFollowed };
    const both = [await come(id, dice, who), await come(`${id}-friend`, dice)] as const;
    const unhurried = { ...world, lingerMs: world.lingerMs * CUSTOMERS_PACE };
    customers.push(await liveTheDay(unhurried, town, regular, both, dice));
  },
});

const visitsOf = async (world: World, plan: DayPlan, customers: Customer[]): Promise<Visit[]> => {
  const of = (login: string) => persona(world, login);
  const [purse, cashier] = [of("shopper3"), of("cashier1")];
  const shop = { cashier, shelf: await readShelf(cashier) };
  const codes = await readTableCodes(of("waiter1"));
  const come: Come = (id, dice, who) => newPerson(world, id, { purse, dice }, who);
  const { shoppers, tables } = plan;
  const patients = Math.min(plan.patients, MAX_VISITS - plan.customers);
  const shopping: Kind["act"] = async (index, id, dice) =>
    goShopping(world, shop, await come(id, dice), `till-${index % TILLS}`, dice);
  const seeing: Kind["act"] = async (index, id, dice) =>
    seeDoctor(world, await come(id, dice), { ...patientCardOf(index), relation: "RELATION_OTHER" }, dice);
  const dining: Kind["act"] = async (_, id, dice) => {
    const phones = Array.from({ length: dice.pick(PARTY_SIZES) }, (_one, at) => come(`${id}-${at}`, dice));
    await goDining(world, await Promise.all(phones), codes, dice);
  };
  return planVisits(plan, [
    { count: shoppers, letter: "s", act: shopping },
    { count: patients, letter: "p", act: seeing },
    { count: tables, letter: "d", act: dining },
    customersOf(world, plan, { shop, office: of("manager1"), codes }, come, customers),
  ]);
};

/**
 * Plays a day at the doors of a platform with the demonstration's data: shoppers, patients and diners come, some of them to all three, and the staff is there
 * for them. Ends when all have left. @throws DayStopped with the step that went wrong; the signal's reason where the day was told to stop.
 */
export const playDay = async (plan: DayPlan, book = new DayBook()): Promise<PlayedDay> => {
  const failed = new AbortController();
  const signal = AbortSignal.any([plan.signal, failed.signal]);
  const { address, mllpPort, dayId, patienceMs } = plan;
  const world: World = { address, mllpPort, dayId, patienceMs, book, signal, lingerMs: plan.playMs / 40 };
  const closing = new AbortController();
  const customers: Customer[] = [];
  const visits = receive(world, await visitsOf(world, plan, customers), performance.now()).finally(() =>
    closing.abort(),
  );
  const clinic = { doctor: persona(world, "doctor1"), nurse: persona(world, "nurse1") };
  try {
    await Promise.all([
      visits,
      serveTables(world, persona(world, "waiter1"), closing.signal),
      cookDishes(world, persona(world, "cook1"), closing.signal),
      holdClinic(world, clinic, closing.signal),
    ]);
  } catch (error) {
    // Nobody goes on where one has failed.
    failed.abort();
    await pause(0);
    throw error;
  }
  book.end();
  return { book, customers };
};
