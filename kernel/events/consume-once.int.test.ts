/** Goal: an event that comes again is known, at once and without a failure. Method: one event handed to one consumer over and over, at once and after. */
import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import { Money } from "../../proto/gen/paywindow/common/v1/money.ts";
import { aTick, eachOnce, talliesOf, tallyModel, tallyTicks, tickCounted } from "../harness/ticks.ts";
import { openStore, type Store } from "../store/open-store.ts";
import { systemClock } from "../time/clock.ts";
import { consumeOnce } from "./consume-once.ts";
import { inboxModel } from "./inbox-model.ts";

const event = {
  eventId: "evt_1",
  type: tickCounted.type,
  eventTime: systemClock.now(),
  traceparent: "",
  payload: Buffer.from(Money.encode(aTick(0)).finish()),
};

let store: Store;
beforeEach(async () => {
  store = await openStore({ name: "ticks" });
  tallyModel(store);
  inboxModel(store.connection);
  await store.ready();
});
afterEach(() => store.close());

const hand = () => consumeOnce({ service: "ticks", store, consumer: tallyTicks(store, "done") }, event, systemClock);

test("P32: one effect, and every repetition is a duplicate", async () => {
  expect(await hand()).toBe("consumed");
  expect([await hand(), await hand()]).toEqual(["duplicate", "duplicate"]);
  expect(await talliesOf(store, "done")).toEqual(eachOnce("done", 1));
});

test("P32: ten at once are one effect and nine duplicates", async () => {
  const outcomes = await Promise.all(Array.from({ length: 10 }, hand));
  expect(outcomes.sort()).toEqual(["consumed", ...Array(9).fill("duplicate")]);
  expect(await talliesOf(store, "done")).toEqual(eachOnce("done", 1));
});

test("P32: what does not concern a consumer costs it no transaction and leaves no mark", async () => {
  const consumer = { ...tallyTicks(store, "done"), concerns: () => false };
  const transactions = jest.spyOn(store, "transaction");
  expect(await consumeOnce({ service: "ticks", store, consumer }, event, systemClock)).toBe("skipped");
  expect(transactions).not.toHaveBeenCalled();
  expect(await talliesOf(store, "done")).toEqual({});
  expect(await inboxModel(store.connection).countDocuments()).toBe(0);
});
