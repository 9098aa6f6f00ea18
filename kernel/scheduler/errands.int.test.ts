/** Goal: an errand is run until it is answered, and no longer. Method: rows of a real store, and a service that the test plays. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { type Model, Schema } from "mongoose";
import pino from "pino";
import { commonReasons } from "../errors/common-reasons.ts";
import { openStore, type Store } from "../store/open-store.ts";
import { plusMs } from "../time/clock.ts";
import { type Errand, errandsJob } from "./errands.ts";

const start = new Date("2030-01-01T00:00:00Z");
const log = pino({ level: "silent" });
const schema = new Schema<Errand>({ _id: String, dueTime: Date, tries: Number }, { versionKey: false });

let store: Store;
let rows: Model<Errand>;
beforeEach(async () => {
  store = await openStore({ name: "errands" });
  rows = store.connection.model<Errand>("Errand", schema);
  await store.ready();
});
afterEach(() => store.close());

const note = (...ids: string[]) =>
  rows.insertMany(ids.map((_id, index) => ({ _id, dueTime: plusMs(start, index), tries: 0 })));

/** Runs the job at that time; what was run. */
const run = async (afterMs: number, answer: (id: string) => Promise<unknown>): Promise<string[]> => {
  const asked: string[] = [];
  const job = errandsJob("tell", { rows, log }, ({ _id }) => {
    asked.push(_id);
    return answer(_id);
  });
  await job.run({ now: plusMs(start, afterMs), signal: new AbortController().signal });
  return asked;
};

test("what is due is run in its order, and gone once it was answered", async () => {
  await note("a", "b");
  expect(await run(0, async () => undefined)).toEqual(["a"]);
  expect(await run(1, async () => undefined)).toEqual(["b"]);
  expect(await rows.countDocuments()).toBe(0);
});

test("what was not answered is run again, ever more rarely, and keeps no other waiting", async () => {
  await note("a", "b");
  const isAway = async (id: string): Promise<void> => {
    if (id === "a") throw commonReasons.error("SERVICE_UNAVAILABLE", { metadata: { service: "content" } });
  };
  expect(await run(10, isAway)).toEqual(["a", "b"]);
  expect(await run(2_009, isAway)).toEqual([]);
  expect(await run(2_010, isAway)).toEqual(["a"]);
  expect(await run(6_009, isAway)).toEqual([]);
  expect(await run(6_010, async () => undefined)).toEqual(["a"]);
  expect(await rows.countDocuments()).toBe(0);
});

test("a refusal that no repetition mends ends it", async () => {
  await note("a");
  await run(0, () => Promise.reject(commonReasons.error("CALLER_NOT_ALLOWED")));
  expect(await rows.countDocuments()).toBe(0);
});
