/** Goal: whoever registers has a login and, whatever crashes in between, a wallet. Method: real nodes over real stores; payments' consumer fails, and the node ends. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { anonymous } from "../../../kernel/auth/caller.ts";
import { readConfig } from "../../../kernel/config/read-config.ts";
import type { ServiceModule } from "../../../kernel/node/service-module.ts";
import { type RunningNode, startNode } from "../../../kernel/node/start-node.ts";
import { IdentityServiceDefinition } from "../../../proto/gen/paywindow/identity/v1/identity.ts";
import { PhoneCodePurpose } from "../../../proto/gen/paywindow/identity/v1/registration.ts";
import { PaymentsServiceDefinition } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { payments } from "../../payments/payments.service.ts";
import { identity } from "../identity.service.ts";
import { aPhone, type RegistrationWorld, refusedWith, startRegistrationWorld } from "../testing/registration-world.ts";

const password = "correct horse";
let world: RegistrationWorld;
beforeAll(async () => {
  world = await startRegistrationWorld();
});
afterAll(() => world.stop());

const register = (phone: string, phoneCode: string, overrides: object = {}) =>
  world.as().registerUser({ phone, phoneCode, password, displayName: "赵敏", ...overrides });

test("X10: phone, code and password make a user who is signed in, and can sign in again by phone", async () => {
  const phone = aPhone();
  const session = await register(phone, await world.askCode(phone));
  expect(session).toMatchObject({
    accessToken: expect.any(String),
    principal: { principalId: expect.stringMatching(/^usr_/), displayName: "赵敏", merchantId: "", roles: [] },
  });
  const again = await world.as().signIn({ login: phone, password });
  expect(again.principal).toEqual(session.principal);
  expect((await refusedWith(world.as().signIn({ login: phone, password: "wrong" })))[0]).toBe("CREDENTIALS_REFUSED");
});

test("X10: a code registers once; a phone that is registered is told so to whoever has it at hand", async () => {
  const phone = aPhone();
  const code = await world.askCode(phone);
  await register(phone, code);
  expect((await refusedWith(register(phone, code)))[0]).toBe("PHONE_CODE_EXPIRED");
  world.clock.advance(60_000);
  expect((await refusedWith(register(phone, await world.askCode(phone))))[0]).toBe("PHONE_REGISTERED");
});

test("X10: five wrong codes end it; the right one comes too late", async () => {
  const phone = aPhone();
  const code = await world.askCode(phone);
  const wrong = code === "000000" ? "000001" : "000000";
  for (const triesLeft of ["4", "3", "2", "1", "0"])
    expect(await refusedWith(register(phone, wrong))).toEqual(["PHONE_CODE_WRONG", { triesLeft }]);
  expect((await refusedWith(register(phone, code)))[0]).toBe("PHONE_CODE_EXPIRED");
});

test("X10: after five minutes the code is no longer good", async () => {
  const phone = aPhone();
  const code = await world.askCode(phone);
  world.clock.advance(5 * 60_000);
  expect((await refusedWith(register(phone, code)))[0]).toBe("PHONE_CODE_EXPIRED");
});

test("of ten at once with the right code one is registered", async () => {
  const phone = aPhone();
  const code = await world.askCode(phone);
  const answers = await Promise.allSettled(Array.from({ length: 10 }, () => register(phone, code)));
  expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
});

test.each<[object]>([[{ phone: "12345" }], [{ phoneCode: "12345" }], [{ password: "1234567" }], [{ displayName: "" }]])(
  "REQUEST_INVALID for %j",
  async (overrides) => {
    expect((await refusedWith(register(aPhone(), "123456", overrides)))[0]).toBe("REQUEST_INVALID");
  },
);

/** Payments that never gets as far as opening a wallet. */
const brokenPayments: ServiceModule = {
  definition: payments.definition,
  start: async (host) => {
    const running = await payments.start(host);
    const consumers = running.consumers?.map((consumer) => ({
      ...consumer,
      handle: () => Promise.reject(new Error("the power is out")),
    }));
    return { ...running, consumers };
  },
};

const startBoth = (dataDir: string, second: ServiceModule): Promise<RunningNode> => {
  const settings = { PAYWINDOW_DATA: dataDir, PAYWINDOW_PORT: "0", PAYWINDOW_LOG_LEVEL: "silent" };
  return startNode({ modules: [identity, second], config: readConfig(settings, []) });
};

test("X10: a crash between registration and wallet heals: the wallet is there after the next start", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "paywindow-register-"));
  const phone = aPhone();
  try {
    const broken = await startBoth(dataDir, brokenPayments);
    const door = broken.client(IdentityServiceDefinition);
    await door.requestPhoneCode(
      { purpose: PhoneCodePurpose.PHONE_CODE_PURPOSE_REGISTER, phone },
      { caller: anonymous },
    );
    const { messages } = await door.listPhoneMessages({ phone }, { caller: anonymous });
    const phoneCode = /\d{6}/.exec(messages[0]!.text)![0];
    const asked = { phone, phoneCode, password, displayName: "赵敏" };
    const { principal } = await door.registerUser(asked, { caller: anonymous });
    const caller = { kind: "user", id: principal!.principalId } as const;
    const wallet = (node: RunningNode) => node.client(PaymentsServiceDefinition).getWallet({}, { caller });
    expect((await refusedWith(wallet(broken)))[0]).toBe("WALLET_NOT_FOUND");
    await broken.stop();

    const healed = await startBoth(dataDir, payments);
    for (let look = 0; look < 100 && (await wallet(healed).catch(() => undefined)) === undefined; look++)
      await delay(50);
    expect(await wallet(healed)).toMatchObject({ userId: caller.id, displayName: "赵敏" });
    await healed.stop();
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}, 60_000);
