/** Goal: the demo's phone shows its messages, newest first, and is nobody's without the demo. Method: a real node over a real store. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { aPhone, type RegistrationWorld, refusedWith, startRegistrationWorld } from "../testing/registration-world.ts";

let world: RegistrationWorld;
beforeAll(async () => {
  world = await startRegistrationWorld();
});
afterAll(() => world.stop());

test("newest first, each phone its own, and for ten minutes", async () => {
  const phone = aPhone();
  const first = await world.askCode(phone);
  world.clock.advance(60_000);
  const second = await world.askCode(phone);
  const texts = async () => (await world.as().listPhoneMessages({ phone })).messages.map(({ text }) => text);
  expect(await texts()).toEqual([expect.stringContaining(second), expect.stringContaining(first)]);
  expect((await world.as().listPhoneMessages({ phone: aPhone() })).messages).toEqual([]);
  world.clock.advance(9 * 60_000);
  expect(await texts()).toEqual([expect.stringContaining(second)]);
});

test("without the demo there is no phone to look at", async () => {
  const off = await startRegistrationWorld({ demo: false });
  try {
    expect(await off.as().listPhoneMessages({ phone: "13800000001" })).toEqual({ messages: [] });
  } finally {
    await off.stop();
  }
});

test("REQUEST_INVALID for what is no number", async () => {
  expect((await refusedWith(world.as().listPhoneMessages({ phone: "1" })))[0]).toBe("REQUEST_INVALID");
});
