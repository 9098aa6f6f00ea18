import { writeSync } from "node:fs";
import { Money } from "../../proto/gen/paywindow/common/v1/money.ts";
import { connectNats } from "../events/connect-nats.ts";
import { createOutbox } from "../events/outbox.ts";
import { startEvents } from "../events/start-events.ts";
import { createIdempotency } from "../idempotency/create-idempotency.ts";
import { openStore, type Store } from "../store/open-store.ts";
import { createLogger } from "../telemetry/logger.ts";
import { createMetrics } from "../telemetry/metrics.ts";
import { systemClock } from "../time/clock.ts";
import { aTick, sendTick, tallyModel, tallyTicks } from "./ticks.ts";

/** What a test asks of a process that it is going to kill: `node tick-process.ts '<json>'`. */
export interface TickProcess {
  readonly dataDir: string;
  /** The services that it runs: `ticks` sends, `window` tallies in two consumers. */
  readonly services: readonly ("ticks" | "window")[];
  readonly natsUrl?: string;
  /** The first number that `ticks` sends; it prints each when that is committed. Without it `ticks` only relays what its outbox holds. */
  readonly from?: number;
  /** Answers one request under this key, and is dead between the commit and the answer. */
  readonly dieUnderKey?: string;
}

const log = createLogger({ level: "silent", nodeId: "tick-process" });

const open = async (name: string, dataDir: string): Promise<Store> => {
  const store = await openStore({ name, dataDir });
  tallyModel(store);
  return store;
};

const runService = async (name: string, { dataDir }: TickProcess) => {
  const store = await open(name, dataDir);
  const consumers = name === "window" ? [tallyTicks(store, "stock"), tallyTicks(store, "points")] : [];
  return { name, store, consumers, listeners: [] };
};

const SENDERS = 8;

const sendForEver = async (store: Store, from: number): Promise<void> => {
  const outbox = createOutbox(store, "ticks");
  let next = from;
  const sendNext = async (): Promise<void> => {
    for (;;) {
      const number = next++;
      await sendTick(store, outbox, number, systemClock.now());
      writeSync(1, `${number}\n`);
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, sendNext));
};

/** The request that both the dying process and the test make. */
export const countOnce = (store: Store, key: string, markReplayed: () => void = () => {}) => {
  const idempotency = createIdempotency({ store, service: "ticks", metrics: createMetrics() });
  const context = { now: systemClock.now(), markReplayed };
  const request = { rpc: "countTick", scope: "mer_1", key, request: Buffer.from("five"), codec: Money, context };
  return idempotency.run(request, async (session) => {
    await tallyModel(store).updateOne({ _id: `done:${key}` }, { $inc: { times: 1 } }, { upsert: true, session });
    return aTick(5);
  });
};

const run = async (task: TickProcess): Promise<void> => {
  if (task.dieUnderKey !== undefined) {
    await countOnce(await open("ticks", task.dataDir), task.dieUnderKey);
    process.kill(process.pid, "SIGKILL");
  }
  const services = await Promise.all(task.services.map((name) => runService(name, task)));
  const nats = task.natsUrl ? await connectNats({ url: task.natsUrl, name: "tick-process", log }) : undefined;
  const settings = { ackWaitMs: 1_000 };
  await startEvents({ services, nats, clock: systemClock, log, metrics: createMetrics(), settings });
  writeSync(1, "ready\n");
  const sender = services.find(({ name }) => name === "ticks");
  if (sender && task.from !== undefined) await sendForEver(sender.store, task.from);
};

if (process.argv[1] === import.meta.filename) await run(JSON.parse(process.argv[2] ?? "{}"));
