/** CheckInTill: a till's last contact, and what it may take without the next. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { plusMs } from "../../../kernel/time/clock.ts";
import { MERCHANT, STORE } from "../testing/builders.ts";
import { expectRefused } from "../testing/expect-refused.ts";
import { type callers, type PaymentsWorld, startPaymentsWorld } from "../testing/payments-world.ts";

let world: PaymentsWorld;
beforeAll(async () => {
  world = await startPaymentsWorld();
});
afterAll(() => world.stop());

const till = { merchantId: MERCHANT, storeId: STORE, terminalId: "till-1" };
/** That many seconds from now. */
const at = (seconds: number) => plusMs(world.clock.now(), seconds * 1000);

test("P38: tells the terms of the merchant's contract, and keeps the instant and that nothing is counted yet", async () => {
  const terms = await world.as("cashier").checkInTill(till);
  expect(terms).toEqual({
    checkInTime: world.clock.now(),
    offline: { maxTrade: 20_000n, maxTotal: 100_000n, maxAgeS: 86_400 },
  });
  world.clock.advance(60_000);
  await world.as("cashier").checkInTill(till);
  expect(await world.rows("OfflineTill")).toEqual([
    { _id: `${STORE}:till-1`, checkInTime: world.clock.now(), taken: 0n },
  ]);
});

test("two tabs of a new till at once are one till", async () => {
  const both = [0, 1].map(() => world.as("cashier").checkInTill({ ...till, terminalId: "till-2" }));
  await Promise.all(both);
  expect(await world.rows("OfflineTill", { _id: `${STORE}:till-2` })).toHaveLength(1);
});

test("P38: a slow check-in counts from when the till asked, a minute at most, and never goes back", async () => {
  const slow = { ...till, terminalId: "till-slow" };
  const contact = async (askedTime: Date) =>
    (await world.as("cashier").checkInTill({ ...slow, askedTime })).checkInTime;
  expect(await contact(at(-3_600))).toEqual(at(-60));
  expect(await contact(at(-20))).toEqual(at(-20));
  expect(await contact(at(-40))).toEqual(at(-20));
  expect(await contact(at(30))).toEqual(at(0));
});

test("P38: a store has at most 50 tills; names that were not seen for two days make room", async () => {
  const names = Array.from({ length: 50 }, (_, n) => `many-${n}`);
  const storeId = STORE;
  await world.store.connection.model("OfflineTill").deleteMany({});
  for (const terminalId of names) await world.as("cashier").checkInTill({ ...till, terminalId });
  const another = () => world.as("cashier").checkInTill({ ...till, storeId, terminalId: "one more" });
  await expectRefused(world, "OFFLINE_TILLS_TOO_MANY", another);
  await world.as("cashier").checkInTill({ ...till, terminalId: "many-0" });
  world.clock.advance(48 * 3_600_000 + 1_000);
  await another();
  expect(await world.rows("OfflineTill")).toHaveLength(1);
});

test.each<[string, keyof typeof callers, Partial<typeof till>]>([
  ["CALLER_UNKNOWN", "anonymous", {}],
  ["MERCHANT_NOT_FOUND", "stranger", {}],
  ["MERCHANT_NOT_FOUND", "service", { merchantId: "mer_nobody" }],
  ["CALLER_NOT_ALLOWED", "elsewhere", {}],
  ["REQUEST_INVALID", "cashier", { terminalId: "" }],
])("%s to %s, and writes nothing", async (reason, who, change) => {
  await expectRefused(world, reason, () => world.as(who).checkInTill({ ...till, ...change }));
});
