/**
 * Goal: one platform serves shop, clinic and restaurant on the same day, and all books agree when the doors close, even where the process was killed in
 * between (P2, P14, P25, P29, V3). Method: the demo day that `npm start -- --demo` plays, shortened, against the platform as a process of its own; then
 * `npm run verify` on the files as they were left.
 */
import { spawnSync } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, expect, test } from "@jest/globals";
import { freePort } from "../../kernel/harness/nats-server.ts";
import { type Platform, startPlatform } from "../../kernel/harness/platform.ts";
import { Dice } from "../simulate/dice.ts";
import type { DayBook } from "./day-book.ts";
import { expectWholeStory } from "./expect-story.ts";
import { DAMAGES, plantDamage } from "./plant-damage.ts";
import { type DayPlan, playDay } from "./play-day.ts";

const platforms: Platform[] = [];
afterAll(() => Promise.all(platforms.map((one) => one.remove())));

/** A platform on ports that stay the same when it is started again. */
const openHouse = async () => {
  const [port, mllpPort] = [await freePort(), await freePort()];
  const env = {
    ...{ PAYWINDOW_PORT: String(port), PAYWINDOW_GRPC_PORT: "0", PAYWINDOW_OUTSIDE_PORT: "0" },
    ...{ PAYWINDOW_MLLP_PORT: String(mllpPort), PAYWINDOW_LOG_LEVEL: "error" },
  };
  const start = async (dataDir?: string): Promise<Platform> => {
    const platform = await startPlatform({ env, dataDir });
    platforms.push(platform);
    return platform;
  };
  return { start, mllpPort };
};

const aDay = (address: string, mllpPort: number, change: Partial<DayPlan> = {}): DayPlan => ({
  ...{ address, mllpPort, dayId: "d4y", seed: 20_261_123, signal: new AbortController().signal },
  ...{ customers: 1, shoppers: 3, patients: 2, tables: 2, playMs: 4_000, patienceMs: 40_000 },
  ...change,
});

/** `npm run verify` on the files as they were left: whether it was content, and what it said of each proof. */
const verify = ({ dataDir }: Platform) => {
  const env = { ...process.env, PAYWINDOW_DATA: dataDir, MONGODB_URI: "" };
  const run = spawnSync(process.execPath, ["scripts/verify.ts"], { env, encoding: "utf8" });
  const said = [...run.stdout.matchAll(/^(sound|WRONG) {2}(\w+) +(.+)$/gm)];
  const verdicts = said.map(([_line, verdict = "", proof = ""]) => `${proof} ${verdict}`);
  // Every figure of what was looked at.
  const counts = said.flatMap(([_line, _verdict, _proof, counted = ""]) => counted.match(/\d+/g)?.map(Number) ?? []);
  return { status: run.status, verdicts, counts, output: run.stdout + run.stderr };
};

/** Every proof has run, on something, and found nothing. */
const expectAllSound = (platform: Platform): void => {
  const { status, verdicts, counts, output } = verify(platform);
  expect({ status, verdicts, output }).toEqual({
    ...{ status: 0, verdicts: DAMAGES.map(({ proof }) => `${proof} sound`) },
    output: expect.stringContaining("all books agree"),
  });
  // Vends there are none: nobody was at the machine.
  expect(counts.filter((count) => count === 0)).toEqual([0]);
};

/** What one customer, three shoppers, two patients and two parties do, whoever is in between. */
const expectWholeDay = ({ totals, steps }: DayBook): void => {
  expect(totals).toMatchObject({ sales: 8, appointments: 3, tickets: 3, isOver: true });
  // Each trade that was paid was noted once: sales, fees, examinations, shares.
  expect(totals.payments).toBe(8 + 3 + 3 + (steps.get("take a share") ?? 0));
  for (const step of ["earn points", "pay with a coupon", "read the report", "rate the visit", "have paid the bill"])
    expect([step, steps.get(step)]).toEqual([step, expect.any(Number)]);
  const names = totals.events.map(({ who }) => who);
  expect(names.every((name) => /^.\*\*$/u.test(name))).toBe(true);
};

test("H1, H3-H5, H7, H9, R2-R4, O6, M5, M7, M9, M11, C1, C15, W5, W6, W8: one customer through shop, clinic and restaurant and back, others beside, and all books agree", async () => {
  const house = await openHouse();
  const platform = await house.start();
  const plan = aDay(platform.address, house.mllpPort);
  const day = await playDay(plan);
  expectWholeDay(day.book);
  await expectWholeStory(day, plan);
  await platform.stop();
  expectAllSound(platform);
  // And none of the proofs is content with whatever it finds.
  for (const damage of DAMAGES) await plantDamage(platform.dataDir, damage);
  const { status, verdicts } = verify(platform);
  expect({ status, verdicts }).toEqual({ status: 1, verdicts: DAMAGES.map(({ proof }) => `${proof} WRONG`) });
}, 120_000);

test("P2, P14, P25, P29: kill -9 in the middle, again and again: everybody comes again with the same keys, and all books agree", async () => {
  const house = await openHouse();
  let platform = await house.start();
  const dice = new Dice(23);
  const ended = new AbortController();
  const plan = aDay(platform.address, house.mllpPort);
  const playing = playDay(plan).finally(() => ended.abort());
  const killing = async (): Promise<number> => {
    for (let kills = 0; ; kills++) {
      await pause(dice.between(300, 2_500));
      if (ended.signal.aborted || kills === 5) return kills;
      await platform.kill();
      platform = await house.start(platform.dataDir);
    }
  };
  const [day, kills] = await Promise.all([playing, killing()]);
  expect(kills).toBeGreaterThan(1);
  expectWholeDay(day.book);
  await expectWholeStory(day, plan);
  await platform.stop();
  expectAllSound(platform);
}, 180_000);
