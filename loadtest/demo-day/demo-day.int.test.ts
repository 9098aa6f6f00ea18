/**
 * Goal: one platform serves shop, clinic and restaurant on the same day, and all books agree when the doors close, even where the process was killed in
 * between (P2, P14, P25, P29, V3). Method: the demo day that `npm start -- --demo` plays, shortened, against the platform as a process of its own; then
 * `npm run verify` on the files as they were left.
 */
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, expect, test } from "@jest/globals";
import { freePort } from "../../kernel/harness/nats-server.ts";
import { type Platform, startPlatform } from "../../kernel/harness/platform.ts";
import { Dice } from "../simulate/dice.ts";
import { expectWholeStory } from "./expect-story.ts";
import { aDay, expectAllSound, expectWholeDay, verify } from "./judge-day.ts";
import { DAMAGES, plantDamage } from "./plant-damage.ts";
import { playDay } from "./play-day.ts";

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

test("H1, H3-H5, H7, H9, R2-R4, O6, M5, M7, M9, M11, C1, C15, W5, W6, W8: one customer through shop, clinic and restaurant and back, others beside, and all books agree", async () => {
  const house = await openHouse();
  const platform = await house.start();
  const plan = aDay(platform.address, house.mllpPort);
  const day = await playDay(plan);
  expectWholeDay(day.book);
  await expectWholeStory(day, plan);
  await platform.stop();
  expectAllSound(platform.dataDir);
  // And none of the proofs is content with whatever it finds.
  for (const damage of DAMAGES) await plantDamage(platform.dataDir, damage);
  const { status, verdicts } = verify(platform.dataDir);
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
  expectAllSound(platform.dataDir);
}, 180_000);
