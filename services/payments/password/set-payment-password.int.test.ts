/** Goal: a first payment password is set once and is in no row, log or answer. Method: a real node, a real store, real argon2. */
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { SHOPPER_1 } from "../testing/builders.ts";
import { everyRow } from "../testing/every-row.ts";
import { expectRefused } from "../testing/expect-refused.ts";
import { type PaymentsWorld, startPaymentsWorld } from "../testing/payments-world.ts";

let world: PaymentsWorld;
beforeAll(async () => {
  world = await startPaymentsWorld();
});
afterAll(() => world.stop());

const PASSWORD = "280517";
const set = (paymentPassword = PASSWORD, who: Parameters<PaymentsWorld["as"]>[0] = "shopper1") =>
  world.as(who).setPaymentPassword({ paymentPassword });

test("X10: it is kept as an argon2id hash, and the wallet says that there is one", async () => {
  await set();
  const [row] = await world.rows<{ passwordHash: { buffer: Uint8Array } }>("PaymentPassword", { _id: SHOPPER_1 });
  expect(Buffer.from(row!.passwordHash.buffer).toString()).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(await world.as("shopper1").getWallet({})).toMatchObject({ hasPaymentPassword: true });
  expect((await everyRow(world)).includes(PASSWORD)).toBe(false);
});

test("the same one again is done already; another is refused, and counts as a wrong try", async () => {
  await set();
  await expectRefused(world, "PAYMENT_PASSWORD_ALREADY_SET", () => set("731942"), ["PaymentPassword"]);
  const [row] = await world.rows<{ wrongTries: number }>("PaymentPassword", { _id: SHOPPER_1 });
  expect(row!.wrongTries).toBe(1);
});

test("of ten callers at once who set different ones, one sets it", async () => {
  const user = await world.addUser("usr_tenpasswords", 1n);
  const answers = await Promise.allSettled(
    Array.from({ length: 5 }, (_, n) => world.as(user).setPaymentPassword({ paymentPassword: `28051${n}` })),
  );
  expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
});

test("with PAYWINDOW_SECRET_KEY not even the hash can be read from the row", async () => {
  const sealed = await startPaymentsWorld({ secretKey: randomBytes(32) });
  try {
    await sealed.as("shopper1").setPaymentPassword({ paymentPassword: PASSWORD });
    expect((await everyRow(sealed)).includes("argon2id")).toBe(false);
    await sealed.as("shopper1").setPaymentPassword({ paymentPassword: PASSWORD });
  } finally {
    await sealed.stop();
  }
});

test.each<[string, string, Parameters<PaymentsWorld["as"]>[0]]>([
  ["CALLER_UNKNOWN", PASSWORD, "anonymous"],
  ["CALLER_NOT_ALLOWED", PASSWORD, "cashier"],
  ["REQUEST_INVALID", "12345", "shopper1"],
  ["REQUEST_INVALID", "1234567", "shopper1"],
  ["REQUEST_INVALID", "28O517", "shopper1"],
  ["REQUEST_INVALID", "123456", "shopper1"],
  ["REQUEST_INVALID", "777777", "shopper1"],
  ["WALLET_NOT_FOUND", PASSWORD, { kind: "user", id: "usr_nowallet" }],
])("%s and writes nothing", async (reason, password, who) => {
  await expectRefused(world, reason, () => set(password, who));
});
