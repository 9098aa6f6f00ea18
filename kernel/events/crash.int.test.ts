/** Goal: a process that is killed at any line loses nothing and doubles nothing. Method: a child over files, kill -9 under load, restart, compare the tallies. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { type DoomedProcess, startDoomed } from "../harness/doomed-process.ts";
import { countOnce } from "../harness/tick-process.ts";
import { talliesOf, tallyModel, tallyTicks } from "../harness/ticks.ts";
import { openStore, type Store } from "../store/open-store.ts";
import { createLogger } from "../telemetry/logger.ts";
import { createMetrics } from "../telemetry/metrics.ts";
import { systemClock } from "../time/clock.ts";
import { startEvents } from "./start-events.ts";

const KILLS = 4;
const SAID_BEFORE_KILL = 150;

let dataDir: string;
let doomed: DoomedProcess | undefined;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "paywindow-crash-"));
});
afterEach(async () => {
  await doomed?.kill();
  rmSync(dataDir, { recursive: true, force: true });
});

const open = async (name: string): Promise<Store> => {
  const store = await openStore({ name, dataDir });
  tallyModel(store);
  return store;
};

/** Starts once more, in this process, and waits until everything is consumed. */
const recover = async (): Promise<Record<"sent" | "stock" | "points", Record<string, number>>> => {
  const [ticks, window] = [await open("ticks"), await open("window")];
  const events = await startEvents({
    services: [
      { name: "ticks", store: ticks, consumers: [], listeners: [] },
      {
        name: "window",
        store: window,
        consumers: [tallyTicks(window, "stock"), tallyTicks(window, "points")],
        listeners: [],
      },
    ],
    clock: systemClock,
    log: createLogger({ level: "silent", nodeId: "test" }),
    metrics: createMetrics(),
  });
  await events.drain();
  const sent = await talliesOf(ticks, "sent");
  const [stock, points] = [await talliesOf(window, "stock"), await talliesOf(window, "points")];
  await events.stop();
  await ticks.close();
  await window.close();
  return { sent, stock, points };
};

const numbersOf = (tallies: Record<string, number>): Set<number> =>
  new Set(Object.keys(tallies).map((name) => Number(name.split(":")[1])));

describe("a killed process", () => {
  test("P29: kill -9 under load, again and again: every committed event takes effect once in every consumer", async () => {
    const said: number[] = [];
    for (let kill = 0; kill < KILLS; kill++) {
      doomed = await startDoomed({ dataDir, services: ["ticks", "window"], from: kill * 1_000_000 });
      await doomed.saidAtLeast(SAID_BEFORE_KILL + Math.random() * SAID_BEFORE_KILL);
      await doomed.kill();
      said.push(...doomed.committed);
    }
    const { sent, stock, points } = await recover();
    expect(said.length).toBeGreaterThanOrEqual(KILLS * SAID_BEFORE_KILL);
    expect(said.filter((number) => sent[`sent:${number}`] !== 1)).toEqual([]);
    expect(numbersOf(stock)).toEqual(numbersOf(sent));
    expect(numbersOf(points)).toEqual(numbersOf(sent));
    const all = [...Object.values(sent), ...Object.values(stock), ...Object.values(points)];
    expect(all.filter((times) => times !== 1)).toEqual([]);
  });

  test("P14: killed between the commit and the answer, the same key gives the stored answer", async () => {
    doomed = await startDoomed({ dataDir, services: [], dieUnderKey: "key-1" });
    expect(await doomed.ended).toBe("SIGKILL");
    const store = await open("ticks");
    let replays = 0;
    const answer = await countOnce(store, "key-1", () => {
      replays += 1;
    });
    expect(answer).toEqual({ minorUnits: 5n, currencyCode: "CNY" });
    expect(replays).toBe(1);
    expect(await talliesOf(store, "done")).toEqual({ "done:key-1": 1 });
    await store.close();
  });
});
