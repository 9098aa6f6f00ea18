/** Goal: a service learns once that a user has the phone at hand. Method: a real node over a real store. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { serviceCaller } from "../../../kernel/auth/caller.ts";
import { PhoneCodePurpose } from "../../../proto/gen/paywindow/identity/v1/registration.ts";
import { type RegistrationWorld, refusedWith, startRegistrationWorld } from "../testing/registration-world.ts";

const purpose = PhoneCodePurpose.PHONE_CODE_PURPOSE_BIND_CARD;
const userId = "usr_demoshopper1";
const phone = "13800000001";
let world: RegistrationWorld;
beforeAll(async () => {
  world = await startRegistrationWorld();
});
afterAll(() => world.stop());

const ask = async (): Promise<string> => {
  world.clock.advance(60_000);
  await world.as({ kind: "user", id: userId }).requestPhoneCode({ purpose, phone: "" });
  return world.codeOn(phone);
};
const redeem = (phoneCode: string, overrides: object = {}, caller = serviceCaller("payments")) =>
  world.as(caller).redeemPhoneCode({ userId, purpose, phoneCode, ...overrides });

test("X10: a right code, once", async () => {
  const code = await ask();
  expect(await redeem(code)).toEqual({ maskedPhone: "138****0001", phoneIndex: expect.stringMatching(/^[\w-]{43}$/) });
  expect((await refusedWith(redeem(code)))[0]).toBe("PHONE_CODE_EXPIRED");
});

test("a code is good for its purpose only", async () => {
  const code = await world.askCode(phone);
  expect((await refusedWith(redeem(code)))[0]).toMatch(/^PHONE_CODE_(EXPIRED|WRONG)$/);
});

test("five wrong ones end it, even when they come at once", async () => {
  const code = await ask();
  const wrong = code === "000000" ? "000001" : "000000";
  const answers = await Promise.all(Array.from({ length: 8 }, () => refusedWith(redeem(wrong))));
  expect(answers.filter(([reason]) => reason === "PHONE_CODE_WRONG")).toHaveLength(5);
  expect((await refusedWith(redeem(code)))[0]).toBe("PHONE_CODE_EXPIRED");
});

test.each<[string, object, ReturnType<typeof serviceCaller>?]>([
  ["CALLER_UNKNOWN", {}, { kind: "anonymous", id: "" }],
  ["CALLER_NOT_ALLOWED", {}, { kind: "user", id: userId }],
  ["REQUEST_INVALID", { phoneCode: "12345" }, serviceCaller("payments")],
  ["REQUEST_INVALID", { userId: "stf_democashier1" }, serviceCaller("payments")],
  ["PHONE_NOT_KNOWN", { userId: "usr_nophone" }, serviceCaller("payments")],
])("%s %j", async (reason, overrides, caller) => {
  expect((await refusedWith(redeem("123456", overrides, caller)))[0]).toBe(reason);
});
