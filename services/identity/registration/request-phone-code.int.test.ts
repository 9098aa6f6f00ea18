/** Goal: a code reaches its phone and nobody else, and is not kept in clear. Method: a real node over a real store, and the demo's phones. */
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { mongo } from "mongoose";
import { PhoneCodePurpose } from "../../../proto/gen/paywindow/identity/v1/registration.ts";
import { identityReasons } from "../errors.ts";
import { aPhone, type RegistrationWorld, refusedWith, startRegistrationWorld } from "../testing/registration-world.ts";

const { PHONE_CODE_PURPOSE_REGISTER: REGISTER, PHONE_CODE_PURPOSE_BIND_CARD: BIND_CARD } = PhoneCodePurpose;
const secretKey = randomBytes(32);
let world: RegistrationWorld;
beforeAll(async () => {
  world = await startRegistrationWorld({ config: { secretKey } });
});
afterAll(() => world.stop());

const request = (phone: string, purpose: PhoneCodePurpose = REGISTER) =>
  world.as().requestPhoneCode({ purpose, phone });

test("X10: six digits in a message to that phone, good for five minutes; the next one after a minute", async () => {
  const phone = aPhone();
  expect(await request(phone)).toEqual({
    expireTime: new Date("2030-01-01T00:05:00.000Z"),
    resendTime: new Date("2030-01-01T00:01:00.000Z"),
  });
  const { messages } = await world.as().listPhoneMessages({ phone });
  expect(messages).toEqual([{ text: expect.stringMatching(/验证码 \d{6}，/), sendTime: world.clock.now() }]);
  expect(await refusedWith(request(phone))).toEqual(["PHONE_CODE_TOO_SOON", { retryAfterSeconds: "60" }]);
});

test("X10: ten a day go to a phone, the eleventh does not", async () => {
  const phone = aPhone();
  for (let sent = 0; sent < 10; sent++) {
    await request(phone);
    world.clock.advance(60_000);
  }
  expect((await refusedWith(request(phone)))[0]).toBe("PHONE_CODE_TOO_MANY");
  world.clock.advance(24 * 3_600_000);
  await request(phone);
});

test("of ten requests at once one sends a message", async () => {
  const phone = aPhone();
  const answers = await Promise.allSettled(Array.from({ length: 10 }, () => request(phone)));
  expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect((await world.as().listPhoneMessages({ phone })).messages).toHaveLength(1);
});

test("no row holds the code or the number", async () => {
  const phone = aPhone();
  const code = await world.askCode(phone);
  const rows: Buffer[] = [];
  for (const { collection } of Object.values(world.store.connection.models))
    for (const row of await collection.find({}).toArray()) rows.push(Buffer.from(mongo.BSON.serialize(row)));
  const stored = Buffer.concat(rows);
  expect([stored.includes(phone), stored.includes(code)]).toEqual([false, false]);
});

test("a code for a card goes to the caller's own phone", async () => {
  const shopper = world.as({ kind: "user", id: "usr_demoshopper1" });
  await shopper.requestPhoneCode({ purpose: BIND_CARD, phone: "" });
  expect((await world.as().listPhoneMessages({ phone: "13800000001" })).messages).toHaveLength(1);
});

test("SMS_NOT_OFFERED where nobody brings messages: trying again is of no use", async () => {
  const off = await startRegistrationWorld({ demo: false });
  try {
    const asked = off.as().requestPhoneCode({ purpose: REGISTER, phone: aPhone() });
    expect((await refusedWith(asked))[0]).toBe("SMS_NOT_OFFERED");
    expect(identityReasons.rows.SMS_NOT_OFFERED.retryable).toBe(false);
  } finally {
    await off.stop();
  }
});

test.each<[string, PhoneCodePurpose, string, "user" | "staff" | "anonymous", string]>([
  ["REQUEST_INVALID", REGISTER, "12345", "anonymous", ""],
  ["REQUEST_INVALID", REGISTER, "23800000001", "anonymous", ""],
  ["REQUEST_INVALID", BIND_CARD, "13800000001", "user", "usr_demoshopper1"],
  ["REQUEST_INVALID", PhoneCodePurpose.PHONE_CODE_PURPOSE_UNSPECIFIED, "", "user", "usr_demoshopper1"],
  ["CALLER_UNKNOWN", BIND_CARD, "", "anonymous", ""],
  ["CALLER_NOT_ALLOWED", BIND_CARD, "", "staff", "stf_democashier1"],
])("%s for purpose %d and phone %j", async (reason, purpose, phone, kind, id) => {
  const asked = world.as({ kind, id }).requestPhoneCode({ purpose, phone });
  expect((await refusedWith(asked))[0]).toBe(reason);
});
