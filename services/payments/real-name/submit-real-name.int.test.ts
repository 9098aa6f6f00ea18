/** Goal: a name is said once, is in no row in clear, and raises what may be spent. Method: a real node over a real store with a secret key. */
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { cny } from "../testing/builders.ts";
import { everyRow } from "../testing/every-row.ts";
import { expectRefused } from "../testing/expect-refused.ts";
import { type PaymentsWorld, startPaymentsWorld } from "../testing/payments-world.ts";

const person = { realName: "欧阳娜娜", identityNumber: "11010519491231002X" };
let world: PaymentsWorld;
beforeAll(async () => {
  world = await startPaymentsWorld({ secretKey: randomBytes(32) });
});
afterAll(() => world.stop());

const submit = (overrides: object = {}, who: Parameters<PaymentsWorld["as"]>[0] = "shopper1") =>
  world.as(who).submitRealName({ ...person, ...overrides });

test("X10: level 1 with its limits, masked; the same again is done already, another is refused", async () => {
  const user = await world.addUser("usr_realname1", 1n);
  await world.store.connection.model("WalletUser").updateOne({ _id: user.id }, { $unset: { realNameLevel: 1 } });
  expect(await world.as(user).getRealName({})).toMatchObject({ level: 0, dayLimit: cny(100_000n) });
  const known = {
    ...{ level: 1, maskedName: "欧**", maskedIdentityNumber: "1****************X" },
    ...{ dayLimit: cny(500_000n), yearLimit: cny(10_000_000n) },
  };
  expect(await submit({}, user)).toEqual(known);
  expect(await submit({}, user)).toEqual(known);
  await expectRefused(world, "REAL_NAME_ALREADY_SET", () => submit({ realName: "欧阳菲菲" }, user));
  const stored = await everyRow(world);
  expect([stored.includes(person.realName), stored.includes(person.identityNumber)]).toEqual([false, false]);
});

test("X10: said by several at once, one is written; the same is an equal answer, another is refused", async () => {
  const user = await world.addUser("usr_realname2", 1n);
  await world.store.connection.model("WalletUser").updateOne({ _id: user.id }, { $unset: { realNameLevel: 1 } });
  const names = ["欧阳娜娜", "欧阳娜娜", "欧阳菲菲", "欧阳菲菲"];
  const said = await Promise.all(
    names.map((realName) => submit({ realName }, user).catch((error: { reason: string }) => error.reason)),
  );
  expect(said.filter((answer) => answer === "REAL_NAME_ALREADY_SET")).toHaveLength(2);
  expect(said.filter((answer) => typeof answer === "object")).toHaveLength(2);
});

test.each<[string, object, Parameters<PaymentsWorld["as"]>[0]]>([
  ["CALLER_UNKNOWN", {}, "anonymous"],
  ["CALLER_NOT_ALLOWED", {}, "cashier"],
  ["REQUEST_INVALID", { realName: "欧" }, "shopper1"],
  ["REQUEST_INVALID", { identityNumber: "110105194912310021" }, "shopper1"],
  ["WALLET_NOT_FOUND", {}, { kind: "user", id: "usr_nowallet" }],
])("%s and writes nothing", async (reason, overrides, who) => {
  await expectRefused(world, reason, () => submit(overrides, who));
});
