import { type Model, Schema } from "mongoose";
import { Money } from "../../proto/gen/paywindow/common/v1/money.ts";
import { consume, defineEvent, type EventConsumer, type EventType, type Outbox } from "../events/event.ts";
import type { Store } from "../store/open-store.ts";

/** The event of the kernel's own tests: something was counted. Its payload is a Money whose minor units are the number. */
export const tickCounted: EventType<Money> = defineEvent("ticks.tick.counted", Money);

export const aTick = (number: number): Money => ({ minorUnits: BigInt(number), currencyCode: "CNY" });

interface Tally {
  readonly _id: string;
  readonly times: number;
}

const schema = new Schema<Tally>(
  { _id: { type: String, required: true }, times: { type: Number, required: true } },
  { collection: "tallies", versionKey: false },
);

/** What is written per tick, by sender and consumers alike: how many times. Doubling one shows as 2, losing one as an absence. */
export const tallyModel = (store: Store): Model<Tally> =>
  (store.connection.models["Tally"] as Model<Tally> | undefined) ?? store.connection.model<Tally>("Tally", schema);

/** Commits a tick: the state (a tally `sent:<n>`) and its event in one transaction. */
export const sendTick = (store: Store, outbox: Outbox, number: number, now: Date, traceparent = ""): Promise<void> =>
  store.transaction(async (session) => {
    await tallyModel(store).updateOne({ _id: `sent:${number}` }, { $inc: { times: 1 } }, { upsert: true, session });
    await outbox.append(session, tickCounted, aTick(number), { now, traceparent, key: String(number) });
  });

/** A durable consumer that tallies `<name>:<n>` in its own store; `before` may throw, wait or look. */
export const tallyTicks = (
  store: Store,
  name: string,
  before: (number: number) => void | Promise<void> = () => {},
): EventConsumer =>
  consume(tickCounted, name, async ({ minorUnits }, { session }) => {
    await before(Number(minorUnits));
    await tallyModel(store).updateOne(
      { _id: `${name}:${minorUnits}` },
      { $inc: { times: 1 } },
      { upsert: true, session },
    );
  });

/** All tallies under a prefix: `{ "stock:1": 1, … }`. */
export const talliesOf = async (store: Store, prefix: string): Promise<Record<string, number>> => {
  const rows = await tallyModel(store).find({ _id: { $gte: `${prefix}:`, $lt: `${prefix};` } });
  return Object.fromEntries(rows.map(({ _id, times }) => [_id, times]));
};

/** What `talliesOf` answers where each of the first ticks was counted exactly once. */
export const eachOnce = (prefix: string, count: number): Record<string, number> =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`${prefix}:${index}`, 1]));
