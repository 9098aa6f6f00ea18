/** Goal: in one process every committed event reaches every durable consumer and takes effect once. Method: real embedded stores, with and without faults. */
import { afterEach, describe, expect, test } from "@jest/globals";
import { aTick, eachOnce, sendTick, talliesOf, tallyModel, tallyTicks, tickCounted } from "../harness/ticks.ts";
import { openStore, type Store } from "../store/open-store.ts";
import { createLogger } from "../telemetry/logger.ts";
import { createMetrics } from "../telemetry/metrics.ts";
import { systemClock } from "../time/clock.ts";
import { deadLetterModel } from "./dead-letter-model.ts";
import { askReplay } from "./dead-letters.ts";
import { type EventConsumer, type EventListener, listen } from "./event.ts";
import { inboxModel } from "./inbox-model.ts";
import { createOutbox } from "./outbox.ts";
import { outboxModel } from "./outbox-model.ts";
import type { EventSettings } from "./settings.ts";
import { type Events, startEvents } from "./start-events.ts";

const quick: Partial<EventSettings> = { maxTries: 3, firstDelayMs: 1, maxDelayMs: 5 };
const log = createLogger({ level: "silent", nodeId: "test" });
const opened: { stop(): Promise<void> }[] = [];

afterEach(async () => {
  for (const part of opened.splice(0).reverse()) await part.stop();
});

const aStore = async (name: string, faults?: Parameters<typeof openStore>[0]["faults"]): Promise<Store> => {
  const store = await openStore({ name, faults });
  tallyModel(store);
  opened.push({ stop: () => store.close() });
  return store;
};

interface Members {
  readonly consumers?: readonly EventConsumer[];
  readonly listeners?: readonly EventListener[];
  readonly settings?: Partial<EventSettings>;
}

/** A sender `ticks` and a consuming service `window`, each with its own store. */
const start = async (ticks: Store, window: Store, members: Members, metrics = createMetrics()): Promise<Events> => {
  const events = await startEvents({
    services: [
      { name: "ticks", store: ticks, consumers: [], listeners: [] },
      { name: "window", store: window, consumers: members.consumers ?? [], listeners: members.listeners ?? [] },
    ],
    clock: systemClock,
    log,
    metrics,
    settings: { ...quick, ...members.settings },
  });
  opened.push(events);
  return events;
};

const send = async (store: Store, count: number): Promise<void> => {
  const outbox = createOutbox(store, "ticks");
  await Promise.all(Array.from({ length: count }, (_, n) => sendTick(store, outbox, n, systemClock.now())));
};

describe("events in one process", () => {
  test("P29: every event takes effect once in every consumer, and the outbox is empty afterwards", async () => {
    const [ticks, window] = [await aStore("ticks"), await aStore("window")];
    const events = await start(ticks, window, {
      consumers: [tallyTicks(window, "stock"), tallyTicks(window, "points")],
    });
    await send(ticks, 200);
    await events.drain();
    expect(await talliesOf(window, "stock")).toEqual(eachOnce("stock", 200));
    expect(await talliesOf(window, "points")).toEqual(eachOnce("points", 200));
    expect(await outboxModel(ticks.connection).countDocuments({})).toBe(0);
  });

  test("P29: with the store's faults on both sides, state and event commit together and take effect once", async () => {
    const ticks = await aStore("ticks", { seed: 7, transientBefore: 0.3, unknownAfter: 0.3 });
    const window = await aStore("window", { seed: 11, transientBefore: 0.3, unknownAfter: 0.3 });
    const events = await start(ticks, window, { consumers: [tallyTicks(window, "stock")] });
    await send(ticks, 60);
    await events.drain();
    expect(await talliesOf(ticks, "sent")).toEqual(eachOnce("sent", 60));
    expect(await talliesOf(window, "stock")).toEqual(eachOnce("stock", 60));
  });

  test("P29: an event of a transaction that rolls back is never told", async () => {
    const [ticks, window] = [await aStore("ticks"), await aStore("window")];
    const events = await start(ticks, window, { consumers: [tallyTicks(window, "stock")] });
    const outbox = createOutbox(ticks, "ticks");
    const context = { now: systemClock.now(), traceparent: "", key: "1" };
    const refused = ticks.transaction(async (session) => {
      await outbox.append(session, tickCounted, aTick(1), context);
      throw new Error("no");
    });
    await expect(refused).rejects.toThrow("no");
    await events.drain();
    expect(await talliesOf(window, "stock")).toEqual({});
  });

  test("P16: the same key appends the same event, so telling it again changes nothing (P32)", async () => {
    const [ticks, window] = [await aStore("ticks"), await aStore("window")];
    const events = await start(ticks, window, { consumers: [tallyTicks(window, "stock")] });
    await send(ticks, 3);
    await events.drain();
    await send(ticks, 3);
    await send(ticks, 3);
    await events.drain();
    expect(await talliesOf(window, "stock")).toEqual(eachOnce("stock", 3));
    expect(await inboxModel(window.connection).countDocuments({})).toBe(3);
  });

  test("a consumer that fails for a while is tried again until it succeeds", async () => {
    const [ticks, window] = [await aStore("ticks"), await aStore("window")];
    let failures = 2;
    const flaky = tallyTicks(window, "stock", () => {
      if (failures-- > 0) throw new Error("not yet");
    });
    const events = await start(ticks, window, { consumers: [flaky] });
    await send(ticks, 1);
    await events.drain();
    expect(await talliesOf(window, "stock")).toEqual(eachOnce("stock", 1));
    expect(await events.listDeadLetters("window")).toEqual([]);
  });

  test("a poisoned event becomes a dead letter, holds up nobody, and can be replayed", async () => {
    const [ticks, window] = [await aStore("ticks"), await aStore("window")];
    let isPoisoned = true;
    const picky = tallyTicks(window, "stock", (n) => {
      if (n === 3 && isPoisoned) throw new TypeError("three");
    });
    const metrics = createMetrics();
    // Room for one event at a time: the poisoned one must not keep it.
    const settings = { concurrency: 1, window: 1, maxTries: 4 };
    const events = await start(ticks, window, { consumers: [picky, tallyTicks(window, "points")], settings }, metrics);
    await send(ticks, 10);
    await events.drain();

    const { "stock:3": _, ...healthy } = eachOnce("stock", 10);
    expect(await talliesOf(window, "stock")).toEqual(healthy);
    expect(await talliesOf(window, "points")).toEqual(eachOnce("points", 10));
    const [letter, ...others] = await events.listDeadLetters("window");
    expect(others).toEqual([]);
    expect(letter).toMatchObject({
      consumer: "stock",
      type: tickCounted.type,
      tries: 4,
      lastError: "TypeError: three",
    });
    expect(await metrics.registry.metrics()).toContain(
      'paywindow_event_tries_total{consumer="window.stock",outcome="dead_lettered"} 1',
    );

    expect(await events.replayDeadLetter("window", letter!._id)).toBe(false);
    expect(await events.listDeadLetters("window")).toMatchObject([{ tries: 5, state: "WAITING" }]);
    isPoisoned = false;
    expect(await events.replayDeadLetter("window", letter!._id)).toBe(true);
    expect(await talliesOf(window, "stock")).toEqual(eachOnce("stock", 10));
    expect(await events.listDeadLetters("window")).toEqual([]);
  });

  test("a payload that cannot be decoded becomes a dead letter with its bytes", async () => {
    const [ticks, window] = [await aStore("ticks"), await aStore("window")];
    const events = await start(ticks, window, { consumers: [tallyTicks(window, "stock")] });
    const row = {
      _id: "evt_broken",
      order: "1",
      type: tickCounted.type,
      eventTime: systemClock.now(),
      traceparent: "",
    };
    await outboxModel(ticks.connection).create([{ ...row, payload: Buffer.from([0x0a]), streamSeq: 0, stream: "" }]);
    await events.drain();
    const [letter] = await events.listDeadLetters("window");
    expect(Buffer.from(letter!.payload)).toEqual(Buffer.from([0x0a]));
    expect(await talliesOf(window, "stock")).toEqual({});
  });

  test("a letter whose replay was asked for while no node ran is replayed by the next one", async () => {
    const [ticks, window] = [await aStore("ticks"), await aStore("window")];
    const broken = await start(ticks, window, {
      consumers: [
        tallyTicks(window, "stock", () => {
          throw new Error("broken release");
        }),
      ],
    });
    await send(ticks, 1);
    await broken.drain();
    const [letter] = await broken.listDeadLetters("window");
    await broken.stop();
    expect(await askReplay(window, letter!._id)).toBe(true);
    expect(await askReplay(window, "stock:evt_unknown")).toBe(false);

    const repaired = await start(ticks, window, {
      consumers: [tallyTicks(window, "stock")],
      settings: { sweepMs: 10 },
    });
    while (await deadLetterModel(window.connection).exists({})) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await talliesOf(window, "stock")).toEqual(eachOnce("stock", 1));
    await repaired.stop();
  });

  test("what is in the outbox at start, also from a mesh, is delivered; what fails at stop stays for the next start", async () => {
    const [ticks, window] = [await aStore("ticks"), await aStore("window")];
    await send(ticks, 300);
    await outboxModel(ticks.connection).updateMany({}, { $set: { streamSeq: 9, stream: "an earlier mesh" } });
    const failing = tallyTicks(window, "stock", (n) => {
      if (n % 2 === 0) throw new Error("even");
    });
    const first = await start(ticks, window, {
      consumers: [failing],
      settings: { maxTries: 99, firstDelayMs: 60_000, maxDelayMs: 60_000, window: 20 },
    });
    while ((await outboxModel(ticks.connection).countDocuments({})) > 150) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await first.stop();
    expect(await outboxModel(ticks.connection).countDocuments({})).toBe(150);

    const second = await start(ticks, window, { consumers: [tallyTicks(window, "stock")] });
    await second.drain();
    expect(await talliesOf(window, "stock")).toEqual(eachOnce("stock", 300));
  });

  test("listeners hear each committed event once, and one that throws disturbs nobody", async () => {
    const [ticks, window] = [await aStore("ticks"), await aStore("window")];
    const heard: bigint[] = [];
    const deaf = listen(tickCounted, () => {
      throw new Error("deaf");
    });
    const events = await start(ticks, window, {
      listeners: [deaf, listen(tickCounted, (tick) => heard.push(tick.minorUnits))],
    });
    const late: bigint[] = [];
    const unlisten = events.listen(listen(tickCounted, (tick) => late.push(tick.minorUnits)));
    await send(ticks, 20);
    await events.drain();
    unlisten();
    await sendTick(ticks, createOutbox(ticks, "ticks"), 20, systemClock.now());
    await events.drain();
    expect(heard.toSorted((a, b) => Number(a - b))).toEqual(Array.from({ length: 21 }, (_, n) => BigInt(n)));
    expect(late).toHaveLength(20);
  });

  test("a consumer's own event, sent within its transaction, is relayed too, and drain waits for it", async () => {
    const [ticks, window] = [await aStore("ticks"), await aStore("window")];
    const outbox = createOutbox(window, "window");
    const echo: EventConsumer = {
      ...tallyTicks(window, "echo"),
      handle: (payload, { session, now, traceparent, eventId }) =>
        outbox.append(session, { type: "window.echo.made", codec: tickCounted.codec }, payload as never, {
          now,
          traceparent,
          key: eventId,
        }),
    };
    const end: EventConsumer = { ...tallyTicks(window, "end"), type: "window.echo.made" };
    const events = await start(ticks, window, { consumers: [echo, end] });
    await send(ticks, 25);
    await events.drain();
    expect(await talliesOf(window, "end")).toEqual(eachOnce("end", 25));
  });

  test("an event committed in a call that a consumer makes is relayed outside of that consumer's transaction", async () => {
    const [ticks, window] = [await aStore("ticks"), await aStore("window")];
    const outbox = createOutbox(ticks, "ticks");
    const calling = tallyTicks(window, "calling", async (n) => {
      if (n === 0) await sendTick(ticks, outbox, 7, systemClock.now());
    });
    // Its dead letter is written without a session: in the caller's transaction it would be lost with that.
    const broken = tallyTicks(window, "broken", (n) => {
      if (n === 7) throw new Error("seven");
    });
    const events = await start(ticks, window, { consumers: [calling, broken], settings: { maxTries: 1 } });
    await send(ticks, 1);
    await events.drain();
    expect(await talliesOf(window, "calling")).toEqual({ "calling:0": 1, "calling:7": 1 });
    expect(await events.listDeadLetters("window")).toMatchObject([{ consumer: "broken", lastError: "Error: seven" }]);
  });

  test("a service may send its own events only", async () => {
    const ticks = await aStore("ticks");
    const sent = sendTick(ticks, createOutbox(ticks, "payments"), 1, systemClock.now());
    await expect(sent).rejects.toThrow("payments may not send ticks.tick.counted");
  });

  test("an event of more than 512 KiB is refused before anything is committed", async () => {
    const ticks = await aStore("ticks");
    const huge = {
      type: "ticks.tick.huge",
      codec: { encode: () => ({ finish: () => Buffer.alloc(512 * 1024 + 1) }), decode: () => 0 },
    };
    const sent = ticks.transaction((session) =>
      createOutbox(ticks, "ticks").append(session, huge, 0, { now: systemClock.now(), traceparent: "", key: "1" }),
    );
    await expect(sent).rejects.toThrow("ticks.tick.huge: 524289 bytes are too many for an event");
    expect(await outboxModel(ticks.connection).countDocuments({})).toBe(0);
  });

  test("drain says what is left when time runs out", async () => {
    const [ticks, window] = [await aStore("ticks"), await aStore("window")];
    const stuck = tallyTicks(window, "stock", () => {
      throw new Error("stuck");
    });
    const events = await start(ticks, window, {
      consumers: [stuck],
      settings: { firstDelayMs: 60_000, maxDelayMs: 60_000 },
    });
    await send(ticks, 1);
    await expect(events.drain(50)).rejects.toThrow("events of ticks are still not consumed after 50 ms");
  });

  test("the lag of an outbox and its dead letters are measured", async () => {
    const [ticks, window] = [await aStore("ticks"), await aStore("window")];
    const metrics = createMetrics();
    await send(ticks, 4);
    const stuck = tallyTicks(window, "stock", () => {
      throw new Error("stuck");
    });
    await start(
      ticks,
      window,
      { consumers: [stuck], settings: { firstDelayMs: 60_000, maxDelayMs: 60_000, sweepMs: 10 } },
      metrics,
    );
    const text = async (): Promise<string> => await metrics.registry.metrics();
    while (!(await text()).includes('paywindow_outbox_rows{service="ticks"} 4'))
      await new Promise((r) => setTimeout(r, 5));
    expect(await text()).toMatch(/paywindow_outbox_oldest_seconds\{service="ticks"\} 0\.\d+/);
    expect(await text()).toContain('paywindow_event_pending{consumer="window.stock"} 4');
  });

  test("two consumers of one name are refused at start", async () => {
    const [ticks, window] = [await aStore("ticks"), await aStore("window")];
    const consumers = [tallyTicks(window, "stock"), tallyTicks(window, "stock")];
    await expect(start(ticks, window, { consumers })).rejects.toThrow("window has two consumers named stock");
  });
});
