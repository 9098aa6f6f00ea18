/** Goal: over a real nats-server every committed event takes effect once, whatever node or server ends. Method: nodes over embedded stores, server killed and wiped. */

import { cpSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { NatsConnection } from "nats";
import { type NatsServer, startNatsServer } from "../harness/nats-server.ts";
import { eachOnce, sendTick, talliesOf, tallyModel, tallyTicks, tickCounted } from "../harness/ticks.ts";
import { openStore, type Store } from "../store/open-store.ts";
import { createLogger } from "../telemetry/logger.ts";
import { createMetrics } from "../telemetry/metrics.ts";
import { systemClock } from "../time/clock.ts";
import { connectNats } from "./connect-nats.ts";
import { type EventConsumer, type EventListener, listen } from "./event.ts";
import { streamOf } from "./jet-streams.ts";
import { createOutbox } from "./outbox.ts";
import { outboxModel } from "./outbox-model.ts";
import type { EventSettings } from "./settings.ts";
import { type Events, startEvents } from "./start-events.ts";

const log = createLogger({ level: "silent", nodeId: "test" });
const quick: Partial<EventSettings> = {
  maxTries: 3,
  firstDelayMs: 5,
  maxDelayMs: 20,
  sweepMs: 500,
  ackTimeoutMs: 1_000,
  // An answer that a server's restart swallowed is given again after so long.
  ackWaitMs: 1_500,
};
const opened: { stop(): Promise<unknown> }[] = [];
let server: NatsServer;

beforeEach(async () => {
  server = await startNatsServer();
});
afterEach(async () => {
  for (const part of opened.splice(0).reverse()) await part.stop();
  await server.close();
});

const aStore = async (name: string, faults?: Parameters<typeof openStore>[0]["faults"]): Promise<Store> => {
  const store = await openStore({ name, faults });
  tallyModel(store);
  opened.push({ stop: () => store.close() });
  return store;
};

const aConnection = async (): Promise<NatsConnection> => {
  const nats = await connectNats({ url: server.url, name: "test", log });
  opened.push({ stop: () => nats.close() });
  return nats;
};

interface NodeOptions {
  readonly name: string;
  readonly store: Store;
  readonly consumers?: readonly EventConsumer[];
  readonly listeners?: readonly EventListener[];
  readonly settings?: Partial<EventSettings>;
  readonly metrics?: ReturnType<typeof createMetrics>;
}

/** A node of one service, with its own connection. */
const aNode = async ({
  name,
  store,
  consumers = [],
  listeners = [],
  settings,
  metrics,
}: NodeOptions): Promise<Events> => {
  const events = await startEvents({
    services: [{ name, store, consumers, listeners }],
    nats: await aConnection(),
    clock: systemClock,
    log,
    metrics: metrics ?? createMetrics(),
    settings: { ...quick, ...settings },
  });
  opened.push(events);
  return events;
};

const send = async (store: Store, from: number, to: number): Promise<void> => {
  const outbox = createOutbox(store, "ticks");
  const numbers = Array.from({ length: to - from }, (_, index) => from + index);
  await Promise.all(numbers.map((n) => sendTick(store, outbox, n, systemClock.now())));
};

const until = async (isSo: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await isSo())) await sleep(10);
};

const rowsOf = (store: Store) => outboxModel(store.connection).find({}).sort({ order: 1 });

describe("events over JetStream", () => {
  test("P29: every event takes effect once in every group, and the outbox is empty afterwards", async () => {
    const [ticks, window, member] = [await aStore("ticks"), await aStore("window"), await aStore("member")];
    await aNode({ name: "window", store: window, consumers: [tallyTicks(window, "stock"), tallyTicks(window, "log")] });
    await aNode({ name: "member", store: member, consumers: [tallyTicks(member, "points")] });
    const sender = await aNode({ name: "ticks", store: ticks });
    await send(ticks, 0, 300);
    await sender.drain();
    expect(await talliesOf(window, "stock")).toEqual(eachOnce("stock", 300));
    expect(await talliesOf(window, "log")).toEqual(eachOnce("log", 300));
    expect(await talliesOf(member, "points")).toEqual(eachOnce("points", 300));
  });

  test("P29: with the stores' faults on both sides", async () => {
    const ticks = await aStore("ticks", { seed: 3, transientBefore: 0.3, unknownAfter: 0.3 });
    const window = await aStore("window", { seed: 4, transientBefore: 0.3, unknownAfter: 0.3 });
    await aNode({ name: "window", store: window, consumers: [tallyTicks(window, "stock")] });
    const sender = await aNode({ name: "ticks", store: ticks });
    await send(ticks, 0, 60);
    await sender.drain();
    expect(await talliesOf(window, "stock")).toEqual(eachOnce("stock", 60));
  });

  test("two nodes of one group share the events; a third that comes later takes part", async () => {
    const [ticks, window] = [await aStore("ticks"), await aStore("window")];
    const tookPart = new Set<string>();
    const member = (node: string): Promise<Events> =>
      aNode({
        name: "window",
        store: window,
        consumers: [
          tallyTicks(window, "stock", async () => {
            tookPart.add(node);
            await sleep(2);
          }),
        ],
        settings: { concurrency: 2 },
      });
    await member("a");
    await member("b");
    const sender = await aNode({ name: "ticks", store: ticks });
    await send(ticks, 0, 100);
    await member("c");
    await send(ticks, 100, 200);
    await sender.drain();
    expect(await talliesOf(window, "stock")).toEqual(eachOnce("stock", 200));
    expect([...tookPart].toSorted()).toEqual(["a", "b", "c"]);
  });

  test("P32: an event that was consumed but not acknowledged comes again and changes nothing", async () => {
    const [ticks, window] = [await aStore("ticks"), await aStore("window")];
    await aNode({ name: "window", store: window, consumers: [tallyTicks(window, "stock")] });
    const sender = await aNode({ name: "ticks", store: ticks });
    await send(ticks, 0, 20);
    await sender.drain();
    // The group is made anew and so reads the stream from its beginning: every event is delivered a second time.
    const manager = await (await aConnection()).jetstreamManager();
    await manager.consumers.delete(streamOf("ticks"), "window_stock");
    await until(async () => {
      const info = await manager.consumers.info(streamOf("ticks"), "window_stock").catch(() => undefined);
      return info?.ack_floor.stream_seq === 20;
    });
    expect(await talliesOf(window, "stock")).toEqual(eachOnce("stock", 20));
  });

  test("a group that comes later gets what the stream keeps", async () => {
    const [ticks, window] = [await aStore("ticks"), await aStore("window")];
    const sender = await aNode({ name: "ticks", store: ticks });
    await send(ticks, 0, 10);
    await sender.drain();
    await aNode({ name: "window", store: window, consumers: [tallyTicks(window, "stock")] });
    await until(async () => Object.keys(await talliesOf(window, "stock")).length === 10);
    expect(await talliesOf(window, "stock")).toEqual(eachOnce("stock", 10));
  });

  test("a poisoned event becomes a dead letter, holds up nobody, and can be replayed", async () => {
    const [ticks, window] = [await aStore("ticks"), await aStore("window")];
    let isPoisoned = true;
    const picky = tallyTicks(window, "stock", (n) => {
      if (n === 3 && isPoisoned) throw new TypeError("three");
    });
    const node = await aNode({ name: "window", store: window, consumers: [picky], settings: { concurrency: 1 } });
    const sender = await aNode({ name: "ticks", store: ticks });
    await send(ticks, 0, 10);
    await sender.drain();
    const { "stock:3": _, ...healthy } = eachOnce("stock", 10);
    expect(await talliesOf(window, "stock")).toEqual(healthy);
    const [letter] = await node.listDeadLetters("window");
    expect(letter).toMatchObject({
      consumer: "stock",
      type: tickCounted.type,
      tries: 3,
      lastError: "TypeError: three",
    });
    isPoisoned = false;
    expect(await node.replayDeadLetter("window", letter!._id)).toBe(true);
    expect(await talliesOf(window, "stock")).toEqual(eachOnce("stock", 10));
  });

  test("what is on the subject but no envelope becomes a dead letter too", async () => {
    const window = await aStore("window");
    const node = await aNode({ name: "window", store: window, consumers: [tallyTicks(window, "stock")] });
    await (await aConnection()).jetstream().publish("paywindow.events.ticks.tick.counted", Buffer.from([0x0a]));
    await until(async () => (await node.listDeadLetters("window")).length === 1);
    const [letter] = await node.listDeadLetters("window");
    expect(letter).toMatchObject({ eventId: "PAYWINDOW_TICKS:1", tries: 3 });
    expect(Buffer.from(letter!.payload)).toEqual(Buffer.from([0x0a]));
  });

  test("P29: rows stay in the outbox until every group has consumed, also across a restart of the server", async () => {
    const [ticks, window] = [await aStore("ticks"), await aStore("window")];
    let isClosed = true;
    const shut = tallyTicks(window, "stock", async () => {
      if (isClosed) throw new Error("closed");
    });
    const patient = { maxTries: 1000 };
    await aNode({ name: "window", store: window, consumers: [shut], settings: patient });
    const sender = await aNode({ name: "ticks", store: ticks, settings: patient });
    await send(ticks, 0, 10);
    await until(async () => (await rowsOf(ticks)).every(({ streamSeq }) => streamSeq > 0));
    expect(await rowsOf(ticks)).toHaveLength(10);
    await server.stop();
    await send(ticks, 10, 20);
    await server.start();
    await until(async () => (await rowsOf(ticks)).every(({ streamSeq }) => streamSeq > 0));
    expect(await rowsOf(ticks)).toHaveLength(20);
    isClosed = false;
    await sender.drain();
    expect(await talliesOf(window, "stock")).toEqual(eachOnce("stock", 20));
  });

  test("P29: a server that is killed and loses its whole folder loses no event that was not consumed", async () => {
    const [ticks, window] = [await aStore("ticks"), await aStore("window")];
    let isClosed = false;
    const shut = tallyTicks(window, "stock", async () => {
      if (isClosed) throw new Error("closed");
    });
    const patient = { maxTries: 1000 };
    await aNode({ name: "window", store: window, consumers: [shut], settings: patient });
    const sender = await aNode({ name: "ticks", store: ticks, settings: patient });
    await send(ticks, 0, 15);
    await sender.drain();
    isClosed = true;
    await send(ticks, 15, 25);
    await until(async () => (await rowsOf(ticks)).every(({ streamSeq }) => streamSeq > 0));
    const [lost] = await rowsOf(ticks);
    await server.kill();
    await server.start({ wiped: true });
    // The new stream counts from 1 again, and its incarnation tells the old places from the new.
    await until(async () =>
      (await rowsOf(ticks)).every(({ stream, streamSeq }) => stream !== lost!.stream && streamSeq > 0),
    );
    isClosed = false;
    await send(ticks, 25, 30);
    await sender.drain();
    expect(await talliesOf(window, "stock")).toEqual(eachOnce("stock", 30));
  });

  test("P29: rows whose place in the stream is lost are published again", async () => {
    const [ticks, window] = [await aStore("ticks"), await aStore("window")];
    const consumers = [tallyTicks(window, "stock")];
    await aNode({ name: "window", store: window, consumers });
    const sender = await aNode({ name: "ticks", store: ticks });
    await send(ticks, 0, 5);
    await sender.drain();
    // What a power failure leaves behind: rows that say "published at 6 …", a stream that ends at 5.
    await sender.stop();
    await send(ticks, 5, 8);
    const manager = await (await aConnection()).jetstreamManager();
    const { created } = await manager.streams.info(streamOf("ticks"));
    for (const [index, row] of (await rowsOf(ticks)).entries()) {
      const place = { streamSeq: 6 + index, stream: String(created) };
      await outboxModel(ticks.connection).updateOne({ _id: row._id }, { $set: place });
    }
    const again = await aNode({ name: "ticks", store: ticks });
    await again.drain();
    expect(await talliesOf(window, "stock")).toEqual(eachOnce("stock", 8));
  });

  test("P29: after a power failure that took the end of the stream from the server's disk, its groups skip nothing", async () => {
    const [ticks, window] = [await aStore("ticks"), await aStore("window")];
    const log: number[] = [];
    await aNode({ name: "window", store: window, consumers: [tallyTicks(window, "stock", (n) => void log.push(n))] });
    const sender = await aNode({ name: "ticks", store: ticks });
    const messages = join(server.folder, "jetstream", "$G", "streams", streamOf("ticks"), "msgs");
    await send(ticks, 0, 5);
    await sender.drain();
    await server.stop();
    cpSync(messages, `${messages}-early`, { recursive: true });
    await server.start();
    await send(ticks, 5, 10);
    await sender.drain();
    await server.stop();
    // The groups' state is the later one: they believe to have consumed places that the stream gives away a second time.
    rmSync(messages, { recursive: true });
    renameSync(`${messages}-early`, messages);
    await server.start();
    await send(ticks, 10, 20);
    await sender.drain();
    expect(await talliesOf(window, "stock")).toEqual(eachOnce("stock", 20));
    expect(log).toHaveLength(20);
  });

  test("a server that is not there yet is waited for", async () => {
    const [ticks, window] = [await aStore("ticks"), await aStore("window")];
    await server.stop();
    const starting = Promise.all([
      aNode({ name: "window", store: window, consumers: [tallyTicks(window, "stock")] }),
      aNode({ name: "ticks", store: ticks }),
    ]);
    await send(ticks, 0, 5);
    await server.start();
    const [, sender] = await starting;
    await sender.drain();
    await until(async () => Object.keys(await talliesOf(window, "stock")).length === 5);
    expect(await talliesOf(window, "stock")).toEqual(eachOnce("stock", 5));
  });

  test("a node that stops finishes what it pulled and leaves the rest to its group", async () => {
    const [ticks, window] = [await aStore("ticks"), await aStore("window")];
    const slow = (): EventConsumer[] => [tallyTicks(window, "stock", () => sleep(20))];
    const settings = { concurrency: 2 };
    const first = await aNode({ name: "window", store: window, consumers: slow(), settings });
    const sender = await aNode({ name: "ticks", store: ticks });
    await send(ticks, 0, 30);
    await until(async () => Object.keys(await talliesOf(window, "stock")).length > 2);
    await first.stop();
    await aNode({ name: "window", store: window, consumers: slow(), settings: { concurrency: 30 } });
    await sender.drain();
    expect(await talliesOf(window, "stock")).toEqual(eachOnce("stock", 30));
  });

  test("a node stops also while the server is away, and its events go out when both are back", async () => {
    const [ticks, window] = [await aStore("ticks"), await aStore("window")];
    const node = await aNode({ name: "window", store: window, consumers: [tallyTicks(window, "stock")] });
    const sender = await aNode({ name: "ticks", store: ticks });
    await server.stop();
    await send(ticks, 0, 5);
    await Promise.all([node.stop(), sender.stop()]);
    expect(await rowsOf(ticks)).toHaveLength(5);
    await server.start();
    await aNode({ name: "window", store: window, consumers: [tallyTicks(window, "stock")] });
    await (await aNode({ name: "ticks", store: ticks })).drain();
    expect(await talliesOf(window, "stock")).toEqual(eachOnce("stock", 5));
  });

  test("live screens on every node hear a committed event once", async () => {
    const ticks = await aStore("ticks");
    const heard: string[] = [];
    const screen = (name: string) => listen(tickCounted, ({ minorUnits }) => heard.push(`${name}${minorUnits}`));
    const gateways = [await aConnection(), await aConnection()];
    for (const [index, nats] of gateways.entries()) {
      const events = await startEvents({ services: [], nats, clock: systemClock, log, metrics: createMetrics() });
      opened.push(events);
      events.listen(screen(`gateway${index}:`));
      await nats.flush();
    }
    const sender = await aNode({ name: "ticks", store: ticks, listeners: [screen("own:")] });
    gateways[0]!.publish("paywindow.live.ticks.tick.counted", Buffer.from([0x0a]));
    await send(ticks, 0, 3);
    await sender.drain();
    await until(() => heard.length >= 9);
    const expected = ["gateway0:", "gateway1:", "own:"].flatMap((name) => [0, 1, 2].map((n) => `${name}${n}`));
    expect(heard.toSorted()).toEqual(expected);
  });

  test("the lag of a group that is away is measured by the sender", async () => {
    const [ticks, window] = [await aStore("ticks"), await aStore("window")];
    const away = await aNode({ name: "window", store: window, consumers: [tallyTicks(window, "stock")] });
    await away.stop();
    const metrics = createMetrics();
    await aNode({ name: "ticks", store: ticks, metrics });
    await send(ticks, 0, 4);
    await until(async () =>
      (await metrics.registry.metrics()).includes('paywindow_event_pending{consumer="window.stock"} 4'),
    );
    expect(await rowsOf(ticks)).toHaveLength(4);
  });
});
