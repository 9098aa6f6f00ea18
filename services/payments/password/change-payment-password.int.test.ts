/** Goal: wrong payment passwords lock, for everybody at once and over restarts, and a change is no way around. Method: two real nodes over one real store. */
import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import type { Caller } from "../../../kernel/auth/caller.ts";
import type { ReasonError } from "../../../kernel/errors/reason.ts";
import { expectRefused } from "../testing/expect-refused.ts";
import { type PaymentsWorld, startPaymentsWorld } from "../testing/payments-world.ts";

const HOURS = 3_600_000;
const OLD = "280517";
const NEW = "731942";
let world: PaymentsWorld;
let user: Caller;
let serial = 0;
beforeAll(async () => {
  world = await startPaymentsWorld({ nodes: 2 });
});
beforeEach(async () => {
  user = await world.addUser(`usr_changes${++serial}`, 1n);
  await world.as(user).setPaymentPassword({ paymentPassword: OLD });
});
afterAll(() => world.stop());

const change = (paymentPassword: string, newPaymentPassword = NEW, node = 0) =>
  world.as(user, node).changePaymentPassword({ paymentPassword, newPaymentPassword });

const wrong = (n = 0) => change(`90817${n}`, NEW, n % 2);
const outcomeOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => "DONE",
    (error: ReasonError) => error.reason,
  );

test("X10: after a change the new one holds and the old one does not", async () => {
  await change(OLD);
  await expectRefused(world, "PAYMENT_PASSWORD_WRONG", () => change(OLD), ["PaymentPassword"]);
  await change(NEW, OLD);
});

test("X10: four wrong ones are told how many tries are left, the fifth locks for three hours, right and wrong alike", async () => {
  for (const triesLeft of ["4", "3", "2", "1"])
    expect(await expectRefused(world, "PAYMENT_PASSWORD_WRONG", wrong, ["PaymentPassword"])).toMatchObject({
      metadata: { triesLeft },
    });
  const locked = await expectRefused(world, "PAYMENT_PASSWORD_LOCKED", wrong, ["PaymentPassword"]);
  expect(locked.metadata).toEqual({ retryAfterMinutes: "180" });
  await expectRefused(world, "PAYMENT_PASSWORD_LOCKED", () => change(OLD));
  world.clock.advance(3 * HOURS - 1);
  await expectRefused(world, "PAYMENT_PASSWORD_LOCKED", () => change(OLD));
  world.clock.advance(1);
  expect(await outcomeOf(wrong())).toBe("PAYMENT_PASSWORD_WRONG");
  await change(OLD);
});

test("a right one starts the count anew", async () => {
  for (let n = 0; n < 4; n++) expect(await outcomeOf(wrong(n))).toBe("PAYMENT_PASSWORD_WRONG");
  await change(OLD, OLD);
  for (let n = 0; n < 4; n++) expect(await outcomeOf(wrong(n))).toBe("PAYMENT_PASSWORD_WRONG");
  await change(OLD, OLD);
});

test("P38: of 20 wrong ones at once on two nodes four learn that they are wrong, and all others that it is locked", async () => {
  const outcomes = await Promise.all(Array.from({ length: 20 }, (_, n) => outcomeOf(wrong(n % 10))));
  expect(outcomes.filter((outcome) => outcome === "PAYMENT_PASSWORD_WRONG")).toHaveLength(4);
  expect(outcomes.filter((outcome) => outcome === "PAYMENT_PASSWORD_LOCKED")).toHaveLength(16);
});

test.each<[string, string, string, Caller]>([
  ["CALLER_UNKNOWN", OLD, NEW, { kind: "anonymous", id: "" }],
  ["REQUEST_INVALID", "", NEW, { kind: "user", id: "usr_changes1" }],
  ["REQUEST_INVALID", OLD, "234567", { kind: "user", id: "usr_changes1" }],
  ["WALLET_NOT_FOUND", OLD, NEW, { kind: "user", id: "usr_nowallet" }],
  ["PAYMENT_PASSWORD_NOT_SET", OLD, NEW, { kind: "user", id: "usr_demoshopper2" }],
])("%s and writes nothing", async (reason, paymentPassword, newPaymentPassword, who) => {
  await expectRefused(world, reason, () =>
    world.as(who).changePaymentPassword({ paymentPassword, newPaymentPassword }),
  );
});
