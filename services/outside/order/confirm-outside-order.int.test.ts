/** Goal: the payer's word counts once, while the order waits, and moves the money only then. Method: a node and its books. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type OutsideNode, STRANGERS, startOutsideNode } from "../testing/outside-node.ts";

let node: OutsideNode;
beforeAll(async () => {
  node = await startOutsideNode();
});
afterAll(() => node.stop());

const waiting = async (orderNumber: string) => {
  const accountId = await node.account("wechat-like", { confirmOver: 500n });
  expect((await node.order(accountId, orderNumber)).state).toBe("WAITING");
  return accountId;
};
const say = (orderNumber: string, refuse = false) =>
  node.outside.confirmOutsideOrder({ channelId: "wechat-like", orderNumber, refuse });

test("confirmed it is paid, and stays so whatever is said later", async () => {
  await waiting("att_confirmed");
  const paid = await say("att_confirmed");
  expect(paid).toMatchObject({ state: 2, payTime: node.clock.now(), payerBalance: { minorUnits: 99_000n } });
  expect(await say("att_confirmed", true)).toEqual(paid);
});

test("refused it fails, and nothing was taken", async () => {
  await waiting("att_refused");
  expect(await say("att_refused", true)).toMatchObject({
    ...{ state: 3, refusal: "PAYER_REFUSED", payerBalance: { minorUnits: 100_000n } },
  });
  expect(await say("att_refused")).toMatchObject({ state: 3 });
});

test("after two minutes it is too late", async () => {
  await waiting("att_late");
  node.clock.advance(120_001);
  expect(await say("att_late")).toMatchObject({ state: 3, refusal: "PAYER_REFUSED" });
});

test("what was spent meanwhile is not there any more", async () => {
  const accountId = await waiting("att_first");
  await node.parts.accounts.updateOne({ _id: accountId }, { $set: { balance: 999n } });
  expect(await say("att_first")).toMatchObject({
    ...{ state: 3, refusal: "BALANCE_SHORT", payerBalance: { minorUnits: 999n } },
  });
});

test("two words at once: one counts", async () => {
  await waiting("att_both");
  const states = await Promise.all([say("att_both"), say("att_both", true), say("att_both")]);
  expect(new Set(states.map(({ state }) => state)).size).toBe(1);
});

test("OUTSIDE_ORDER_NOT_FOUND, REQUEST_INVALID", async () => {
  await expect(say("att_nowhere")).rejects.toMatchObject({ reason: "OUTSIDE_ORDER_NOT_FOUND" });
  await expect(say("")).rejects.toMatchObject({ reason: "REQUEST_INVALID", fields: [{ field: "order_number" }] });
});

test.each(STRANGERS)("%j: %s", async (caller, reason) => {
  const call = node.as(caller).confirmOutsideOrder({ channelId: "wechat-like", orderNumber: "att_1", refuse: false });
  await expect(call).rejects.toMatchObject({ reason });
});
