/** Goal: a job runs again and again, on one node at a time, and a dead node's job goes on elsewhere. Method: several schedulers over one embedded store. */

import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { openStore, type Store } from "../store/open-store.ts";
import { createLogger } from "../telemetry/logger.ts";
import { createMetrics } from "../telemetry/metrics.ts";
import { fixedClock, systemClock } from "../time/clock.ts";
import { Lease } from "./lease.ts";
import { leaseModel } from "./lease-model.ts";
import type { Job } from "./scheduler.ts";
import { type Scheduler, type SchedulerOptions, startScheduler } from "./start-scheduler.ts";

const log = createLogger({ level: "silent", nodeId: "test" });
const started: Scheduler[] = [];
let store: Store;

beforeEach(async () => {
  store = await openStore({ name: "ticks" });
});
afterEach(async () => {
  for (const scheduler of started.splice(0)) await scheduler.stop();
  await store.close();
});

const start = (nodeId: string, job: Job, more: Partial<SchedulerOptions> = {}): Scheduler => {
  const metrics = createMetrics();
  const scheduler = startScheduler({
    jobs: [job],
    store,
    service: "ticks",
    nodeId,
    clock: systemClock,
    log,
    metrics,
    ...more,
  });
  started.push(scheduler);
  return scheduler;
};

const aJob = (run: Job["run"], everyMs = 5): Job => ({ name: "scan", everyMs, run });

const until = async (isSo: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await isSo())) await sleep(2);
};

describe("the scheduler", () => {
  test("two nodes over one store: one run at a time, again and again", async () => {
    let underWay = 0;
    let most = 0;
    let runs = 0;
    const run = async (): Promise<void> => {
      underWay += 1;
      most = Math.max(most, underWay);
      await sleep(3);
      underWay -= 1;
      runs += 1;
    };
    start("a", aJob(run));
    start("b", aJob(run));
    await until(() => runs >= 10);
    expect(most).toBe(1);
  });

  test("a node that stops gives its job back, and waits for the run at hand", async () => {
    const ranOn: string[] = [];
    let finished = false;
    const slow = aJob(async ({ signal }) => {
      ranOn.push("a");
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
      await sleep(5);
      finished = true;
    });
    const first = start("a", slow);
    await until(() => ranOn.length > 0);
    start(
      "b",
      aJob(async () => void ranOn.push("b")),
    );
    await first.stop();
    expect(finished).toBe(true);
    await until(() => ranOn.includes("b"));
  });

  test("a dead owner's lease is taken over when it has expired, and the old owner cannot renew it", async () => {
    const clock = fixedClock();
    const [a, b] = ["a", "b"].map((nodeId) => new Lease(store, { job: "scan", nodeId, clock, leaseMs: 1000 }));
    expect(await a!.hold()).toBe(true);
    expect(await b!.hold()).toBe(false);
    clock.advance(999);
    expect(await b!.hold()).toBe(false);
    clock.advance(1);
    expect(await b!.hold()).toBe(true);
    expect(await a!.renew()).toBe(false);
    expect(await a!.hold()).toBe(false);
    await b!.release();
    expect(await a!.hold()).toBe(true);
  });

  test("a lease that is renewed in time stays where it is", async () => {
    const clock = fixedClock();
    const [a, b] = ["a", "b"].map((nodeId) => new Lease(store, { job: "scan", nodeId, clock, leaseMs: 1000 }));
    for (let turn = 0; turn < 5; turn++) {
      expect(await a!.hold()).toBe(true);
      expect(await b!.hold()).toBe(false);
      clock.advance(600);
    }
  });

  test("an embedded store has one process: the lease of a process that was killed is free at once", async () => {
    const dead = { owner: "11111111-1111-1111-1111-111111111111/a", fence: 3, expireTime: new Date("2999-01-01") };
    await leaseModel(store.connection).create([{ _id: "scan", ...dead }]);
    let runs = 0;
    start(
      "a",
      aJob(async () => {
        runs += 1;
      }),
    );
    await until(() => runs > 0);
    expect(await leaseModel(store.connection).findById("scan")).toMatchObject({ fence: 4 });
  });

  test("a run whose lease went to another node is told to stop", async () => {
    let reason: unknown;
    let begun = false;
    start(
      "a",
      aJob(async ({ signal }) => {
        begun = true;
        await new Promise((resolve) => signal.addEventListener("abort", resolve));
        reason ??= signal.reason;
      }),
      { leaseMs: 60 },
    );
    await until(() => begun);
    await leaseModel(store.connection).updateOne({ _id: "scan" }, { $set: { owner: "another/b" }, $inc: { fence: 1 } });
    await until(() => reason !== undefined);
    expect(reason).toEqual(new Error("the lease of scan went to another node"));
  });

  test("a run that throws is counted, and the job goes on", async () => {
    const metrics = createMetrics();
    let runs = 0;
    const failing = aJob(async () => {
      runs += 1;
      if (runs === 1) throw new Error("once");
    });
    start("a", failing, { metrics });
    await until(() => runs >= 3);
    const text = await metrics.registry.metrics();
    expect(text).toContain('paywindow_job_runs_total{service="ticks",job="scan",outcome="failed"} 1');
    expect(text).toMatch(/paywindow_job_runs_total\{service="ticks",job="scan",outcome="done"\} [1-9]/);
  });

  test("runNow runs out of turn with the clock's time, passes failures on, and knows its jobs", async () => {
    const clock = fixedClock("2026-05-01T08:00:00.000Z");
    const seen: Date[] = [];
    const scheduler = start(
      "a",
      aJob(async ({ now }) => void seen.push(now), 3_600_000),
      { clock },
    );
    await scheduler.runNow("scan");
    expect(seen).toContainEqual(clock.now());
    await expect(scheduler.runNow("scam")).rejects.toThrow("ticks has no job scam");
    const other = start(
      "b",
      aJob(async () => {}, 3_600_000),
      { clock },
    );
    await expect(other.runNow("scan")).rejects.toThrow("ticks.scan is held by another node than b");
  });

  test("runNow rejects with what the run threw", async () => {
    const failing = aJob(async () => {
      throw new Error("no");
    }, 3_600_000);
    await expect(start("a", failing).runNow("scan")).rejects.toThrow("no");
  });
});
