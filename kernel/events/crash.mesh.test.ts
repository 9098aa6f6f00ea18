/** Goal: in a mesh a killed sender or consumer loses nothing and doubles nothing. Method: one process per service over files and a real nats-server, kill -9 in turn. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { type DoomedProcess, startDoomed } from "../harness/doomed-process.ts";
import { type NatsServer, startNatsServer } from "../harness/nats-server.ts";
import { talliesOf } from "../harness/ticks.ts";
import { openStore } from "../store/open-store.ts";
import { outboxModel } from "./outbox-model.ts";

const ROUNDS = 3;
const SAID_BEFORE_KILL = 150;

let dataDir: string;
let server: NatsServer;
const doomed = new Set<DoomedProcess>();

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), "paywindow-crash-"));
  server = await startNatsServer();
});
afterEach(async () => {
  for (const child of doomed) await child.kill();
  doomed.clear();
  await server.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const start = async (service: "ticks" | "window", from?: number): Promise<DoomedProcess> => {
  const child = await startDoomed({ dataDir, services: [service], natsUrl: server.url, from });
  doomed.add(child);
  return child;
};

const read = async (service: string, prefixes: readonly string[]): Promise<Record<string, number>[]> => {
  const store = await openStore({ name: service, dataDir });
  const tallies = await Promise.all(prefixes.map((prefix) => talliesOf(store, prefix)));
  await store.close();
  return tallies;
};

const numbersOf = (tallies: Record<string, number> = {}): Set<number> =>
  new Set(Object.keys(tallies).map((name) => Number(name.split(":")[1])));

/** Whether the sender's outbox, which this process may open while the sender is dead, is empty. */
const isOutboxEmpty = async (): Promise<boolean> => {
  const store = await openStore({ name: "ticks", dataDir });
  const row = await outboxModel(store.connection).exists({});
  await store.close();
  return row === null;
};

describe("a mesh whose processes are killed", () => {
  test("P29: sender, consumer and server killed in turn under load: every committed event takes effect once", async () => {
    const said: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const window = await start("window");
      const ticks = await start("ticks", round * 1_000_000);
      await ticks.saidAtLeast(SAID_BEFORE_KILL * Math.random());
      await window.kill();
      await ticks.saidAtLeast(SAID_BEFORE_KILL);
      if (round === 1) {
        await server.kill();
        await server.start({ wiped: true });
      }
      await ticks.kill();
      said.push(...ticks.committed);
    }
    await start("window");
    for (let isDone = false; !isDone; isDone = await isOutboxEmpty()) {
      const relay = await startDoomed({ dataDir, services: ["ticks"], natsUrl: server.url });
      await sleep(1_000);
      await relay.kill();
    }
    for (const child of doomed) await child.kill();
    const [sent] = await read("ticks", ["sent"]);
    const [stock, points] = await read("window", ["stock", "points"]);
    expect(said.filter((number) => sent?.[`sent:${number}`] !== 1)).toEqual([]);
    expect(numbersOf(stock)).toEqual(numbersOf(sent));
    expect(numbersOf(points)).toEqual(numbersOf(sent));
    const all = [sent, stock, points].flatMap((tallies) => Object.values(tallies ?? {}));
    expect(all.filter((times) => times !== 1)).toEqual([]);
  }, 120_000);
});
