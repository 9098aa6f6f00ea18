import { setTimeout as pause } from "node:timers/promises";
import { Dice } from "../simulate/dice.ts";
import { holdClinic } from "./clinic-staff.ts";
import { DayBook } from "./day-book.ts";
import { goDining } from "./diner.ts";
import { MAX_PATIENTS, seeDoctor } from "./patient.ts";
import { newPerson, persona } from "./people.ts";
import { cookDishes, readTableCodes, serveTables } from "./restaurant-staff.ts";
import { goShopping, readShelf } from "./shopper.ts";
import { rest, type World } from "./world.ts";

/** How a day goes. */
export interface DayPlan extends Pick<World, "address" | "mllpPort" | "dayId" | "signal"> {
  /** Who comes when and does what: the same seed, the same day. */
  readonly seed: number;
  readonly shoppers: number;
  /** At most MAX_PATIENTS, as the demonstration has that many visit cards. */
  readonly patients: number;
  /** Parties at the restaurant. */
  readonly tables: number;
  /** Within this time all have come. */
  readonly playMs: number;
  readonly patienceMs: number;
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

/** One after the other by their time, so many at once. */
const receive = async (world: World, visits: readonly Visit[], begin: number): Promise<void> => {
  const inside = new Set<Promise<void>>();
  for (const { atMs, run } of visits.toSorted((a, b) => a.atMs - b.atMs)) {
    await rest(world, Math.max(0, begin + atMs - performance.now()));
    const visit = run().finally(() => inside.delete(visit));
    inside.add(visit);
    if (inside.size >= MAX_AT_ONCE) await Promise.race(inside);
  }
  await Promise.all(inside);
};

/** Every visit with dice of its own, so that what one does is the same whoever else is there. */
const planVisits = (
  plan: DayPlan,
  actions: readonly ((index: number, id: string, dice: Dice) => Promise<void>)[],
): Visit[] =>
  actions.flatMap((act, kind) => {
    const count = [plan.shoppers, Math.min(plan.patients, MAX_PATIENTS), plan.tables][kind] ?? 0;
    return Array.from({ length: count }, (_, index): Visit => {
      const dice = new Dice(plan.seed * 1_000 + kind * 100 + index);
      return { atMs: dice.below(plan.playMs), run: () => act(index, `${"spd"[kind]}${index}`, dice) };
    });
  });

const visitsOf = async (world: World, plan: DayPlan): Promise<Visit[]> => {
  const [purse, cashier, waiter] = ["shopper3", "cashier1", "waiter1"].map((login) => persona(world, login));
  if (!purse || !cashier || !waiter) return [];
  const shop = { cashier, shelf: await readShelf(cashier) };
  const codes = await readTableCodes(waiter);
  const come = (id: string, dice: Dice) => newPerson(world, id, purse, dice);
  return planVisits(plan, [
    async (index, id, dice) => goShopping(world, shop, await come(id, dice), `till-${index % TILLS}`, dice),
    async (index, id, dice) => seeDoctor(world, await come(id, dice), index, dice),
    async (_, id, dice) => {
      const phones = Array.from({ length: dice.pick(PARTY_SIZES) }, (_one, at) => come(`${id}-${at}`, dice));
      await goDining(world, await Promise.all(phones), codes, dice);
    },
  ]);
};

/**
 * Plays a day at the doors of a platform with the demonstration's data: shoppers, patients and diners come, and the staff is there for them. Ends when all have
 * left. @throws DayStopped with the step that went wrong; the signal's reason where the day was told to stop.
 */
export const playDay = async (plan: DayPlan, book = new DayBook()): Promise<DayBook> => {
  const failed = new AbortController();
  const signal = AbortSignal.any([plan.signal, failed.signal]);
  const { address, mllpPort, dayId, patienceMs } = plan;
  const world: World = { address, mllpPort, dayId, patienceMs, book, signal, lingerMs: plan.playMs / 40 };
  const closing = new AbortController();
  const visits = receive(world, await visitsOf(world, plan), performance.now()).finally(() => closing.abort());
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
  return book;
};
