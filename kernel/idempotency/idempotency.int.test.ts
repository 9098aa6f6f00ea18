/** Goal: one effect and equal answers per key. Method: an account of tallies on the embedded store, calls racing, a second "process" over the same store. */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { Money } from "../../proto/gen/paywindow/common/v1/money.ts";
import { defineReasons } from "../errors/reason.ts";
import { aTick, talliesOf, tallyModel } from "../harness/ticks.ts";
import { openStore, type Store } from "../store/open-store.ts";
import { createMetrics } from "../telemetry/metrics.ts";
import { fixedClock, systemClock } from "../time/clock.ts";
import { createIdempotency } from "./create-idempotency.ts";
import { type Idempotency, type IdempotentRequest, refuse } from "./idempotency.ts";
import { idempotencyModel } from "./idempotency-model.ts";

const NOW = new Date("2026-01-01T00:00:00.000Z");
const { error } = defineReasons("ticks", {
  TICK_SHORT: { code: "FAILED_PRECONDITION", retryable: false, zh: "不足 {left}", en: "Only {left} left." },
  TICK_BAD: { code: "INVALID_ARGUMENT", retryable: false, zh: "不对", en: "Not so." },
});

let store: Store;
let idempotency: Idempotency;
const anotherProcess = (): Idempotency => createIdempotency({ store, service: "ticks", metrics: createMetrics() });

let replays = 0;

beforeEach(async () => {
  replays = 0;
  store = await openStore({ name: "ticks" });
  tallyModel(store);
  idempotency = anotherProcess();
  await store.ready();
});
afterEach(() => store.close());

const aRequest = (overrides: Partial<IdempotentRequest<Money>> = {}): IdempotentRequest<Money> => {
  const markReplayed = (): void => {
    replays += 1;
  };
  const context = { now: NOW, markReplayed };
  const request = Buffer.from(Money.encode(aTick(5)).finish());
  return { rpc: "countTick", scope: "mer_1", key: "key-1", request, codec: Money, context, ...overrides };
};

/** Adds one to the tally `done:<id>` and answers how often it was done: a second effect would show in the answer and in the store. */
const count =
  (id = "1") =>
  async (session: Parameters<Parameters<Idempotency["run"]>[1]>[0]): Promise<Money> => {
    const tally = await tallyModel(store).findOneAndUpdate(
      { _id: `done:${id}` },
      { $inc: { times: 1 } },
      { upsert: true, returnDocument: "after", session },
    );
    return aTick(tally.times);
  };

const reasonOf = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "none",
    (failure) => failure.reason ?? failure.message,
  );

describe("idempotency", () => {
  test("P13: 50 concurrent equal calls take effect once and give 50 equal answers", async () => {
    const request = aRequest();
    const answers = await Promise.all(Array.from({ length: 50 }, () => idempotency.run(request, count())));
    expect(answers).toEqual(Array.from({ length: 50 }, () => aTick(1)));
    expect(replays).toBe(49);
    expect(await talliesOf(store, "done")).toEqual({ "done:1": 1 });
  });

  test("P13: 50 concurrent equal calls on many nodes take effect once, also under the store's faults", async () => {
    store.faults({ seed: 5, transientBefore: 0.3, unknownAfter: 0.3 });
    const request = aRequest();
    const nodes = Array.from({ length: 10 }, anotherProcess);
    const answers = await Promise.all(Array.from({ length: 50 }, (_, n) => nodes[n % 10]!.run(request, count())));
    expect(answers).toEqual(Array.from({ length: 50 }, () => aTick(1)));
    expect(replays).toBe(49);
    expect(await talliesOf(store, "done")).toEqual({ "done:1": 1 });
  });

  test("P14: the stored answer is given again, marked as replayed, by any process", async () => {
    expect(await idempotency.run(aRequest(), count())).toEqual(aTick(1));
    expect(replays).toBe(0);
    const again = aRequest();
    expect(await anotherProcess().run(again, count())).toEqual(aTick(1));
    expect(replays).toBe(1);
    expect(await talliesOf(store, "done")).toEqual({ "done:1": 1 });
  });

  test("P14: the same key with another body is refused, after the first and while it is in flight", async () => {
    const other = aRequest({ request: Buffer.from("other") });
    const first = idempotency.run(aRequest(), count());
    const racing = await Promise.all([reasonOf(idempotency.run(other, count("2"))), first.then(() => "first")]);
    expect(racing).toEqual(["IDEMPOTENCY_KEY_REUSED", "first"]);
    expect(await reasonOf(idempotency.run(other, count("2")))).toBe("IDEMPOTENCY_KEY_REUSED");
    expect(await reasonOf(anotherProcess().run(other, count("2")))).toBe("IDEMPOTENCY_KEY_REUSED");
    expect(await talliesOf(store, "done")).toEqual({ "done:1": 1 });
  });

  test.each([{ rpc: "countTock" }, { scope: "mer_2" }, { key: "key-2" }])(
    "equal keys of another rpc, tenant or request never meet: %j",
    async (overrides) => {
      await idempotency.run(aRequest(), count());
      expect(await idempotency.run(aRequest({ ...overrides, request: Buffer.from("other") }), count())).toEqual(
        aTick(2),
      );
    },
  );

  test("P15: a failure stores nothing and undoes its effects; the key may be used again", async () => {
    const failing = idempotency.run(aRequest(), async (session) => {
      await count()(session);
      throw error("TICK_BAD");
    });
    expect(await reasonOf(failing)).toBe("TICK_BAD");
    expect(await talliesOf(store, "done")).toEqual({});
    expect(await idempotencyModel(store.connection).countDocuments({})).toBe(0);
    expect(await idempotency.run(aRequest({ request: Buffer.from("corrected") }), count())).toEqual(aTick(1));
  });

  test("P15: duplicates in flight share the first attempt's failure, and nothing is stored", async () => {
    let attempts = 0;
    const failing = (): Promise<Money> => {
      attempts += 1;
      throw error("TICK_BAD");
    };
    const request = aRequest();
    const reasons = await Promise.all(
      Array.from({ length: 5 }, () => reasonOf(idempotency.run(request, async () => failing()))),
    );
    expect(reasons).toEqual(Array.from({ length: 5 }, () => "TICK_BAD"));
    expect(attempts).toBe(1);
    expect(await idempotencyModel(store.connection).countDocuments({})).toBe(0);
  });

  test("P14: a stored refusal commits its effects, and is replayed whole", async () => {
    const refusing = (): Promise<unknown> =>
      anotherProcess()
        .run(aRequest(), async (session) => {
          await count()(session);
          return refuse(error("TICK_SHORT", { metadata: { left: "3" } }));
        })
        .catch((refusal) => refusal);
    const first = await refusing();
    const second = await refusing();
    expect(first).toMatchObject({ domain: "ticks", reason: "TICK_SHORT", row: { code: "FAILED_PRECONDITION" } });
    expect(second).toEqual(first);
    expect((second as ReturnType<typeof error>).localized("en")).toBe("Only 3 left.");
    expect(replays).toBe(1);
    expect(await talliesOf(store, "done")).toEqual({ "done:1": 1 });
  });

  test("an answer without content is stored and replayed", async () => {
    const empty = { minorUnits: 0n, currencyCode: "" };
    for (const node of [idempotency, anotherProcess()]) {
      expect(await node.run(aRequest(), async () => empty)).toEqual(empty);
    }
    expect(replays).toBe(1);
  });

  test("a duplicate key of the work's own is the work's failure, not a replay", async () => {
    await tallyModel(store).create([{ _id: "done:1", times: 1 }]);
    const clashing = idempotency.run(aRequest(), async (session) => {
      await tallyModel(store).create([{ _id: "done:1", times: 9 }], { session });
      return aTick(1);
    });
    await expect(clashing).rejects.toMatchObject({ code: 11000 });
    expect(await idempotencyModel(store.connection).countDocuments({})).toBe(0);
  });

  test("P16: an answer is kept for 30 days, longer than anybody tries again", async () => {
    if (store.engine === "mongodb") return;
    const days = (count: number) => count * 24 * 3_600_000;
    const clock = fixedClock(systemClock.now());
    const aging = await openStore({ name: "ticks", clock });
    try {
      const node = createIdempotency({ store: aging, service: "ticks", metrics: createMetrics() });
      await aging.ready();
      await node.run(aRequest(), async () => aTick(1));
      clock.advance(days(30) - 60_000);
      await aging.expire();
      expect(await node.run(aRequest(), async () => aTick(2))).toEqual(aTick(1));
      clock.advance(120_000);
      await aging.expire();
      expect(await idempotencyModel(aging.connection).countDocuments({})).toBe(0);
    } finally {
      await aging.close();
    }
  });

  test.each([
    ["", "IDEMPOTENCY_KEY_MISSING"],
    ["x".repeat(201), "REQUEST_INVALID"],
    ["键", "REQUEST_INVALID"],
    ["a\nb", "REQUEST_INVALID"],
  ])("the key %j is refused: %s", async (key, reason) => {
    expect(await reasonOf(idempotency.run(aRequest({ key }), count()))).toBe(reason);
    expect(await talliesOf(store, "done")).toEqual({});
  });
});
